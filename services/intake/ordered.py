"""Batches over suggestions: a ledger that is imported, a table that is accepted (W-11)."""

from chassis.core.catalogue import too_early
from chassis.core.decision import Cause
from chassis.rooms.batch import BATCHES
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.importing.ledger import import_suggestions
from services.intake.suggestion.table import NAME, accept_ordered


async def work_off_ordered(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Do what the batch is for, row by row."""
    found = await ctx.store.get(BATCHES.key(heard.street, heard.data.batch))
    if found is None:
        raise too_early()
    action = accept_ordered if found.state.name == NAME else import_suggestions
    await action(ctx, heard, cause)
