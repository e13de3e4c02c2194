"""Batches over suggestions: a ledger that is imported, a table that is accepted (W-11)."""

from chassis.core.catalogue import too_early
from chassis.core.decision import Cause
from chassis.rooms.batch import BATCHES
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.answering.together import NAMES, answer_ordered
from services.intake.importing.ledger import import_suggestions
from services.intake.suggestion.table import NAME, accept_ordered

ACTIONS = {NAME: accept_ordered, **dict.fromkeys(NAMES.values(), answer_ordered)}
"""Name of the batch → what works it off; every other is an import."""


async def work_off_ordered(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Do what the batch is for, row by row."""
    found = await ctx.store.get(BATCHES.key(heard.street, heard.data.batch))
    if found is None:
        raise too_early()
    await ACTIONS.get(found.state.name, import_suggestions)(ctx, heard, cause)
