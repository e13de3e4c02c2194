"""A project's checklist (W-18): items with owner and day, who did them when, with photos."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.core.decision import Cause, Change, State
from chassis.core.errors import Invalid, NotFound, WrongState
from chassis.rooms.files.reference import FileRef, add_files
from services.supervision.project.domain.life import not_future
from services.supervision.trail.domain import acting_role

MAX_ITEMS = 50
MAX_PHOTOS = 3


class Item(State):
    """One thing to be done. ``done_role`` is public, ``done_by`` (a subject) for the trail."""

    id: str
    text: str
    owner: str
    due_on: date
    done_on: date | None = None
    done_role: str = ""
    done_by: str = ""
    photos: tuple[FileRef, ...] = ()


class Checklist(State):
    """All items of one project, in the order they were written; ``unit`` carries them out."""

    cycle: str = ""
    title: str = ""
    unit: str = ""
    items: tuple[Item, ...] = ()

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(one.done_on is not None for one in self.items)

    @property
    def percent(self) -> int | None:
        """Done in percent, rounded down; nothing where there is no item."""
        return 100 * self.done // len(self.items) if self.items else None


def overdue_items(checklist: Checklist, today: date) -> list[Item]:
    """Items whose day has passed and that are not done."""
    return [one for one in checklist.items if one.done_on is None and one.due_on < today]


def add(checklist: Checklist, new: Sequence[Item]) -> Change[Checklist]:
    """Further items; the same text twice is refused. Raises ``Invalid``."""
    together = (*checklist.items, *new)
    if len(together) > MAX_ITEMS:
        raise Invalid(
            "too-many-items",
            f"清单最多 {MAX_ITEMS} 项。",
            f"A checklist has at most {MAX_ITEMS} items.",
        )
    texts = [one.text for one in together]
    if twice := next((text for text in texts if texts.count(text) > 1), ""):
        zh, en = f"“{twice}”已在清单中。", "An item is on the list already."
        raise Invalid("item-twice", zh, en, [{"field": "items", "zh": zh, "en": en}])
    return _with(checklist, items=together)


def tick(checklist: Checklist, item: str, on: date, today: date, cause: Cause) -> Change[Checklist]:
    """完成: note that an item was done on this day, and by whom."""
    one = item_of(checklist, item)
    if one.done_on is not None:
        raise WrongState("item-done", "这一项已经完成。", "This item is done already.")
    not_future(on, today)
    done = {"done_on": on, "done_role": acting_role(cause), "done_by": cause.actor}
    return _replaced(checklist, one, done)


def untick(checklist: Checklist, item: str) -> Change[Checklist]:
    """It was not done after all; the audit trail keeps the reason."""
    one = item_of(checklist, item)
    if one.done_on is None:
        raise WrongState("item-open", "这一项还没有完成。", "This item is not done.")
    return _replaced(checklist, one, {"done_on": None, "done_role": "", "done_by": ""})


def drop(checklist: Checklist, item: str) -> Change[Checklist]:
    """Take an item off the list, before it is done; the audit trail keeps the reason."""
    one = item_of(checklist, item)
    if one.done_on is not None:
        raise WrongState("item-stays", "已完成的项不能删除。", "An item that is done stays.")
    return _with(checklist, items=tuple(kept for kept in checklist.items if kept.id != item))


def add_photos(checklist: Checklist, item: str, photos: Sequence[FileRef]) -> Change[Checklist]:
    """Photos of what was done, for the staff."""
    one = item_of(checklist, item)
    return _replaced(checklist, one, {"photos": add_files(one.photos, photos, MAX_PHOTOS)})


def item_of(checklist: Checklist, item: str) -> Item:
    """The item of this id. Raises ``NotFound``."""
    found = next((one for one in checklist.items if one.id == item), None)
    if found is None:
        raise NotFound("unknown-item", "清单中没有这一项。", "There is no such item.")
    return found


def photos_of(checklist: Checklist) -> list[FileRef]:
    """Every photo of every item."""
    return [photo for one in checklist.items for photo in one.photos]


def _replaced(checklist: Checklist, one: Item, update: dict[str, Any]) -> Change[Checklist]:
    new = one.model_copy(update=update)
    return _with(checklist, items=tuple(new if i.id == one.id else i for i in checklist.items))


def _with(checklist: Checklist, **update: Any) -> Change[Checklist]:
    return Change(checklist.model_copy(update=update))
