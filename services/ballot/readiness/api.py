"""The list of what the next step waits for, over HTTP."""

from fastapi import APIRouter

from services.ballot.readiness.steps import next_step
from services.ballot.readiness.views import ReadinessView, readiness_view
from services.ballot.roles import Staff
from services.ballot.session.settling import session_of

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/sessions/{session}/readiness")
async def get_readiness(session: str, ask: Staff) -> ReadinessView:
    """能不能开始: the step that comes next, each condition with its reason and where to mend it."""
    found = await session_of(ask.ctx, ask.street, session)
    return readiness_view(await next_step(ask.ctx, ask.street, found))
