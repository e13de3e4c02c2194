"""A visit or a contact (走访、联系): when, where, who was met, and what was suggested (E-21, W-44).

Minimal data (C-04): who was met in a few words without a name or a phone.
"""

from datetime import date, datetime

from chassis.core.catalogue import nothing_to_correct
from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.personal import kinds_in

MOST_ENTRIES = 30
"""Suggestions of one visit."""


class Visit(State):
    """One visit of one member. ``way``: a channel of the charter; ``entries``: suggestions.

    ``removed``: its member deleted it (C-07). Day, way and community stay for the counts.
    """

    member: str
    name: str
    way: str
    on: str
    community: str
    grid: str = ""
    place: str
    met: str = ""
    at: datetime
    entries: tuple[str, ...] = ()
    removed: bool = False


def check(visit: Visit, today: date) -> Visit:
    """The visit. Raises ``Invalid`` for a day to come, or where it names a person."""
    if visit.on > today.isoformat():
        raise _wrong("on", "日期不能在今天以后。", "The day is to come.")
    for name in ("place", "met"):
        if kinds_in(getattr(visit, name)):
            zh = "这里有姓名、电话或门牌，请删去，只写大概。"
            raise _wrong(name, zh, "Take out names, phones and doors.")
    return visit


def correct(visit: Visit, values: dict[str, str], today: date) -> Change[Visit]:
    """Its member puts it right. Raises ``Invalid`` as for a new one, or where nothing changes."""
    if all(getattr(visit, name) == value for name, value in values.items()):
        raise nothing_to_correct()
    return Change(check(visit.model_copy(update=values), today))


def is_kept(visit: Visit) -> bool:
    """Whether its member has not deleted it."""
    return not visit.removed


def remove(visit: Visit) -> Change[Visit]:
    """Its member deletes it: place, grid and who was met go; what it brought stays."""
    return Change(visit.model_copy(update={"place": "", "met": "", "grid": "", "removed": True}))


def add(visit: Visit, entry: str) -> Change[Visit]:
    """A suggestion came of it."""
    if entry in visit.entries:
        return Change(visit)
    if len(visit.entries) == MOST_ENTRIES:
        raise WrongState(
            "visit-full",
            f"一次走访最多登记 {MOST_ENTRIES} 条，请另登记一次。",
            f"A visit takes {MOST_ENTRIES} suggestions; log another.",
        )
    return Change(visit.model_copy(update={"entries": (*visit.entries, entry)}))


def _wrong(name: str, zh: str, en: str) -> Invalid:
    return Invalid("visit", zh, en, [{"field": name, "zh": zh, "en": en}])
