"""The day by which a suggestion is answered: set at acceptance, counted again while provisional."""

from datetime import date
from typing import Any

from chassis.core.clock import day
from chassis.core.decision import Cause, existing
from chassis.core.documents import Found
from chassis.rooms.calendar import Due, Term, calendar_of
from chassis.rooms.copies import charters
from chassis.service import Context
from contracts.charter import Charter
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.late import settle_due
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.due import watch_due


def due_fields(ctx: Context, charter: Charter, cause: Cause) -> dict[str, Any]:
    """What a suggestion that is accepted now keeps of its due date, by the charter's term."""
    term = Term(charter.reply_days_kind)
    return _kept(calendar_of(ctx.settings).due(day(cause.at), charter.reply_days, term))


def ticket_due(ctx: Context, charter: Charter, kind: str, came_on: str) -> dict[str, Any]:
    """The same of a ticket of the hotline, whose term runs from the day that it came."""
    rules = charter.hotline
    start, term = date.fromisoformat(came_on), Term(rules.days_kind)
    return _kept(calendar_of(ctx.settings).due(start, rules.kind(kind).days, term))


def _kept(due: Due) -> dict[str, Any]:
    return {
        "due_on": due.on.isoformat(),
        "due_days": due.days,
        "due_kind": due.term.value,
        "due_provisional": due.provisional,
    }


def due_again(ctx: Context, state: Suggestion) -> Due | None:
    """The due date with its working, as today's calendar counts it; nothing without a term."""
    if not state.due_days:
        return None
    start = date.fromisoformat(state.collected_on if state.hotline else state.accepted_on)
    return calendar_of(ctx.settings).due(start, state.due_days, Term(state.due_kind))


async def settle_provisional(ctx: Context) -> None:
    """Count provisional due dates again: those whose year was published become final."""
    for street in await charters(ctx):
        async for found in ctx.store.stream(SUGGESTIONS, street, {"due_provisional": True}):
            due = due_again(ctx, found.state)
            if due is not None and not due.provisional:
                await _settle(ctx, street, found, due.on.isoformat())


async def _settle(ctx: Context, street: str, found: Found[Suggestion], on: str) -> None:
    # The same id in every worker: it is done once.
    name = f"calendar:{found.id}:{on}"
    cause = Cause(id=name, actor="calendar", action="settle_due", at=ctx.now(), correlation=name)
    decide = existing(lambda state: settle_due(state, on))
    settled = await ctx.change(SUGGESTIONS.key(street, found.id), decide, cause)
    if not settled.state.outcome:
        await watch_due(ctx, street, found.id, settled.state.due_on, settled.version, cause)
