"""Opening a round of the ballot: the session's roll is frozen first, then the ballot opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import Busy, WrongState
from chassis.core.text import Nothing
from chassis.service import Context
from chassis.web.command import Order
from contracts.charter import Panel
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.casting.casting import ballot_of
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.labels import PANEL_NAMES
from services.ballot.member.queries import active_members
from services.ballot.panel.domain import PanelRecord
from services.ballot.panel.queries import panels_of
from services.ballot.readiness.conditions import Condition, require
from services.ballot.session.domain import Session, Voting
from services.ballot.session.settling import session_of, settle_voting
from services.ballot.session.voting import begin_voting
from services.ballot.slips.domain import Stored
from services.ballot.slips.stored import read_turn, remove_cancelled


@dataclass(frozen=True)
class Opening:
    """A ballot that is to be opened by ``action``, and the evaluations as they stand."""

    ballot: Ballot
    action: str
    panels: Sequence[Found[PanelRecord]]


async def open_round(order: Order[Nothing], action: str) -> Changed[Ballot]:
    """Freeze the roll and ``open`` the first round, or by ``runoff`` the next one."""
    ctx, street, ballot_id, cause = order.ctx, order.street, order.key, order.cause
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    voting = await _frozen(ctx, street, ballot_id, ballot, action, cause)

    def decide(state: Ballot) -> Change[Ballot]:
        rounds.planned_round(state, action)
        if voting is None:
            raise Busy(
                "ballot-moving",
                "票决刚被别人推进，请刷新后再试。",
                "Somebody moved this ballot just now; reload and try again.",
            )
        return rounds.open_round(
            ballot_id, state, action, voting.freeze, voting.slips, cause.at, voting.apart
        )

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)


async def _frozen(
    ctx: Context, street: str, ballot_id: str, ballot: Ballot, action: str, cause: Cause
) -> Voting | None:
    if not rounds.may_open(ballot, action):
        return None
    number, _ = rounds.planned_round(ballot, action)
    await settle_voting(ctx, street, ballot.session, cause)
    panels = await panels_of(ctx, street, ballot.session)
    require(TO_OPEN, Opening(ballot, action, panels))
    active = await active_members(ctx, street)
    stored = await coming_slips(ctx, street, ballot.session)
    await remove_cancelled(ctx.store.engine, street, ballot.session, stored)

    def freeze(state: Session) -> Change[Session]:
        rules = ballot.rules
        return begin_voting(state, ballot_id, number, active, rules.quorum, stored, rules.checklist)

    key = SESSIONS.key(street, ballot.session)
    return (await ctx.change(key, existing(freeze), cause.part("freeze"))).state.voting


async def coming_slips(ctx: Context, street: str, session_id: str) -> Stored:
    """The coupons of the turn that would open next, as they lie in the database."""
    state = (await session_of(ctx, street, session_id)).state
    return await read_turn(ctx.store.engine, street, session_id, state.box, state.turn + 1)


def open_panels(found: Sequence[Found[PanelRecord]], ballot: Ballot) -> list[Panel]:
    """The panels that must close before the ballot opens, and have not; last year's need none."""
    if ballot.about == "SATISFACTION":
        return []
    closed = {panel.state.panel for panel in found if panel.state.status == "CLOSED"}
    return [panel for panel in ballot.rules.panels if panel not in closed]


def check_panels(at: Opening) -> None:
    """Raise ``WrongState`` while an evaluation is not closed."""
    if missing := open_panels(at.panels, at.ballot):
        raise WrongState(
            "panels-open",
            "评议尚未全部结束，不能开始投票。",
            "Voting opens only after all panels have closed.",
            [_not_closed(panel) for panel in missing],
        )


def _not_closed(panel: Panel) -> dict[str, str]:
    zh, en = PANEL_NAMES[panel]
    return {"zh": f"{zh}尚未结束", "en": f"{en}: not closed"}


TO_OPEN: tuple[Condition[Opening], ...] = (
    Condition(
        "票决办法已通过，监票人、计票人已确定", "The rules are adopted, those who count are named",
        "steps", lambda at: rounds.check_planned(at.ballot, at.action),
    ),
    Condition("三方评议全部结束", "Every evaluation is closed", "panels", check_panels),
)  # fmt: skip
"""What the ballot asks before a round opens; the session asks ``session.voting.TO_VOTE``."""
