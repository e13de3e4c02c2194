"""会议材料: the page of a session's papers. Everybody reads; the committee keeps it."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import offers_of
from services.ballot.agenda.forms import agenda_forms
from services.ballot.agenda.voted import voted_by_ballot
from services.ballot.booklet.api import may_read
from services.ballot.booklet.commands import COMMANDS as BUILDS
from services.ballot.booklet.domain import in_force
from services.ballot.material.forms import handing_in, paper_forms
from services.ballot.minutes.forms import minutes_forms
from services.ballot.notice.papers import short_text
from services.ballot.preparation.forms import task_forms
from services.ballot.roles import Anyone
from services.ballot.session import queries
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.showing import show

agenda_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@agenda_pages.get("/sessions/{session}/papers")
async def get_papers(ask: Anyone) -> Response:
    """Agenda, papers, booklet and minutes of one session."""
    return await papers_page(ask)


async def papers_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page; for those who prepare the session with its forms."""
    key = ask.request.path_params["session"]
    found = await session_of(ask.ctx, ask.street, key)
    voted = await voted_by_ballot(ask.ctx, ask.street, found.state)
    agenda = agenda_forms(ask, found, refusal, voted)
    papers = await paper_forms(ask, found, refusal)
    minutes = await minutes_forms(ask, found, refusal)
    return await show(
        ask,
        "session_papers.html",
        refusal=refusal,
        session=await queries.view_of(ask.ctx, found),
        agenda=agenda,
        papers=papers,
        minutes=minutes,
        tasks=await task_forms(ask, found),
        offers=[*minutes.offers, *agenda.offers, *handing_in(papers)],
        **_issued(ask, found, refusal),
        short_text=short_text(await charter_of(ask.ctx, ask.street), found.state),
    )


def _issued(ask: Ask, found: Found[Session], refusal: Refusal | None) -> dict[str, Any]:
    """What was issued so far, and whether this person may read it."""
    return {
        "builds": offers_of(ask, BUILDS, found, refusal=refusal),
        "booklets": list(reversed(found.state.booklets)),
        "in_force": [one.file.id for one in in_force(found.state.booklets)],
        "readable": may_read(ask, found.state),
    }
