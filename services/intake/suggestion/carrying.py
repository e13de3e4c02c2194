"""What was accepted between two collections goes over into the next one (W-11)."""

from chassis.core.decision import Cause, Change, awaited
from chassis.service import Context
from services.intake.collection.counting import recount
from services.intake.collection.queries import running_collection
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain import between
from services.intake.suggestion.domain.suggestion import NEXT, Suggestion


async def carry_over(ctx: Context, street: str, cause: Cause) -> None:
    """Everything that waits counts in the collection that is open now; nothing where none is.

    Each is changed under its own part of the cause: a repetition goes on where the last stopped.
    Who accepts one while a collection opens calls this too: either sees the other.
    """
    running = await running_collection(ctx, street)
    if running is None:
        return
    cycle = running.cycle
    async for found in ctx.store.stream(SUGGESTIONS, street, {"cycle": NEXT}):
        await _carry(ctx, street, found.id, cycle, cause.part(found.id))
    await recount(ctx, street, cycle, cause.part("carried"))


async def _carry(ctx: Context, street: str, key: str, cycle: str, cause: Cause) -> None:
    def decide(state: Suggestion) -> Change[Suggestion]:
        return between.carry(state, key, cause.at, cycle)

    await ctx.change(SUGGESTIONS.key(street, key), awaited(decide), cause)
