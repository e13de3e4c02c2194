"""What was ordered over many suggestions: a ledger, a table, a mark-up."""

from chassis.core.catalogue import too_early
from chassis.core.decision import Cause
from chassis.rooms.batch import BATCHES
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.answering.together import NAMES, answer_ordered
from services.intake.focus.commands import mark_all
from services.intake.importing.entering import enter_ledger
from services.intake.kinds import IMPORTS, REFOCUSINGS
from services.intake.suggestion.table import NAME, accept_ordered

ACTIONS = {NAME: accept_ordered, **dict.fromkeys(NAMES.values(), answer_ordered)}
"""Name of the batch → what works it off."""


async def work_off_ordered(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Do what the order is for, row by row."""
    street, key = heard.street, heard.data.batch
    if await ctx.store.get(IMPORTS.key(street, key)):
        return await enter_ledger(ctx, heard, cause)
    marks = await ctx.store.get(REFOCUSINGS.key(street, key))
    if marks is not None:
        return await mark_all(ctx, street, key, marks.state, cause.actor)
    found = await ctx.store.get(BATCHES.key(street, key))
    if found is None:
        raise too_early()
    return await ACTIONS[found.state.name](ctx, heard, cause)
