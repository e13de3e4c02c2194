"""What screening tells of a working day (工作日报): triage, decisions; what is open."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    LegClosed,
    LegOpened,
    LegReopened,
    SlateFinalised,
    SuggestionSetAside,
    SuggestionTriaged,
)
from services.screening.item.domain import ItemStatus
from services.screening.kinds import ITEMS, OPINIONS
from services.screening.ledger.domain.ledger import Noted
from services.screening.ledger.queries import newest_ledger
from services.screening.opinion.domain import OpinionStatus


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    found = await newest_ledger(ctx, street)
    if found is None:
        return ()
    ledger = found.state
    items = {"cycle": ledger.cycle, "status": ItemStatus.OPEN.value}
    opinions = {"cycle": ledger.cycle, "status": OpinionStatus.OPEN.value}
    untriaged = (await ctx.store.count(ITEMS, street, items)).get("", 0)
    unanswered = (await ctx.store.count(OPINIONS, street, opinions)).get("", 0)
    return (
        Line("待分级分类的建议", "Suggestions to triage", untriaged),
        Line("待决定的备选项目", "Alternatives to decide", len(ledger.noted(Noted.OPEN))),
        Line("待答复的初审意见", "Opinions to answer", unanswered),
    )


DAY = Day(
    happened={
        LegOpened: ("打开环节", "Steps opened"),
        LegClosed: ("结束环节", "Steps closed"),
        LegReopened: ("重新打开环节", "Steps reopened"),
        SuggestionTriaged: ("分级分类", "Suggestions triaged"),
        SuggestionSetAside: ("留作参考", "Set aside for reference"),
        AlternativeProposed: ("提出备选项目", "Alternatives proposed"),
        CandidateDecided: ("对备选、候选项目作出决定", "Decisions on alternatives and candidates"),
        SlateFinalised: ("确定候选项目名单", "Slates finalised"),
    },
    open=_open,
)
