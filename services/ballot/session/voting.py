"""When a round may begin in a session, and the roll that is frozen for it (V-01, V-08)."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Named
from services.ballot.agenda.domain import check_rules_adopted
from services.ballot.ballot.domain.count import Freeze, is_quorum
from services.ballot.readiness.conditions import Condition, require
from services.ballot.session.domain import (
    Session,
    Voting,
    check_not_voting,
    check_slips,
    check_ticked,
)
from services.ballot.session.presence import FrozenRoll
from services.ballot.slips.domain import Stored, check_figures, check_stored


@dataclass(frozen=True)
class Gathered:
    """A session and who is in office: what a round's roll is frozen from.

    ``active`` are the members in office: they are expected where an older version called the
    session, which kept no list. The recused are expected too. ``checklist`` is the charter's, to
    be ticked before each round; ``stored`` are the coupons of the coming turn as they lie in the
    database, where that is looked at.
    """

    session: Session
    active: frozenset[str]
    quorum: str
    checklist: Sequence[Named] = ()
    stored: Stored | None = None

    @property
    def here(self) -> tuple[str, ...]:
        """实到: who of those expected is present, sorted."""
        return tuple(sorted(self.session.called(self.active) & set(self.session.present)))

    @property
    def freeze(self) -> Freeze:
        """应到 实到 发出票 回避 as they stand now."""
        return Freeze(
            expected=len(self.session.called(self.active)),
            present=len(self.here),
            issued=len(self.session.drawn),
            recused=len(self.session.recusals),
        )

    @property
    def apart(self) -> Freeze | None:
        """The same of the group that must pass apart; nothing where there is none."""
        group = set(self.session.apart)
        if not group:
            return None
        return Freeze(
            expected=len(self.session.called(self.active) & group),
            present=len(group & set(self.here)),
            issued=len(group & set(self.session.drawn)),
        )


def needed(expected: int, quorum: str) -> int:
    """The smallest number that is a quorum of so many expected."""
    return next(n for n in range(expected + 2) if is_quorum(n, expected, quorum))


def check_in_session(state: Session) -> None:
    """Raise ``WrongState`` unless the assembly is in session."""
    if state.status != "IN_SESSION":
        raise WrongState("not-in-session", "会议尚未开始。", "The assembly is not in session.")


def check_quorum(hall: Gathered) -> None:
    """Raise ``WrongState`` where too few of those expected are present (V-01)."""
    frozen, quorum = hall.freeze, hall.quorum
    if not frozen.expected or not is_quorum(frozen.present, frozen.expected, quorum):
        raise WrongState(
            "no-quorum",
            f"应到 {frozen.expected} 人，实到 {frozen.present} 人，未达到规定人数（{quorum}）。",
            f"{frozen.present} of {frozen.expected} are present; the quorum is {quorum}.",
        )


def check_nobody_waits(hall: Gathered) -> None:
    """Raise ``WrongState`` where check-ins or departures wait for a second office."""
    if leaving := len(hall.session.leaving):
        raise WrongState(
            "leaving-unconfirmed",
            f"有 {leaving} 人的离席还没有由另一岗位确认，仍计入实到。",
            f"{leaving} are said to have left; until another office confirms it they count.",
        )
    if waiting := len(hall.session.arrived):
        raise WrongState(
            "unconfirmed",
            f"有 {waiting} 人的签到还没有由另一岗位确认，不计入实到，也没有领票。",
            f"{waiting} check-ins wait for another office: they do not count and drew no slip.",
        )


NOBODY_WAITS: Condition[Gathered] = Condition(
    "签到和离席都已由另一岗位确认", "Check-ins and departures are confirmed by another office",
    "door", check_nobody_waits, advised=True,
)  # fmt: skip


def check_coupons(hall: Gathered) -> None:
    """Raise ``WrongState`` where the coupons of the coming turn are not those that were printed."""
    check_slips(hall.session)
    if hall.stored is not None:
        check_stored(hall.session, hall.stored)


TO_RAISE_HANDS: tuple[Condition[Gathered], ...] = (
    Condition(
        "没有其他投票正在进行或等待计票", "No other round is voted on or counted",
        "steps", lambda hall: check_not_voting(hall.session),
    ),
    Condition(
        "会议正在进行", "The assembly is in session",
        "steps", lambda hall: check_in_session(hall.session),
    ),
    Condition("到会人数达到规定", "Enough members are present", "door", check_quorum),
    NOBODY_WAITS,
)  # fmt: skip
"""What the session asks before anything is decided, also by a show of hands."""
TO_VOTE: tuple[Condition[Gathered], ...] = (
    *TO_RAISE_HANDS,
    Condition(
        "议程中的票决办法已经举手通过", "The rules on the agenda are adopted by hands",
        "/papers", lambda hall: check_rules_adopted(hall.session),
    ),
    Condition(
        "票码与印制时登记的一致", "The slips are those that were printed",
        "/slips", lambda hall: check_coupons(hall),
    ),
    Condition(
        "投票码条印制数等于发出数加作废数", "Slips printed = drawn + cancelled",
        "/slips", lambda hall: check_figures(hall.session),
    ),
    Condition(
        "核对清单已全部勾选", "Every point of the checklist is ticked",
        "checklist", lambda hall: check_ticked(hall.session, hall.checklist),
    ),
)  # fmt: skip
"""What the session asks before a round opens, checked in the write that freezes its roll."""


def begin_voting(
    state: Session,
    ballot: str,
    round_no: int,
    active: frozenset[str],
    quorum: str,
    stored: Stored,
    checklist: Sequence[Named] = (),
) -> Change[Session]:
    """冻结名册: roll and slips are frozen for one round, in one write (V-01, V-08)."""
    if state.voting and (state.voting.ballot, state.voting.round) == (ballot, round_no):
        return Change(state)
    hall = Gathered(state, active, quorum, checklist, stored)
    require(TO_VOTE, hall)
    slips = stored.in_force
    voting = Voting(
        ballot=ballot, round=round_no, freeze=hall.freeze, slips=slips, apart=hall.apart
    )
    roll = FrozenRoll(ballot=ballot, round=round_no, members=hall.here)
    rolls = (*state.rolls, roll)
    told = {"voting": voting, "rolls": rolls, "turn": slips.turn, "ticked": ()}
    return Change(state.model_copy(update=told))


def end_voting(state: Session, ballot: str, round_no: int) -> Change[Session]:
    """The round was counted or voided: slips may be drawn again."""
    if state.voting is None or (state.voting.ballot, state.voting.round) != (ballot, round_no):
        return Change(state)
    return Change(state.model_copy(update={"voting": None}))
