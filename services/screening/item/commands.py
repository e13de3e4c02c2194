"""What people can ask of a suggestion in the screening: triage."""

from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Work
from services.screening.item import domain as items
from services.screening.item.bodies import NewTriage
from services.screening.item.domain import Item, ItemStatus, Triage
from services.screening.item.queries import item_of
from services.screening.kinds import ITEMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.roles import CLERKS

ITEM: Thing[Item] = Thing(
    service="screening",
    kind=ITEMS,
    api="/screening/api/streets/{street}/items/{suggestion}",
    page="/screening/streets/{street}/items/{suggestion}",
)


@dataclass(frozen=True)
class Grounds:
    """What a triage is decided on besides the suggestion: the ledger, the charter's category."""

    ledger: Ledger
    triage: Triage


async def grounds(order: Order[NewTriage]) -> Grounds:
    """Raises ``NotFound`` for the suggestion, ``Invalid`` for a category that is none."""
    item = (await item_of(order.ctx, order.street, order.key)).state
    charter = await charter_of(order.ctx, order.street)
    category = pick(charter.suggestion_categories, order.body.category, "category")
    ledger = (await ledger_of(order.ctx, order.street, item.cycle)).state
    return Grounds(ledger, Triage(**order.body.model_dump() | {"category": category}))


def decide_triage(item: Item, order: Order[NewTriage]) -> Change[Item]:
    """Grade and classify while the triage is open (E-22); again until the leg closes."""
    given: Grounds = order.facts
    given.ledger.doing(Work.TRIAGE)
    items.check_triage(given.triage)
    return items.triage(order.key, given.triage)(item)


TRIAGE: AnyCommand = Command(
    "triage", on=ITEM, action="triage_item", label=Label("保存", "Save"),
    doc="Grade and classify a suggestion (E-22); again until the leg closes.",
    body=NewTriage, may=CLERKS, move=(items.ITEMS, "triage"), facts=grounds,
    decide=decide_triage,
    then="/screening/streets/{street}/cycles/{state.cycle}/items?status=" + ItemStatus.OPEN,
)  # fmt: skip
COMMANDS = (TRIAGE,)
