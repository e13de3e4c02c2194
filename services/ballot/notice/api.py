"""会议通知 as files, and the fragment of the street's page that tells of the session."""

from datetime import date

from fastapi import APIRouter, Response

from chassis.core.clock import day
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import form_of, paper_response
from chassis.web.ask import Ask
from services.ballot.booklet.api import open_session
from services.ballot.kinds import SESSIONS
from services.ballot.notice.papers import notice_paper
from services.ballot.roles import Anyone
from services.ballot.session.domain import Session
from services.ballot.session.views import session_view
from services.ballot.showing import show

notice_api = APIRouter(prefix="/ballot/api/streets/{street}/sessions/{session}", tags=["ballot"])
notice_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)
CALLED = ("NOTIFIED", "BOOKLET_FROZEN", "CHECK_IN", "IN_SESSION", "ADJOURNED")


@notice_api.get("/notice.pdf")
@notice_api.get("/notice.docx")
async def get_notice(session: str, ask: Anyone) -> Response:
    """会议通知, for the file and the notice board."""
    state = await open_session(ask, session)
    paper = notice_paper(await charter_of(ask.ctx, ask.street), state, _dated(state, ask))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


def _dated(state: Session, ask: Ask) -> date:
    """The day the members were called; until then today."""
    return date.fromisoformat(state.called_on) if state.called_on else day(ask.ctx.now())


@notice_pages.get("/called")
async def get_called(ask: Anyone) -> Response:
    """Fragment for the street's page: the sessions that were called and are not over."""
    found = []
    for status in CALLED:
        found += (await ask.ctx.store.find(SESSIONS, ask.street, {"status": status})).items
    views = [session_view(one, 0, 0, [], {}) for one in found]
    return await show(ask, "called.html", sessions=views)
