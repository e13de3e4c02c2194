"""月度会商、季度调度、年度考核: meetings held in every period, with what was agreed. Pure.

Sources: E-05 (every month, minutes and actions), E-06 (every quarter, a topic and late projects),
E-07, E-08 (the yearly assessment, which tells the committee's and the residents' view apart).
"""

from collections.abc import Collection
from datetime import date

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, NotFound, WrongState
from contracts.assembly import CadenceMeetingHeld
from contracts.charter import Cadence

ACTIONS = 50
LOOKED_BACK = 12
"""How many past periods are looked at for one that was missed."""


class Agreed(State):
    """One thing that a meeting agreed on (议定事项): which unit, by when, and when it did."""

    what: str
    unit: str
    due_on: date
    done_on: date | None = None
    result: str = ""


class Views(State):
    """What a yearly assessment found, each from its own source (E-08), in percent."""

    committee: int
    committee_source: str
    residents: int
    residents_source: str


class Meeting(State):
    """One meeting held. ``pending``: something agreed on is not done yet; ``period``: 2026-10,
    2026-Q4, 2026-H2 or 2026. Names of those present are shown to the staff only."""

    cadence: str
    period: str
    held_on: date
    place: str
    host: str
    present: tuple[str, ...]
    topic: str
    points: tuple[str, ...]
    views: Views | None = None
    agreed: tuple[Agreed, ...] = ()
    pending: bool = False
    by: str


def hold(rule: Cadence, meeting: Meeting, meeting_id: str, today: date) -> Change[Meeting]:
    """Note a meeting that was held. Raises ``Invalid``."""
    if meeting.held_on > today:
        raise Invalid(
            "meeting-in-future", "还没有召开的会议不能登记。", "It has not been held yet."
        )
    if rule.assesses and meeting.views is None:
        raise Invalid(
            "views-missing",
            "年度考核要分别写明两委满意度和群众认可度及来源。",
            "An assessment tells the committee's and the residents' view, each with its source.",
        )
    said = CadenceMeetingHeld(
        meeting=meeting_id,
        cadence=meeting.cadence,
        period=meeting.period,
        held_on=meeting.held_on.isoformat(),
    )
    return Change(_counted(meeting), [said])


def agree(meeting: Meeting, agreed: Agreed) -> Change[Meeting]:
    """Add something that was agreed on, while the meeting is written up. Raises ``WrongState``."""
    if len(meeting.agreed) >= ACTIONS:
        raise WrongState(
            "many-agreed",
            f"一次会议最多登记 {ACTIONS} 项议定事项。",
            f"A meeting has at most {ACTIONS} agreed points.",
        )
    if agreed.due_on < meeting.held_on:
        raise Invalid(
            "due-before-meeting",
            "完成期限不能早于会议日期。",
            "It cannot be due before the meeting.",
            [{"field": "due_on", "zh": "早于会议日期。", "en": "Before the meeting."}],
        )
    return Change(_counted(meeting.model_copy(update={"agreed": (*meeting.agreed, agreed)})))


def finish(meeting: Meeting, place: int, result: str, on: date) -> Change[Meeting]:
    """Note that the point at this place (from 1) is done. Raises ``NotFound``, ``WrongState``."""
    if not 1 <= place <= len(meeting.agreed):
        raise NotFound("no-such-point", "没有这一项议定事项。", "There is no such agreed point.")
    known = meeting.agreed[place - 1]
    if known.done_on is not None:
        raise WrongState("point-done", "这一项已经办结。", "This is done already.")
    done = known.model_copy(update={"done_on": on, "result": result})
    agreed = tuple(done if n == place else one for n, one in enumerate(meeting.agreed, 1))
    return Change(_counted(meeting.model_copy(update={"agreed": agreed})))


def _counted(meeting: Meeting) -> Meeting:
    pending = any(one.done_on is None for one in meeting.agreed)
    return meeting.model_copy(update={"pending": pending})


# ---- periods ---------------------------------------------------------------------------------

MARKS = {1: "", 3: "Q", 6: "H"}


def period_of(months: int, on: date) -> str:
    """The period of this length that a day lies in: 2026-10, 2026-Q4, 2026-H2, 2026."""
    if months == 12:
        return str(on.year)
    number = (on.month - 1) // months + 1
    return f"{on.year}-{number:02d}" if months == 1 else f"{on.year}-{MARKS[months]}{number}"


def first_day(months: int, on: date) -> date:
    """The first day of the period that a day lies in."""
    return on.replace(month=(on.month - 1) // months * months + 1, day=1)


def before(months: int, first: date) -> date:
    """The first day of the period before the one that begins on ``first``."""
    total = first.year * 12 + first.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def missed(months: int, since: date, today: date, held: Collection[str]) -> list[str]:
    """The periods that began on or after ``since``, are over and had no meeting; oldest first."""
    found = []
    first = first_day(months, today)
    for _ in range(LOOKED_BACK):
        first = before(months, first)
        if first < since:
            break
        if (period := period_of(months, first)) not in held:
            found.append(period)
    return found[::-1]


def last_day(months: int, period: str) -> date:
    """The day on which a period is over; an unheld one is missed from the next day on."""
    year, _, rest = period.partition("-")
    number = int(rest.lstrip("QH") or 1)
    total = int(year) * 12 + number * months
    return date.fromordinal(date(total // 12, total % 12 + 1, 1).toordinal() - 1)
