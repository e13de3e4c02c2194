"""What is heard of answers to suggestions."""

from chassis.core.decision import Cause
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionAnswered
from services.supervision.answer.domain import answer_heard
from services.supervision.kinds import ANSWERS


async def keep_answer(ctx: Context, heard: Heard[SuggestionAnswered], cause: Cause) -> None:
    """Keep the newest answer to a suggestion."""
    said = heard.data
    decide = answer_heard(said.cycle, said.outcome, heard.sequence)
    await ctx.change(ANSWERS.key(heard.street, said.suggestion), decide, cause)
