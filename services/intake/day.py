"""What intake tells of a working day (工作日报): suggestions in, answered, late; what is open."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
from contracts.intake import (
    CollectionClosed,
    SuggesterAnswered,
    SuggesterWorded,
    SuggestionAccepted,
    SuggestionAdmitted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionOverdue,
    SuggestionReopened,
    SuggestionReturned,
    SuggestionsOrdered,
    SuggestionSubmitted,
    SuggestionUrged,
)
from services.intake.overdue.queries import days_owed
from services.intake.suggestion.queries import queue_lengths


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    lengths = await queue_lengths(ctx, street)
    owed = await days_owed(ctx, street)
    late = sum(number for day, number in owed.items() if day < ctx.today())
    return (
        Line("待受理的建议", "Suggestions to accept", lengths["incoming"]),
        Line("待核对个人信息的建议", "To be looked at for personal data", lengths["held"]),
        Line("已交办、待答复的建议", "With a unit, to be answered", lengths["waiting"]),
        Line("超过期限未答复的建议", "Past the day of their answer", late),
    )


DAY = Day(
    happened={
        SuggestionsOrdered: ("导入建议台账", "Ledgers imported"),
        SuggestionSubmitted: ("收到建议", "Suggestions received"),
        SuggestionAccepted: ("受理建议", "Suggestions accepted"),
        SuggestionAdmitted: ("受理建议（征集期外）", "Accepted between two collections"),
        SuggestionReturned: ("退回建议", "Suggestions given back"),
        SuggestionMerged: ("并案", "Suggestions merged"),
        SuggestionCorrected: ("更正", "Entries corrected"),
        SuggestionAnswered: ("答复建议", "Suggestions answered"),
        SuggestionReopened: ("要求重新办理", "Reopened"),
        SuggestionOverdue: ("期限届满未答复", "Term ended without an answer"),
        SuggestionUrged: ("催办", "Reminders"),
        CollectionClosed: ("征集结束", "Collections closed"),
        SuggesterAnswered: ("收到建议人回访意见", "Answers of those who suggested a project"),
    },
    open=_open,
    # The words of an answer that was counted when it came.
    untold=frozenset({SuggesterWorded}),
)
