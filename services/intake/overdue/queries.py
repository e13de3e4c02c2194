"""Lists of open suggestions by the day of their answer, the one that waits longest first."""

from datetime import date, timedelta

from chassis.core.documents import Listing, Span, Where
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.suggestion import Suggestion

TABS = ("very", "overdue", "soon")
SOON_DAYS = 7


async def spans(ctx: Context, street: str) -> dict[str, Span]:
    """Tab → the days it holds. ``overdue`` holds the very overdue as well."""
    today = date.fromisoformat(ctx.today())
    days = (await charter_of(ctx, street)).answers.very_late_days
    return {
        "very": Span("due_on", until=(today - timedelta(days=days)).isoformat()),
        "overdue": Span("due_on", until=today.isoformat()),
        "soon": Span(
            "due_on",
            since=today.isoformat(),
            until=(today + timedelta(days=SOON_DAYS + 1)).isoformat(),
        ),
    }


def open_of(unit: str | None) -> Where:
    """What has no answer, of one unit where it is named."""
    return {"outcome": ""} if unit is None else {"outcome": "", "unit": unit}


async def late(
    ctx: Context, street: str, span: Span, unit: str | None, limit: int
) -> Listing[Suggestion]:
    """One page of what is due within the span."""
    return await ctx.store.along(SUGGESTIONS, street, span, open_of(unit), limit=limit)


async def days_owed(ctx: Context, street: str, unit: str | None = None) -> dict[str, int]:
    """Day of the answer → how many open suggestions it is the day of."""
    counts = await ctx.store.count(SUGGESTIONS, street, open_of(unit), by="due_on")
    return {day: number for day, number in counts.items() if day}


async def lengths(ctx: Context, street: str, unit: str | None = None) -> dict[str, int]:
    """How many stand in each tab."""
    days = await days_owed(ctx, street, unit)
    return {
        tab: sum(n for day, n in days.items() if span.since <= day < span.until)
        for tab, span in (await spans(ctx, street)).items()
    }
