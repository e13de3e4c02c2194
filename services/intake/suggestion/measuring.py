"""Metrics of open suggestions: how long the oldest has waited, how many are overdue."""

from collections import Counter

from chassis.rooms.copies import charters
from chassis.service import Context
from services.intake.collection.queries import days_between
from services.intake.kinds import COLLECTIONS, SUGGESTIONS
from services.intake.suggestion.domain.suggestion import NEXT

DAY_SECONDS = 86_400


async def measure_open(ctx: Context) -> None:
    """Per street: time since the oldest open suggestion was accepted, and how many are overdue.

    A suggestion counts from the day it was accepted; one that waits for that is left out.
    """
    for street in await charters(ctx):
        oldest, overdue = await _open_in(ctx, street)
        seconds = oldest * DAY_SECONDS
        ctx.measure("yishi_suggestions_oldest_open_seconds", street, seconds)
        ctx.measure("yishi_suggestions_overdue", street, overdue)


async def _open_in(ctx: Context, street: str) -> tuple[int, int]:
    accepted: Counter[str] = Counter()
    due: Counter[str] = Counter()
    collections = await ctx.store.every(COLLECTIONS, street)
    for cycle in (NEXT, *(one.id for one in collections)):
        unanswered = {"cycle": cycle, "outcome": ""}
        accepted.update(await ctx.store.count(SUGGESTIONS, street, unanswered, by="accepted_on"))
        due.update(await ctx.store.count(SUGGESTIONS, street, unanswered, by="due_on"))
    today = ctx.today()
    days = [days_between(day, today) for day in accepted if day]
    return max([0, *days]), sum(number for day, number in due.items() if day and day < today)
