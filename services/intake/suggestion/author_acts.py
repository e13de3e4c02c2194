"""What its author does with a suggestion before anybody has accepted it, by receipt."""

from chassis.core.decision import Change
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.command import Order
from services.intake.suggestion import bodies
from services.intake.suggestion.domain import own
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt, own_proof


async def own_words(order: Order[bodies.Amend]) -> tuple[str, str]:
    """The receipt, and the community in the charter's id. Raises ``NotFound`` first."""
    await suggestion_of(order.ctx, order.street, order.key)
    charter = await charter_of(order.ctx, order.street)
    community = pick(charter.communities, order.body.community, "community")
    return await own_proof(order), community


def amend(state: Suggestion, order: Order[bodies.Amend]) -> Change[Suggestion]:
    """The author's words anew, as long as nobody has accepted them."""
    receipt, community = order.facts
    check_receipt(state, receipt)
    return own.amend(state, order.at, order.body.content, community)


def take_back(state: Suggestion, order: Order[bodies.Proof]) -> Change[Suggestion]:
    """The author takes it back, as long as nobody has accepted it."""
    check_receipt(state, order.facts)
    return own.take_back(state, order.key, order.at)
