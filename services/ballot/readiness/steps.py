"""能不能开始: which step of a session comes next, and the lines of what it asks for.

Every line is a check that the step itself makes; ``tests/service/test_hall.py`` holds each
step to its list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.core.clock import day, local
from chassis.core.documents import Found
from chassis.core.errors import WrongState
from chassis.rooms.copies import charter_of
from chassis.rooms.papers.model import say_day
from chassis.service import Context
from contracts.charter import Charter
from contracts.screening import SlateItem
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.opening import TO_OPEN, Opening, coming_slips
from services.ballot.casting.casting import ballot_named
from services.ballot.kinds import SLATES
from services.ballot.member.queries import active_members
from services.ballot.panel.domain import PanelRecord
from services.ballot.panel.queries import panels_of
from services.ballot.readiness.conditions import Condition, Line, lines_of
from services.ballot.session import domain as sessions
from services.ballot.session.domain import Session
from services.ballot.session.voting import (
    NOBODY_WAITS,
    TO_VOTE,
    Gathered,
    check_nobody_waits,
    check_quorum,
)
from services.ballot.slips.domain import Stored


@dataclass(frozen=True)
class Stage:
    """A session with what its own steps look at."""

    hall: Gathered
    charter: Charter
    slate: Sequence[SlateItem]
    today: date

    @property
    def session(self) -> Session:
        """The session itself."""
        return self.hall.session


@dataclass(frozen=True)
class NextStep:
    """A step by its command's name, its title, and its conditions as they stand now."""

    name: str
    zh: str
    en: str
    lines: Sequence[Line]


def check_called_in_time(at: Stage) -> None:
    """Raise ``WrongState`` where members are called later before the session than the charter asks.

    Before the call the day is today's.
    """
    called = date.fromisoformat(at.session.called_on) if at.session.called_on else at.today
    held, wanted = local(at.session.at).date(), at.charter.sessions.notice_days
    if (days := max((held - called).days, 0)) < wanted:
        raise WrongState(
            "called-late",
            f"章程要求提前 {wanted} 天通知，{say_day(called)}到开会只有 {days} 天。",
            f"The charter asks for {wanted} days; from {called} to the session there are {days}.",
        )


IN_TIME: Condition[Stage] = Condition(
    "会议通知按章程规定的天数提前发出", "The members are called as early as the charter asks",
    "steps", check_called_in_time, advised=True,
)  # fmt: skip
TO_FREEZE: tuple[Condition[Stage], ...] = (
    Condition(
        "候选项目已确定", "The candidates are final",
        "steps", lambda at: sessions.check_slate(tuple(at.slate)),
    ),
)  # fmt: skip
TO_CHECK_IN: tuple[Condition[Stage], ...] = (
    Condition(
        "投票码条已印制", "The slips are printed",
        "/slips", lambda at: sessions.check_slips(at.session),
    ),
)  # fmt: skip
TO_BEGIN: tuple[Condition[Stage], ...] = (
    Condition(
        "开会前的核对清单已全部勾选", "Every point before the session is ticked",
        "checklist", lambda at: sessions.check_ticked(at.session, at.charter.session_checklist),
    ),
    Condition(
        "到会人数达到规定（不足可以先开会，但不能表决）",
        "Enough members are present (without them it may begin, but decide nothing)",
        "door", lambda at: check_quorum(at.hall), advised=True,
    ),
    Condition(
        NOBODY_WAITS.zh, NOBODY_WAITS.en,
        "door", lambda at: check_nobody_waits(at.hall), advised=True,
    ),
)  # fmt: skip
NEXT = {
    "DRAFT": ("notify", "发出会议通知", "Call the members", ()),
    "NOTIFIED": ("freeze", "会议材料定稿", "Make the papers final", TO_FREEZE),
    "BOOKLET_FROZEN": ("start-check-in", "开始签到", "Start check-in", TO_CHECK_IN),
    "CHECK_IN": ("begin", "宣布开会", "Begin the session", TO_BEGIN),
}


async def next_step(ctx: Context, street: str, found: Found[Session]) -> NextStep | None:
    """What comes next in this session and what it waits for; nothing where none is due."""
    session, charter = found.state, await charter_of(ctx, street)
    active = await active_members(ctx, street)
    if known := NEXT.get(session.status):
        slate = await ctx.store.get(SLATES.key(street, session.cycle))
        hall = Gathered(session, active, charter.ballot.quorum)
        stage = Stage(hall, charter, slate.state.items if slate else (), day(ctx.now()))
        name, zh, en, conditions = known
        conditions = (*((IN_TIME,) if charter.sessions.notice_days else ()), *conditions)
        return NextStep(name, zh, en, lines_of(conditions, stage))
    ballot = await ballot_named(ctx, street, session.ballot)
    if ballot is None or session.status == "CLOSED":
        return None
    panels = await panels_of(ctx, street, found.id)
    stored = await coming_slips(ctx, street, found.id)
    return to_open(session, active, ballot, panels, stored)


def to_open(
    session: Session,
    active: frozenset[str],
    ballot: Ballot,
    panels: Sequence[Found[PanelRecord]],
    stored: Stored,
) -> NextStep | None:
    """Opening the ballot's next round: what the ballot asks, then what the session asks."""
    action = "runoff" if ballot.status == "COUNTED" else "open"
    if ballot.status != "PREPARED" and not rounds.may_open(ballot, action):
        return None
    hall = Gathered(session, active, ballot.rules.quorum, ballot.rules.checklist, stored)
    lines = lines_of(TO_OPEN, Opening(ballot, action, panels)) + lines_of(TO_VOTE, hall)
    return NextStep(action, "开始投票", "Open the vote", lines)
