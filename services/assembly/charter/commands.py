"""What people can ask of a charter: to adopt it, or its next version."""

from pydantic import BaseModel

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.assembly.charter import domain
from services.assembly.charter.bodies import CharterForm, NewCharter
from services.assembly.charter.domain import CharterRecord
from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.presets import charter_from
from services.assembly.roles import PARTY


class Adopted(BaseModel):
    """The street and the version that is in force now."""

    street: str
    version: int


def adopted(changed: Changed[CharterRecord]) -> Adopted:
    """The answer to an adoption."""
    return Adopted(street=changed.street, version=changed.state.version)


CHARTER_OF_STREET: Thing[CharterRecord] = Thing(
    service="assembly",
    kind=CHARTERS,
    api="/assembly/api/streets/{street}/charter",
    page="/streets/{street}/desk/charter",
    answers=Adopted,
    answer=adopted,
)


async def adopt(order: Order[NewCharter]) -> Changed[CharterRecord]:
    """Adopt a preset, or the charter in force anew; a street has one: its address names no id."""
    body, cause = order.body, order.cause

    def decide(found: CharterRecord | None) -> Change[CharterRecord]:
        held = found.charter if found else None
        charter = charter_from(body.preset, order.street, body.year, body.documents, held)
        return domain.adopt(found, charter, cause.at, cause.actor)

    return await order.ctx.change(CHARTERS.key(order.street, CHARTER), decide, cause, order.version)


ADOPT: AnyCommand = Command(
    "adopt", on=CHARTER_OF_STREET, action="adopt_charter", label=Label("通过", "Adopt"),
    doc="Adopt a charter made from a preset, or its next version (E-01, E-02).",
    body=NewCharter, may=PARTY, path="", method="PUT", do=adopt,
    shape=Shape(CharterForm, CharterForm.body), then="/streets/{street}/charter",
)  # fmt: skip
