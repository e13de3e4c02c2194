"""The list of sessions and their ballots as rows of a workbook (会议与票决清单)."""

from chassis.rooms.sheets import Column
from chassis.service import Context
from services.ballot.kinds import BALLOTS, SESSIONS

SESSION_COLUMNS = (
    Column("cycle", "年度"),
    Column("term", "届", "int"),
    Column("number", "次", "int"),
    Column("at", "时间"),
    Column("venue", "地点"),
    Column("status", "会议状态"),
    Column("ballots", "票决状态"),
)


async def session_rows(ctx: Context, street: str) -> list[dict[str, str | int]]:
    """One row a session: public facts only, no figure of a vote."""
    states: dict[str, list[str]] = {}
    async for ballot in ctx.store.stream(BALLOTS, street):
        states.setdefault(ballot.state.session, []).append(str(ballot.state.status))
    return [
        {
            "cycle": found.state.cycle,
            "term": found.state.term,
            "number": found.state.number,
            "at": found.state.at,
            "venue": found.state.venue,
            "status": str(found.state.status),
            "ballots": "、".join(states.get(found.id, [])),
        }
        async for found in ctx.store.stream(SESSIONS, street)
    ]
