"""What can be asked of the register: enter a deputy, correct the seat, note who left."""

from typing import Any

from pydantic import BaseModel

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, WrongState
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter
from contracts.project_rules import Named
from services.supervision.deputy.bodies import NewDeputy, Seat
from services.supervision.deputy.domain import Deputy, correct, deputy_id, rest
from services.supervision.deputy.queries import MOST
from services.supervision.kinds import DEPUTIES
from services.supervision.roles import COMMITTEE


class DeputyDone(BaseModel):
    """A deputy as entered."""

    id: str
    version: int
    name: str
    active: bool


def _done(changed: Changed[Deputy]) -> DeputyDone:
    told = changed.state.model_dump(include={"name", "active"})
    return DeputyDone(id=changed.id, version=changed.version, **told)


DEPUTY: Thing[Deputy] = Thing(
    service="supervision",
    kind=DEPUTIES,
    api="/supervision/api/streets/{street}/deputies/{deputy}",
    page="/supervision/streets/{street}/deputies/{deputy}",
    answers=DeputyDone,
    answer=_done,
)
LIST = "/supervision/streets/{street}/deputies"


def groups_of(charter: Charter) -> list[Named]:
    """The groups that guide the charter's classes, each once."""
    return list({one.group.id: one.group for one in charter.projects.classes}.values())


async def _seat(order: Order[Any]) -> dict[str, Any]:
    """Group and term as they are kept. Raises ``Invalid`` for a group that the charter has not."""
    body = order.body
    groups = groups_of(await charter_of(order.ctx, order.street))
    group = next((one for one in groups if one.id == body.group), None)
    if body.group and group is None:
        raise Invalid(
            "unknown-deputies-group", "章程中没有这个代表小组。", "The charter has no such group."
        )
    zh, en = (group.zh, group.en) if group else ("", "")
    return {"group": body.group, "group_zh": zh, "group_en": en, "term": body.term}


async def _enter(order: Order[NewDeputy]) -> Changed[Deputy]:
    """A deputy of a name that the register has not yet."""
    seat = await _seat(order)
    known = await order.ctx.store.count(DEPUTIES, order.street, by="active")
    if sum(known.values()) >= MOST:
        raise WrongState("register-full", "代表名册已满。", "The register is full.")
    key = DEPUTIES.key(order.street, deputy_id(order.street, order.body.name))
    made = created(Deputy(name=order.body.name, **seat))
    return await order.ctx.change(key, made, order.cause)


COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "new", on=DEPUTY, action="enter_deputy", label=Label("登记代表", "Enter"),
        doc="Enter a deputy into the street's register.",
        body=NewDeputy, may=COMMITTEE, path="", creates=True, do=_enter, then=LIST,
    ),
    Command(
        "correct", on=DEPUTY, action="correct_deputy", label=Label("保存", "Save"),
        doc="Another group or term.",
        body=Seat, may=COMMITTEE, path="", method="PATCH", facts=_seat, then=LIST,
        decide=lambda deputy, order: correct(deputy, order.facts),
    ),
    Command(
        "leave", on=DEPUTY, action="rest_deputy", label=Label("不再担任", "Left office"),
        doc="Not in office any more: no longer a choice for inspections.",
        body=Nothing, may=COMMITTEE, when=lambda one: one.active, then=LIST,
        decide=lambda deputy, _: rest(deputy, active=False),
    ),
    Command(
        "return", on=DEPUTY, action="return_deputy", label=Label("恢复", "Back in office"),
        doc="In office again.",
        body=Nothing, may=COMMITTEE, when=lambda one: not one.active, then=LIST,
        decide=lambda deputy, _: rest(deputy, active=True),
    ),
)  # fmt: skip
