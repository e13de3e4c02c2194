"""Pages that everybody may read: the sessions of a street, one session with its result."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.documents import Found
from chassis.core.errors import Problem
from chassis.web.ask import Ask
from services.ballot import queries
from services.ballot.actions.casting import ballot_of
from services.ballot.api.people import Anyone
from services.ballot.api.sessions import vote_address
from services.ballot.ballot_views import ballot_view
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.session import SESSION
from services.ballot.kinds import SLATES
from services.ballot.pages.showing import may, show
from services.ballot.views import SessionView, local_minute, roll_view
from services.ballot.words import SESSION_EN

session_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)

STAGES = [
    {"code": code, "zh": SESSION.zh[code], "en": SESSION_EN[code]}
    for code in SESSION.statuses()
    if code != "ADJOURNED"
]
MOST = 200


@session_pages.get("")
async def get_index(ask: Anyone) -> Response:
    """The sessions of the street, newest first."""
    return await index_page(ask)


async def index_page(ask: Ask, problem: Problem | None = None) -> Response:
    """The list of sessions; for the committee with the form for a new one."""
    sessions, _ = await queries.list_sessions(ask.ctx, ask.street, "", "", MOST)
    form = await ask.request.form() if problem else {}
    return await show(
        ask,
        "index.html",
        problem=problem,
        sessions=sorted(sessions, key=lambda one: one.at, reverse=True),
        given=dict(form) or await _next_session(ask, sessions),
    )


async def _next_session(ask: Ask, sessions: list[SessionView]) -> dict[str, Any]:
    """What the form for a new session begins with: the newest slate's year, the next number."""
    slates = [one.id for one in await ask.ctx.store.every(SLATES, ask.street)]
    last = max(sessions, key=lambda one: (one.term, one.number), default=None)
    number = {"term": last.term, "number": last.number + 1} if last else {}
    return ({"cycle": max(slates)} if slates else {}) | number


@session_pages.get("/sessions/{session}")
async def get_session(ask: Anyone, session: str) -> Response:
    """One session: agenda, candidates with their evaluations, ballot, result."""
    return await session_page(ask, session)


async def session_page(ask: Ask, session: str, problem: Problem | None = None) -> Response:
    """The page of a session; for those who work at it with the next steps."""
    view = await queries.read_session(ask.ctx, ask.street, session)
    found = await _found(ask, view)
    official = queries.is_official(ask.person, ask.street)
    staff = may(ask, *queries.STAFF)
    roll = await queries.whole_roll(ask.ctx, ask.street, session) if staff else []
    members = await queries.members_in_office(ask.ctx, ask.street) if staff else []
    here = {one.state.member: one.state for one in roll if one.state.voting}
    return await show(
        ask,
        "session.html",
        problem=problem,
        session=view,
        stages=STAGES,
        stage=_stage(view.status),
        ballot=ballot_view(found, official) if found else None,
        pass_line=found.state.pass_line if found else (0, 0),
        roll_entries=[roll_view(one) for one in roll],
        absent=[one for one in members if one[0] not in here or not here[one[0]].present],
        sub=ask.person.sub,
        vote_url=vote_address(ask.request, ask, session),
        local=local_minute,
    )


def _stage(status: str) -> int:
    codes = [stage["code"] for stage in STAGES]
    # Adjourned is a pause within the session; a closed session has all its steps behind it.
    if status == "CLOSED":
        return len(codes)
    return codes.index("IN_SESSION" if status == "ADJOURNED" else status)


async def _found(ask: Ask, view: SessionView) -> Found[Ballot] | None:
    return await ballot_of(ask.ctx, ask.street, view.ballot) if view.ballot else None
