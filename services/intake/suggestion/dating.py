"""Suggestions of an earlier version learn when they were made and last changed."""

from chassis.core.clock import stamp
from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Found
from chassis.rooms.copies import charters
from chassis.service import Context
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.suggestion import Suggestion


async def date_undated(ctx: Context) -> None:
    """Give a moment to each suggestion that has none, so that lists by time hold it."""
    for street in await charters(ctx):
        async for found in ctx.store.stream(SUGGESTIONS, street):
            if not found.state.updated_at:
                await _date(ctx, street, found)


def dated(state: Suggestion) -> Change[Suggestion]:
    """The moments that its timeline tells."""
    if state.updated_at:
        return Change(state)
    first, last = state.timeline[0].at, state.timeline[-1].at
    made = moments(state, first)
    return Change(state.with_(**{**made, "updated_at": stamp(last)}))


async def _date(ctx: Context, street: str, found: Found[Suggestion]) -> None:
    name = f"dating:{found.id}"
    cause = Cause(
        id=name, actor="upgrade", action="date_suggestion", at=ctx.now(), correlation=name
    )
    await ctx.change(SUGGESTIONS.key(street, found.id), existing(dated), cause)
