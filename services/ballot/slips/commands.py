"""What people can ask of a session's slips: order a print, cancel what is left over or spoiled.

Releasing a print shows codes that stand nowhere else, so it has routes of its own (``api``,
``pages``).
"""

from chassis.core.decision import Change
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.roles import CANCELLING, COMMITTEE
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, Session, is_not_voting
from services.ballot.session.settling import settle_voting
from services.ballot.slips.bodies import CancelCodes, SlipNumber
from services.ballot.slips.cancelling import cancel_slips
from services.ballot.slips.domain import order_slips
from services.ballot.slips.prints import SlipOrder

PAGE = THE_SESSION.page + "/slips"


async def seats(order: Order[SlipNumber]) -> int:
    """The seats of the street: no more slips than that."""
    await settle_voting(order.ctx, order.street, order.key, order.cause)
    return (await charter_of(order.ctx, order.street)).seats


def ordered(state: Session, order: Order[SlipNumber]) -> Change[Session]:
    """A print is ordered; nothing is printed before somebody else releases it."""
    asked = SlipOrder(
        by=order.person.sub, name=order.person.name, at=order.at, **order.body.model_dump()
    )
    return order_slips(state, asked, order.facts)


ORDER: AnyCommand = Command(
    "order-slips", on=THE_SESSION, then=PAGE, action="order_slips",
    label=Label("申请印制投票码条", "Order slips"),
    doc="Order a print of slips; a scrutineer releases it within 30 minutes.",
    body=SlipNumber, may=COMMITTEE, move=(SESSION, "print_slips"), when=is_not_voting,
    facts=seats, note=lambda body: body.why, crowded=True, decide=ordered,
)  # fmt: skip
CANCEL: AnyCommand = Command(
    "cancel-slips", on=THE_SESSION, then=PAGE, action="cancel_slips",
    label=Label("作废这些投票码条", "Cancel these slips"),
    doc="Cancel slips that are left over or spoiled, by the cancel codes on their stubs.",
    body=CancelCodes, may=CANCELLING, move=(SESSION, "print_slips"), when=is_not_voting,
    crowded=True, do=cancel_slips,
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (ORDER, CANCEL)
