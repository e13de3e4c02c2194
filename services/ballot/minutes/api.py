"""会议纪要 as files: the draft for those who keep it, the final one for everybody."""

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from chassis.core.catalogue import unknown_file
from chassis.rooms.anchors import paper_answer
from chassis.rooms.copies import charter_of
from chassis.rooms.files.serving import file_response
from chassis.web.ask import Ask
from services.ballot import roles
from services.ballot.minutes.domain import Minutes
from services.ballot.minutes.papers import minutes_paper
from services.ballot.minutes.writing import MINUTES_FILES, minutes_of
from services.ballot.roles import Anyone
from services.ballot.session.settling import session_of

minutes_api = APIRouter(prefix="/ballot/api/streets/{street}/sessions/{session}", tags=["ballot"])


def may_see(ask: Ask, minutes: Minutes) -> bool:
    """Everybody once they are final; before, those who work at the session."""
    return minutes.is_final or roles.may(ask.person, ask.street, *roles.STAFF)


async def _open(ask: Ask, session: str) -> Minutes:
    minutes = (await minutes_of(ask.ctx, ask.street, session)).state
    if not may_see(ask, minutes):
        raise unknown_file()
    return minutes


@minutes_api.get("/minutes.pdf")
@minutes_api.get("/minutes.docx")
async def get_minutes(session: str, ask: Anyone) -> Response:
    """The minutes as they stand."""
    minutes = await _open(ask, session)
    found = (await session_of(ask.ctx, ask.street, session)).state
    paper = minutes_paper(await charter_of(ask.ctx, ask.street), found, minutes)
    return await paper_answer(ask, paper)


@minutes_api.get("/minutes/final.pdf")
async def get_final(session: str, ask: Anyone) -> StreamingResponse:
    """The very file that was made final, which its digests tell."""
    minutes = await _open(ask, session)
    if minutes.file is None:
        raise unknown_file()
    owner = MINUTES_FILES.owner(ask.street, session)
    return await file_response(ask.ctx, owner, [minutes.file], minutes.file.id, public=True)
