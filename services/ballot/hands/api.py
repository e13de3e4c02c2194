"""Shows of hands over HTTP."""

from fastapi import APIRouter

from services.ballot.hands.queries import hands_of
from services.ballot.hands.views import HandsView, hands_view
from services.ballot.roles import Anyone
from services.ballot.session.settling import session_of

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/sessions/{session}/hands")
async def get_hands(session: str, ask: Anyone) -> list[HandsView]:
    """Every show of hands of a session, in the order they were called. Public."""
    await session_of(ask.ctx, ask.street, session)
    return [hands_view(one) for one in await hands_of(ask.ctx, ask.street, session)]
