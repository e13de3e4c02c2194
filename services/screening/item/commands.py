"""What people can ask of a suggestion in the screening: triage, undo it, give back, assign anew."""

from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.core.text import Nothing
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role, Work
from services.screening.item import assignment, returning
from services.screening.item import domain as items
from services.screening.item.bodies import NewTriage, NewUnit, SendingBack
from services.screening.item.domain import Item, Triage
from services.screening.item.queries import item_of
from services.screening.item.routing import Handing, handing_of, routed, triage_of
from services.screening.kinds import ITEMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import together
from services.screening.roles import CLERKS

ITEM: Thing[Item] = Thing(
    service="screening",
    kind=ITEMS,
    api="/screening/api/streets/{street}/items/{suggestion}",
    page="/screening/streets/{street}/items/{suggestion}",
)
ROW = "/screening/streets/{street}/items/{id}/row"
"""Where a form goes on: the row of the board, or the board at this row."""


@dataclass(frozen=True)
class Grounds:
    """What a triage is decided on besides the suggestion: the ledger, the charter's names.

    ``held``: what is decided now is public once it is released.
    """

    ledger: Ledger
    triage: Triage
    held: bool


async def grounds(order: Order[NewTriage]) -> Grounds:
    """Raises ``NotFound`` for the suggestion, ``Invalid`` for a category or unit that is none."""
    ledger = await open_ledger(order)
    triage = await triage_of(order.ctx, order.street, order.body)
    return Grounds(ledger, triage, await together(order.ctx, order.street))


async def undo_grounds(order: Order[Nothing]) -> tuple[Ledger, bool]:
    """The ledger, and whether what stands again is held. Raises ``NotFound``."""
    return await open_ledger(order), await together(order.ctx, order.street)


async def open_ledger(order: Order[NewTriage] | Order[Nothing]) -> Ledger:
    """The ledger of the suggestion. Raises ``NotFound``."""
    item = (await item_of(order.ctx, order.street, order.key)).state
    return (await ledger_of(order.ctx, order.street, item.cycle)).state


def decide_triage(item: Item, order: Order[NewTriage]) -> Change[Item]:
    """Grade and classify while the triage is open (E-22); later only what came back late."""
    given: Grounds = order.facts
    returning.check_open(given.ledger, item, given.triage.disposition)
    items.check_triage(given.triage)
    return items.triage(order.key, given.triage, order.today, held=given.held)(item)


def decide_undo(item: Item, order: Order[Nothing]) -> Change[Item]:
    """Take the last triage back, until the leg closes."""
    ledger, held = order.facts
    ledger.doing(Work.TRIAGE)
    return items.undo(order.key, order.today, held=held)(item)


def decide_send_back(item: Item, order: Order[SendingBack]) -> Change[Item]:
    """The asker's unit gives it back in time."""
    given: Handing = order.facts
    last_day = given.last_day(item)
    send = assignment.send_back(order.key, given.unit, order.body.reason, order.today, last_day)
    return send(item)


def decide_assign(item: Item, order: Order[NewUnit]) -> Change[Item]:
    """Another unit of the charter gets it."""
    unit, co_units = order.facts
    return assignment.assign(order.key, unit, co_units, order.body.opinion, order.today)(item)


TRIAGE: AnyCommand = Command(
    "triage", on=ITEM, action="triage_item", label=Label("保存", "Save"),
    doc="Grade and classify a suggestion (E-22); again until the leg closes.",
    body=NewTriage, may=CLERKS, move=(items.ITEMS, "triage"), facts=grounds,
    decide=decide_triage, then=ROW,
)  # fmt: skip
UNDO: AnyCommand = Command(
    "undo", on=ITEM, action="undo_triage", label=Label("撤销", "Undo"),
    doc="Take the last triage back: the one before it stands again, until the leg closes.",
    body=Nothing, may=CLERKS, move=(items.ITEMS, "undo"), facts=undo_grounds,
    decide=decide_undo, then=ROW,
)  # fmt: skip
SEND_BACK: AnyCommand = Command(
    "send-back", on=ITEM, action="send_back_item", label=Label("退回街道", "Give it back"),
    doc="A unit gives back what is not its own, with a reason, within the charter's term.",
    body=SendingBack, may=(Role.DEPARTMENT,), when=assignment.is_assigned, facts=handing_of,
    decide=decide_send_back, then="/screening/streets/{street}/cycles/{state.cycle}/assigned",
)  # fmt: skip
ASSIGN: AnyCommand = Command(
    "assign", on=ITEM, action="assign_item", label=Label("重新交办", "Assign anew"),
    doc="Assign what was given back to another unit, also after the leg closed.",
    body=NewUnit, may=CLERKS, when=assignment.is_handed_back, facts=routed,
    decide=decide_assign, then="/screening/streets/{street}/cycles/{state.cycle}/assigned",
)  # fmt: skip
COMMANDS = (TRIAGE, UNDO, SEND_BACK, ASSIGN)
