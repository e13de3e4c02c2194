"""What the ballot tells of a working day (工作日报): sessions, votes, results; what is open."""

from collections.abc import Sequence

from chassis.service import Context, Day, Line
from contracts.ballot import (
    BallotAnnounced,
    BallotCertified,
    BallotClosed,
    BallotOpened,
    BallotSealed,
    BallotVoided,
    BookletFrozen,
    PanelClosed,
    SatisfactionAnnounced,
    SessionClosed,
    SessionNotified,
)
from services.ballot.ballot.domain.ballot import VOIDABLE
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.session.domain import PREPARED


async def _open(ctx: Context, street: str) -> Sequence[Line]:
    sessions = await ctx.store.count(SESSIONS, street, by="status")
    ballots = await ctx.store.count(BALLOTS, street, by="status")
    return (
        Line("筹备中的会议", "Sessions planned, not called", sessions.get("DRAFT", 0)),
        Line("已通知、未闭会的会议", "Sessions called, not closed", _sum(sessions, PREPARED)),
        Line("进行中的票决", "Ballots under way", _sum(ballots, VOIDABLE)),
        Line("已认定、待公布的结果", "Results to announce", ballots.get("CERTIFIED", 0)),
    )


def _sum(counts: dict[str, int], statuses: Sequence[str]) -> int:
    return sum(counts.get(status, 0) for status in statuses)


DAY = Day(
    happened={
        SessionNotified: ("发出会议通知", "Sessions called"),
        BookletFrozen: ("会议材料定稿", "Session papers made final"),
        PanelClosed: ("结束评议", "Evaluations closed"),
        BallotOpened: ("开始投票（轮）", "Rounds of voting opened"),
        BallotClosed: ("结束投票（轮）", "Rounds of voting closed"),
        BallotSealed: ("封存票箱（次）", "Boxes sealed"),
        BallotVoided: ("宣布作废", "Rounds declared void"),
        BallotCertified: ("认定票决结果", "Results certified"),
        BallotAnnounced: ("公布票决结果", "Results announced"),
        SatisfactionAnnounced: ("公布满意度测评结果", "Satisfaction votes announced"),
        SessionClosed: ("闭会", "Sessions closed"),
    },
    open=_open,
)
