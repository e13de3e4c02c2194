"""Closing a leg: its figures are read from many documents, then the ledger is changed."""

from chassis.core.catalogue import busy
from chassis.core.decision import existing
from chassis.core.documents import Changed
from chassis.core.errors import Stale
from chassis.core.text import Nothing
from chassis.web.command import Order
from services.screening.candidate.proposing import finish_proposals
from services.screening.kinds import LEDGERS
from services.screening.ledger.domain import closing
from services.screening.ledger.domain.ledger import Ledger, LegStatus
from services.screening.ledger.queries import figures_of, ledger_of

CLOSING_TRIES = 5


async def close_leg(order: Order[Nothing]) -> Changed[Ledger]:
    """Close the open leg with its figures, refused with all that is missing (E-22 to E-27).

    The ledger is only changed where it is still the version that was read before the figures, so
    no number, decision or revision slips in between. Raises ``Busy`` after five tries.
    """
    ctx, street, leg = order.ctx, order.street, order.path["leg"]
    for _ in range(CLOSING_TRIES):
        found = await ledger_of(ctx, street, order.key)
        if found.state.leg(leg).status is LegStatus.OPEN:
            await finish_proposals(ctx, street, found.state, order.cause)
        decide = closing.close_leg(leg, await figures_of(ctx, street, found.state), order.at)
        version = found.version if order.version is None else order.version
        key = LEDGERS.key(street, order.key)
        try:
            return await ctx.change(key, existing(decide), order.cause, version)
        except Stale:
            if order.version is not None:
                raise
    raise busy()
