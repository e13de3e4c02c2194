"""The printed roll (签到表)."""

from fastapi import APIRouter, Response

from services.ballot.member.queries import members_called
from services.ballot.roles import Staff
from services.ballot.roll.queries import whole_roll
from services.ballot.roll.views import local_minute
from services.ballot.session.settling import session_of
from services.ballot.showing import show

roll_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@roll_pages.get("/sessions/{session}/roll/print")
async def get_roll_print(ask: Staff, session: str) -> Response:
    """签到表."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    roll = await whole_roll(ask.ctx, ask.street, session)
    return await show(
        ask,
        "roll_print.html",
        session=found,
        session_id=session,
        members=await members_called(ask.ctx, ask.street, found),
        here={one.state.member: one.state for one in roll if one.state.voting},
        guests=[one.state for one in roll if not one.state.voting],
        local=local_minute,
    )
