"""When an answer is due: a timer for each accepted suggestion, and what happens as it passes."""

from datetime import date

from chassis.core.decision import Cause, Change, awaited
from chassis.core.errors import TooEarly
from chassis.flow.timers import cancel_timer, set_timer
from chassis.service import CHANGSHA, Context, Ringing, end_of_day
from contracts.envelope import Heard
from contracts.intake import SuggestionAccepted, SuggestionAnswered, SuggestionReopened
from services.intake.domain import answers
from services.intake.domain.suggestion import Suggestion
from services.intake.kinds import SUGGESTIONS

ANSWER = "answer"
"""The timer's name."""


async def await_answer(
    ctx: Context, heard: Heard[SuggestionAccepted] | Heard[SuggestionReopened], cause: Cause
) -> None:
    """It counts, or is open again: remember when its answer is due."""
    key = heard.data.suggestion
    found = await ctx.store.get(SUGGESTIONS.key(heard.street, key))
    if found is None or found.version < heard.sequence:
        raise TooEarly("too-early", "建议尚未到达。", "The suggestion is not here yet.")
    if not found.state.due_on:
        return
    due = end_of_day(date.fromisoformat(found.state.due_on))
    await set_timer(ctx, heard.street, ANSWER, key, due, heard.sequence, cause)


async def stop_waiting(ctx: Context, heard: Heard[SuggestionAnswered], cause: Cause) -> None:
    """It is answered: nothing is due any more."""
    key = heard.data.suggestion
    await cancel_timer(ctx, heard.street, ANSWER, key, heard.sequence, cause)


async def note_overdue(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """The day of the answer is over."""
    since = ringing.due.astimezone(CHANGSHA).date().isoformat()

    def decide(found: Suggestion) -> Change[Suggestion]:
        return answers.fall_due(found, ringing.subject, since)

    await ctx.change(SUGGESTIONS.key(ringing.street, ringing.subject), awaited(decide), cause)
