"""Marking many suggestions at once, and taking that back.

One document holds the mark-up: for each suggestion what stood there before and what stands there
after. Taken back, each suggestion gets what stood there before, unless somebody changed it since.
"""

from datetime import datetime

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, WrongState
from contracts.intake import SuggestionsOrdered
from services.intake.suggestion.domain.suggestion import Suggestion

MOST = 50
"""Suggestions of one mark-up: what a page shows."""


class Focus(State):
    """What is marked on a suggestion. ``urgent``: 急难愁盼, ``weak_point``: 治理短板."""

    topic: str = ""
    urgent: bool = False
    weak_point: bool = False
    priority: str = ""


class Remark(State):
    """One suggestion of a mark-up."""

    suggestion: str
    before: Focus
    after: Focus


class Refocusing(State):
    """A mark-up of up to 50 suggestions. ``by``: the name of who made it.

    ``skipped``: how many of them somebody had changed before they could be marked.
    """

    remarks: tuple[Remark, ...]
    at: datetime
    on: str
    by: str
    undone: bool = False
    skipped: int = 0


def focus_of(suggestion: Suggestion) -> Focus:
    """What is marked on it now."""
    return Focus(**suggestion.model_dump(include=set(Focus.model_fields)))


def begin(remarks: tuple[Remark, ...], key: str, at: datetime, by: str) -> Change[Refocusing]:
    """Order it. Raises ``Invalid`` where nothing is ticked, or nothing would change."""
    changed = tuple(one for one in remarks if one.before != one.after)
    if not changed:
        raise Invalid(
            "nothing-marked",
            "请勾选建议并选择要标注的内容；已经是这样的不用再标。",
            "Tick suggestions and choose what to mark on them; what stands there already is left.",
        )
    made = Refocusing(remarks=changed, at=at, on=at.isoformat(), by=by)
    return Change(made, [SuggestionsOrdered(batch=key)])


def undo(found: Refocusing, key: str) -> Change[Refocusing]:
    """Take it back, once."""
    if found.undone:
        raise WrongState("undone-already", "这次标注已经撤销。", "It was taken back already.")
    undone = found.model_copy(update={"undone": True})
    return Change(undone, [SuggestionsOrdered(batch=key)])


def mark(suggestion: Suggestion, remark: Remark, *, undone: bool) -> Change[Suggestion]:
    """Put the mark on, or take it off again; what somebody changed since stays as it is."""
    wanted, stands = (remark.before, remark.after) if undone else (remark.after, remark.before)
    if focus_of(suggestion) != stands:
        return Change(suggestion)
    return Change(suggestion.with_(**wanted.model_dump()))


def note_skipped(found: Refocusing, skipped: int) -> Change[Refocusing]:
    """How many it left as they were; nothing is written where it marked them all."""
    return Change(found.model_copy(update={"skipped": skipped}))
