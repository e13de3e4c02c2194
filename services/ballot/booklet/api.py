"""Downloads: booklets, agenda, voting rules, papers of items. Open to all once called."""

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from chassis.core.catalogue import unknown_file
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.rooms.files.serving import file_response
from chassis.rooms.papers import form_of, paper_response
from chassis.web.ask import Ask
from services.ballot import roles
from services.ballot.booklet import content
from services.ballot.booklet.building import BOOKLET_FILES
from services.ballot.kinds import SLATES
from services.ballot.material.handing_in import MATERIAL_FILES
from services.ballot.material.queries import material_of
from services.ballot.roles import Anyone
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of

booklet_api = APIRouter(prefix="/ballot/api/streets/{street}/sessions/{session}", tags=["ballot"])


async def open_session(ask: Ask, session: str) -> Session:
    """A session whose papers this person may read. Raises ``NotFound`` before it is called."""
    state = (await session_of(ask.ctx, ask.street, session)).state
    if not may_read(ask, state):
        raise NotFound(
            "not-called", "会议通知发出后才能查看。", "Papers are open once the session is called."
        )
    return state


def may_read(ask: Ask, state: Session) -> bool:
    """Everybody once the session was called; before, those who work at it."""
    return state.status != "DRAFT" or roles.may(ask.person, ask.street, *roles.STAFF)


@booklet_api.get("/booklets/{file}")
async def get_booklet(session: str, file: str, ask: Anyone) -> StreamingResponse:
    """One version of the booklet, or one supplement, as PDF."""
    state = await open_session(ask, session)
    owner = BOOKLET_FILES.owner(ask.street, session)
    files = [one.file for one in state.booklets]
    return await file_response(ask.ctx, owner, files, file, public=state.status != "DRAFT")


@booklet_api.get("/papers/{paper}/file")
async def get_paper_file(session: str, paper: str, ask: Anyone) -> StreamingResponse:
    """The file of one version of a paper."""
    state = await open_session(ask, session)
    found = await material_of(ask.ctx, ask.street, paper)
    if found.session != session or found.file is None:
        raise unknown_file()
    owner = MATERIAL_FILES.owner(ask.street, paper)
    public = state.status != "DRAFT"
    return await file_response(ask.ctx, owner, [found.file], found.file.id, public=public)


@booklet_api.get("/agenda.pdf")
@booklet_api.get("/agenda.docx")
async def get_agenda(session: str, ask: Anyone) -> Response:
    """会议议程, with the digests of the booklet."""
    state = await open_session(ask, session)
    paper = content.agenda_paper(await charter_of(ask.ctx, ask.street), state)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@booklet_api.get("/rules.pdf")
@booklet_api.get("/rules.docx")
async def get_rules(session: str, ask: Anyone) -> Response:
    """票决办法 of the year, written from the charter."""
    state = await open_session(ask, session)
    slate = await ask.ctx.store.get(SLATES.key(ask.street, state.cycle))
    number = len(state.items or (slate.state.items if slate else ()))
    paper = content.rules_paper(await charter_of(ask.ctx, ask.street), state, number)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
