"""What can be asked of fieldwork: enter what was seen or told; answer a problem."""

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.errors import NotAllowed
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.sweeping import Kept
from chassis.web.command import Command, Done, Order, Thing, done
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role
from services.supervision.clean_words import check_public
from services.supervision.fieldwork.bodies import NewAnswer, NewEntry
from services.supervision.fieldwork.domain import (
    MOST_PHOTOS,
    Entry,
    EntryStatus,
    Position,
    Settled,
    answer,
    check,
)
from services.supervision.fieldwork.queries import entry_of
from services.supervision.kinds import ENTRIES, MEMBERS
from services.supervision.owning import check_project
from services.supervision.project.queries import project_of
from services.supervision.roles import DOERS

FIELD = (Role.DELIBERATOR, Role.DEPUTY)
"""Who goes and looks, and tells residents (W-45)."""
KEPT = Kept(ENTRIES, lambda state: state.photos)
ENTRY: Thing[Entry] = Thing(
    service="supervision",
    kind=ENTRIES,
    api="/supervision/api/streets/{street}/entries/{entry}",
    page="/supervision/streets/{street}/field/{entry}",
    answers=Done,
    answer=done,
    look=check_public,
)


async def who_is(order: Order[NewEntry]) -> tuple[str, str]:
    """Public name and role of who asks. Raises ``NotAllowed`` for a member who is not in office."""
    person = order.person
    if person.has(Role.DEPUTY):
        return person.name.removeprefix("人大代表").strip(), Role.DEPUTY
    copy = await order.ctx.store.get(MEMBERS.key(order.street, person.member or "-"))
    if copy is None or not copy.state.active:
        zh = "您的账号没有对应到本街道的在任议事员，请联系人大街道工委。"
        raise NotAllowed("no-seat-here", zh, "Your account is not that of a member in office.")
    return copy.state.name, Role.DELIBERATOR


async def _enter(order: Order[NewEntry]) -> Changed[Entry]:
    """Keep the photos, then the entry; under one key it is entered once, however often sent."""
    ctx, street, body = order.ctx, order.street, order.body
    name, role = await who_is(order)
    project = (await project_of(ctx, street, body.project)).state
    here = body.lat is not None and body.lng is not None
    entry = Entry(
        **body.model_dump(include={"project", "kind", "progress", "quality", "wishes", "note"}),
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        by=order.person.sub,
        name=name,
        role=role,
        on=body.on or order.today,
        position=Position(lat=body.lat or 0.0, lng=body.lng or 0.0) if here else None,
    )
    begun = check(entry, project.announced_on, order.today)
    key = order.cause.derive("entry")
    owner = KEPT.owner(street, key)
    photos = await keep_photos(ctx, owner, body.photos, MOST_PHOTOS, order.cause)
    whole = begun.model_copy(update={"photos": tuple(photos)})
    return await ctx.change(ENTRIES.key(street, key), created(whole), order.cause)


async def _its_unit(order: Order[NewAnswer]) -> None:
    found = await entry_of(order.ctx, order.street, order.key)
    await check_project(order, found.state.project)


def _settled(order: Order[NewAnswer]) -> Settled:
    role = next((one for one in order.cause.roles if one in DOERS), "")
    return Settled(on=order.today, text=order.body.text, role=role, by=order.cause.actor)


COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "new", on=ENTRY, action="enter_fieldwork", label=Label("提交", "Send"),
        doc="A visit with three ticks, a line and photos, or a time that residents were told.",
        body=NewEntry, may=FIELD, path="", creates=True, do=_enter,
        then="/supervision/streets/{street}/projects/{state.project}?kind=FIELDWORK#course",
    ),
    Command(
        "answer", on=ENTRY, action="answer_fieldwork", label=Label("答复", "Answer"),
        doc="What became of a problem that a visit saw.",
        body=NewAnswer, may=DOERS, when=lambda one: one.status is EntryStatus.OPEN,
        facts=_its_unit,
        decide=lambda one, order: answer(one, _settled(order)),
    ),
)  # fmt: skip
