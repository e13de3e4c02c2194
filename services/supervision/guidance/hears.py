"""The day of an answer: set when guidance is given, ended by its answer, told when it passes."""

from datetime import date

from chassis.core.clock import day
from chassis.core.decision import Cause, awaited
from chassis.flow.timers import cancel_timer, set_timer
from chassis.service import Context, Ringing, end_of_day
from contracts.envelope import Heard
from contracts.supervision import GuidanceAnswered, GuidanceGiven
from services.supervision.guidance.domain.guidance import tell_overdue
from services.supervision.kinds import GUIDANCE

ANSWER_DUE = "guidance-answer"


async def await_answer(ctx: Context, heard: Heard[GuidanceGiven], cause: Cause) -> None:
    """Ring once the day of the answer is over."""
    said = heard.data
    due = end_of_day(date.fromisoformat(said.due_on))
    await set_timer(ctx, heard.street, ANSWER_DUE, said.guidance, due, heard.sequence, cause)


async def stop_waiting(ctx: Context, heard: Heard[GuidanceAnswered], cause: Cause) -> None:
    """It was answered, or taken back: nothing is owed any more."""
    subject = heard.data.guidance
    await cancel_timer(ctx, heard.street, ANSWER_DUE, subject, heard.sequence, cause)


async def note_overdue(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """The day has passed: other systems hear it, once."""
    decide = awaited(lambda state: tell_overdue(ringing.subject, state, day(cause.at)))
    await ctx.change(GUIDANCE.key(ringing.street, ringing.subject), decide, cause)
