"""A ticket's answer on its way back to the hotline: text to copy, and a row of a workbook."""

from collections.abc import AsyncIterator, Mapping

from chassis.core.documents import Found
from chassis.rooms.sheet_cells import Column, Value
from chassis.service import Context
from contracts.charter import Charter
from contracts.intake import Outcome
from services.intake.hotline.queries import through_on
from services.intake.kinds import SUGGESTIONS
from services.intake.labels import of_outcome
from services.intake.suggestion.domain.answers import WORDS
from services.intake.suggestion.domain.linked import lead_of
from services.intake.suggestion.domain.status import NAMES
from services.intake.suggestion.domain.suggestion import Suggestion

COLUMNS = (
    Column("ticket", "工单号", max_length=24),
    Column("kind", "工单类型", max_length=12),
    Column("code", "类别代码", max_length=10),
    Column("code_zh", "类别名称", max_length=14),
    Column("title", "诉求标题", max_length=30),
    Column("came_on", "派单日期", "date"),
    Column("due_on", "办理期限", "date"),
    Column("unit", "承办单位", max_length=18),
    Column("standing", "办理状态", max_length=12),
    Column("told_on", "答复（退单）日期", "date"),
    Column("in_time", "是否按期", max_length=8),
    Column("result", "办理结果", max_length=14),
    Column("reply", "答复内容（退单理由）", max_length=60),
)
"""Never the caller: the hotline has the name and the phone itself."""


async def answered_by(ctx: Context, street: str, state: Suggestion) -> Suggestion:
    """Whose answer the hotline gets: its lead's where it was merged, else its own."""
    if state.outcome != Outcome.MERGED or state.reply:
        return state
    found = await ctx.store.get(SUGGESTIONS.key(street, lead_of(state)))
    return found.state if found and found.state.outcome else state


def result_of(state: Suggestion) -> str:
    """办理结果 in a word."""
    return "退单" if state.outcome == Outcome.RETURNED else of_outcome(state.outcome)[0]


def reply_of(state: Suggestion) -> str:
    """The words of its answer; why it was sent back."""
    return state.reply or (WORDS[Outcome(state.outcome)][0] if state.outcome else "")


def text_of(ticket: str, answer: Suggestion, street: str) -> str:
    """What a clerk copies into the hotline's own system."""
    unit, result = answer.unit or street, result_of(answer)
    return f"工单号：{ticket}\n承办单位：{unit}\n办理结果：{result}\n{reply_of(answer)}"


async def rows(
    ctx: Context, charter: Charter, found: AsyncIterator[Found[Suggestion]]
) -> AsyncIterator[Mapping[str, Value | None]]:
    """A row for each ticket."""
    async for one in found:
        yield _row(charter, one.state, await answered_by(ctx, one.street, one.state), ctx.today())


def _row(
    charter: Charter, state: Suggestion, answer: Suggestion, today: str
) -> Mapping[str, Value | None]:
    told_on = through_on(answer)
    codes = {one.id: one.zh for one in charter.hotline.codes}
    return {
        "ticket": state.ticket,
        "kind": charter.hotline.kind(state.ticket_kind).zh,
        "code": state.ticket_code,
        "code_zh": codes.get(state.ticket_code, ""),
        "title": state.title or state.content[:30],
        "came_on": state.collected_on,
        "due_on": state.due_on,
        "unit": answer.unit,
        "standing": "退单" if state.outcome == Outcome.RETURNED else NAMES[state.status][0],
        "told_on": told_on,
        "in_time": "是" if (told_on or today) <= state.due_on else "否",
        "result": result_of(answer),
        "reply": reply_of(answer),
    }
