"""What the ledger hears: the cycle began, intake counted what was collected."""

from chassis.core.catalogue import too_early
from chassis.core.decision import Cause, awaited
from chassis.rooms.copies import CHARTER_COPIES, COPY
from chassis.service import Context
from contracts.assembly import CycleOpened
from contracts.envelope import Heard
from contracts.intake import CollectionClosed
from services.screening.kinds import LEDGERS
from services.screening.ledger.domain import legs
from services.screening.ledger.domain.ledger import begin


async def begin_ledger(ctx: Context, heard: Heard[CycleOpened], cause: Cause) -> None:
    """Create the year's ledger with the legs of the charter the cycle was opened under.

    Raises ``TooEarly`` while that version of the charter has not arrived.
    """
    copy = await ctx.store.get(CHARTER_COPIES.key(heard.street, COPY))
    if copy is None or copy.state.sequence < heard.data.charter_version:
        raise too_early()
    decide = begin(heard.data.cycle, heard.data.year, copy.state.charter.legs)
    await ctx.change(LEDGERS.key(heard.street, heard.data.cycle), decide, cause)


async def note_collection(ctx: Context, heard: Heard[CollectionClosed], cause: Cause) -> None:
    """Intake counted what was collected: the leg's figure follows the exact number."""
    said = heard.data
    decide = legs.note_collection(said.accepted, said.collectors, heard.sequence)
    await ctx.change(LEDGERS.key(heard.street, said.cycle), awaited(decide), cause)
