"""What is heard of answers to suggestions."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_newest
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionAnswered
from services.supervision.answer.domain import AnswerCopy
from services.supervision.kinds import ANSWERS


async def keep_answer(ctx: Context, heard: Heard[SuggestionAnswered], cause: Cause) -> None:
    """Keep the newest answer to a suggestion."""
    said = heard.data
    copy = AnswerCopy(cycle=said.cycle, outcome=said.outcome, sequence=heard.sequence)
    await keep_newest(ctx, ANSWERS.key(heard.street, said.suggestion), copy, cause)
