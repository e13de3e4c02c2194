"""The floor over HTTP."""

from fastapi import APIRouter

from services.ballot.roles import Anyone
from services.ballot.session.settling import session_of
from services.ballot.speakers.queries import floor_of
from services.ballot.speakers.views import FloorView, floor_view

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/sessions/{session}/floor")
async def get_floor(session: str, ask: Anyone) -> FloorView:
    """What is dealt with now, who speaks, who waits, how long everybody spoke. Public."""
    await session_of(ask.ctx, ask.street, session)
    return floor_view(await floor_of(ask.ctx, ask.street, session))
