"""When an answer is due: a timer for each accepted suggestion, and what happens as it passes."""

from datetime import date

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, awaited, too_early
from chassis.flow.timers import cancel_timer, set_timer
from chassis.rooms.copies import charter_of
from chassis.service import Context, Ringing, end_of_day
from contracts.envelope import Heard
from contracts.intake import (
    SuggestionAccepted,
    SuggestionAdmitted,
    SuggestionAnswered,
    SuggestionReopened,
)
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain import late
from services.intake.suggestion.domain.suggestion import Suggestion

ANSWER = "answer"
"""The timer's name."""


async def await_answer(
    ctx: Context,
    heard: Heard[SuggestionAccepted] | Heard[SuggestionAdmitted] | Heard[SuggestionReopened],
    cause: Cause,
) -> None:
    """It is accepted, or open again: remember when its answer is due."""
    key = heard.data.suggestion
    found = await ctx.store.known(SUGGESTIONS.key(heard.street, key))
    if found is None or found.version < heard.sequence:
        raise too_early()
    await watch_due(ctx, heard.street, key, found.state.due_on, heard.sequence, cause)


async def watch_due(
    ctx: Context, street: str, key: str, due_on: str, sequence: int, cause: Cause
) -> None:
    """Set the timer to the end of that day, or move it there; nothing without a day."""
    if due_on:
        due = end_of_day(date.fromisoformat(due_on))
        await set_timer(ctx, street, ANSWER, key, due, sequence, cause)


async def stop_waiting(ctx: Context, heard: Heard[SuggestionAnswered], cause: Cause) -> None:
    """It is answered: nothing is due any more."""
    key = heard.data.suggestion
    await cancel_timer(ctx, heard.street, ANSWER, key, heard.sequence, cause)


async def note_overdue(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """The day of the answer is over."""
    since = day(ringing.due).isoformat()

    days = (await charter_of(ctx, ringing.street)).answers.very_late_days

    def decide(found: Suggestion) -> Change[Suggestion]:
        return late.fall_due(found, ringing.subject, since, days)

    key = SUGGESTIONS.key(ringing.street, ringing.subject)
    now = await ctx.change(key, awaited(decide), cause)
    if now.state.outcome or now.state.very_overdue:
        return
    # Its day was put off meanwhile, the calendar of its year was published; or it is overdue now.
    last = late.very_late_on(now.state, days).isoformat()
    due_on = last if now.state.overdue_since else now.state.due_on
    await watch_due(ctx, ringing.street, ringing.subject, due_on, now.version, cause)
