"""Lists of tickets: the open ones by the day of their answer, then those that are through."""

from datetime import date
from typing import Any

from chassis.core.clock import day
from chassis.core.documents import Listing, Span, Where
from chassis.rooms.calendar import Due, Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.command import Order
from contracts.charter import Charter
from contracts.intake import Outcome
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import suggestion_of

TABS = ("open", "overdue", "answered", "returned")
BACK = Outcome.RETURNED.value
ANSWERED = [one.value for one in Outcome if one is not Outcome.RETURNED]


async def tickets(
    ctx: Context, street: str, tab: str, after: str, limit: int, unit: str | None
) -> Listing[Suggestion]:
    """One page of a tab; the open ones by their day, the first due first."""
    if tab in ("open", "overdue"):
        where: Where = {"hotline": True, "outcome": ""}
        where = where if unit is None else {**where, "unit": unit}
        until = ctx.today() if tab == "overdue" else ""
        span = Span("due_on", until=until, after=after)
        return await ctx.store.along(SUGGESTIONS, street, span, where, limit=limit)
    outcomes = [BACK] if tab == "returned" else ANSWERED
    through: Where = {"hotline": True, "outcome": outcomes}
    return await ctx.store.find(SUGGESTIONS, street, through, after=after, limit=limit)


async def days_open(ctx: Context, street: str) -> dict[str, int]:
    """Day of the answer → how many open tickets it is the day of."""
    where: Where = {"hotline": True, "outcome": ""}
    return await ctx.store.count(SUGGESTIONS, street, where, by="due_on")


async def lengths(ctx: Context, street: str) -> dict[str, int]:
    """How many stand in each tab."""
    outcomes = await ctx.store.count(SUGGESTIONS, street, {"hotline": True}, by="outcome")
    days = await days_open(ctx, street)
    return {
        "open": outcomes.get("", 0),
        "overdue": sum(number for day, number in days.items() if day < ctx.today()),
        "answered": sum(outcomes.get(one, 0) for one in ANSWERED),
        "returned": outcomes.get(BACK, 0),
    }


def back_until(ctx: Context, charter: Charter, state: Suggestion) -> Due | None:
    """Until when it may be sent back, with the working; nothing for what is no ticket."""
    if not state.hotline:
        return None
    start = date.fromisoformat(state.collected_on)
    days = charter.hotline.send_back_days
    return calendar_of(ctx.settings).due(start, days, Term.WORKING)


async def last_day_to_return(order: Order[Any]) -> date | None:
    """The same day for the suggestion that an order names."""
    found = await suggestion_of(order.ctx, order.street, order.key)
    due = back_until(order.ctx, await charter_of(order.ctx, order.street), found.state)
    return due.on if due else None


def through_on(state: Suggestion) -> str:
    """The day of its answer or of its sending back; empty while it is open."""
    if not state.outcome:
        return ""
    at = state.answers[-1].at if state.answers else state.timeline[-1].at
    return day(at).isoformat()
