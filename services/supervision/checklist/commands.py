"""What can be asked of a checklist: items, and that one was done (W-18)."""

from typing import Any

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.sweeping import Kept
from chassis.web.bodies import Because
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.beside import beside, change_beside
from services.supervision.checklist import bodies
from services.supervision.checklist.domain import checklist as lists
from services.supervision.checklist.domain.checklist import MAX_PHOTOS, Checklist, Item, photos_of
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.kinds import CHECKLISTS
from services.supervision.owning import own_project
from services.supervision.project.domain.project import Project
from services.supervision.roles import DOERS

AT = "/streets/{street}/projects/{project}/checklist"
BACK = "/supervision/streets/{street}/projects/{project}#checklist"


def _done(changed: Changed[Checklist]) -> Done:
    percent = changed.state.percent or 0
    status = "DONE" if percent == 100 else "OPEN"
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=f"已完成 {percent}%"
    )


CHECKLIST: Thing[Checklist] = Thing(
    service="supervision",
    kind=CHECKLISTS,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answers=Done,
    answer=_done,
    look=check_public,
)
KEPT = Kept(CHECKLISTS, photos_of)


def empty_for(project: Project) -> Checklist:
    """The list of a project before its first item."""
    return Checklist(cycle=project.cycle, title=project.title, unit=project.unit)


async def _add(order: Order[bodies.NewItems]) -> Changed[Checklist]:
    project = await own_project(order)
    new = [_item(order, n, one, project) for n, one in enumerate(order.body.items)]
    return await change_beside(
        order, CHECKLISTS, empty_for(project), lambda known: lists.add(known, new)
    )


def _item(order: Order[Any], number: int, one: bodies.NewItem, project: Project) -> Item:
    """An item with the plan's leader and finish where it names none. Raises ``Invalid``."""
    plan = project.plan
    due = one.due_on or (plan.finish_on if plan else None)
    if due is None:
        zh, en = f"“{one.text}”没有期限。", "An item has no day."
        raise Invalid("item-without-day", zh, en, [{"field": "items", "zh": zh, "en": en}])
    owner = one.owner or (plan.owner if plan else "") or project.unit
    return Item(
        id=order.cause.derive(f"item-{number}")[:12], text=one.text, owner=owner, due_on=due
    )


async def _on_item(order: Order[Any], decide: Any) -> Changed[Checklist]:
    project = await own_project(order)
    return await change_beside(order, CHECKLISTS, empty_for(project), decide)


async def _tick(order: Order[bodies.Ticked]) -> Changed[Checklist]:
    on = order.body.done_on or order.today
    item = order.path["item"]
    return await _on_item(order, lambda c: lists.tick(c, item, on, order.today, order.cause))


async def _untick(order: Order[Because]) -> Changed[Checklist]:
    return await _on_item(order, lambda c: lists.untick(c, order.path["item"]))


async def _drop(order: Order[Because]) -> Changed[Checklist]:
    return await _on_item(order, lambda c: lists.drop(c, order.path["item"]))


async def _photos(order: Order[bodies.ItemPhotos]) -> Changed[Checklist]:
    """Refused before anything is kept; decided again with the photos."""
    project, item = await own_project(order), order.path["item"]
    found = await beside(order.ctx, CHECKLISTS, order.street, order.key, empty_for(project))
    known = lists.item_of(found.state, item).photos
    owner = KEPT.owner(order.street, order.key)
    files = await keep_photos(order.ctx, owner, order.body.photos, MAX_PHOTOS, order.cause, known)

    def decide(checklist: Checklist) -> Change[Checklist]:
        return lists.add_photos(checklist, item, files)

    return await change_beside(order, CHECKLISTS, empty_for(project), decide)


def _note(body: Because) -> str:
    return body.reason


TICK: AnyCommand = Command(
    "tick", on=CHECKLIST, action="tick_item", label=Label("完成", "Done"),
    doc="Note that an item was done, on which day and by whom.",
    body=bodies.Ticked, may=DOERS, path="items/{item}/tick", do=_tick, crowded=True, then=BACK,
)  # fmt: skip
UNTICK: AnyCommand = Command(
    "untick", on=CHECKLIST, action="untick_item", label=Label("改为未完成", "Not done"),
    doc="It was not done after all; the reason stands in the audit trail.",
    body=Because, may=DOERS, path="items/{item}/untick", do=_untick, note=_note, crowded=True,
    then=BACK,
)  # fmt: skip
DROP: AnyCommand = Command(
    "drop", on=CHECKLIST, action="drop_item", label=Label("删除", "Remove"),
    doc="Take an item off the list before it is done; the reason stands in the audit trail.",
    body=Because, may=DOERS, path="items/{item}/drop", do=_drop, note=_note, crowded=True,
    then=BACK,
)  # fmt: skip
PHOTOS: AnyCommand = Command(
    "photos", on=CHECKLIST, action="add_item_photos", label=Label("上传照片", "Add photos"),
    doc="Photos of what was done, for the staff.",
    body=bodies.ItemPhotos, may=DOERS, path="items/{item}/photos", do=_photos, crowded=True,
    then=BACK,
)  # fmt: skip
OF_ITEM = (TICK, PHOTOS, UNTICK, DROP)
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "items", on=CHECKLIST, action="add_items", label=Label("加入清单", "Add to the list"),
        doc="Further items of the checklist; at most 50 together.",
        body=bodies.NewItems, may=DOERS, do=_add, read=bodies.items_of, crowded=True, then=BACK,
    ),
    *OF_ITEM,
)  # fmt: skip
