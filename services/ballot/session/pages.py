"""Pages that everybody may read: the sessions of a street, one session with its result."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.core.digests import grouped
from chassis.core.documents import Found
from chassis.core.errors import Problem
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from contracts.charter import Panel
from services.ballot.ballot.box_views import VoidView, void_view
from services.ballot.ballot.columns import table_of
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.officer_views import correction_names, officer_rows
from services.ballot.ballot.queries import seen_by
from services.ballot.ballot.views import BallotView
from services.ballot.casting.casting import ballot_of
from services.ballot.hall.desk import desk_of
from services.ballot.labels import SESSION_EN
from services.ballot.panel.pasting import Pasted
from services.ballot.panel.queries import panels_of
from services.ballot.panel.scale import said, scale_of, told
from services.ballot.recusal.forms import recusal_desk
from services.ballot.roles import STAFF, Anyone
from services.ballot.roll.queries import whole_roll
from services.ballot.satisfaction.commands import RATE, holds
from services.ballot.satisfaction.last_year import last_years
from services.ballot.session import forms, officers, queries
from services.ballot.session.domain import GATHERED, SESSION, Session
from services.ballot.session.settling import session_of
from services.ballot.showing import may, show

session_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)

STAGES = [
    {"code": code, "zh": SESSION.zh[code], "en": SESSION_EN[code]}
    for code in SESSION.statuses()
    if code != "ADJOURNED"
]
After = Annotated[str, Query(max_length=300)]
Number = Annotated[int, Query(ge=1, le=9999)]


@session_pages.get("")
async def get_index(ask: Anyone, after: After = "", page: Number = 1) -> Response:
    """The sessions of the street, newest first."""
    return await index_page(ask, after=after, page=page)


async def index_page(
    ask: Ask, refusal: Refusal | None = None, after: str = "", page: int = 1
) -> Response:
    """A page of the list of sessions; for the committee with the form for a new one."""
    sessions, following = await queries.list_sessions(ask.ctx, ask.street, "", after, queries.PAGE)
    return await show(
        ask,
        "index.html",
        refusal=refusal,
        may=lambda *wanted: may(ask, *wanted),
        sessions=sessions,
        number=await queries.number_of_sessions(ask.ctx, ask.street),
        page=page,
        following=following,
        new=await forms.new_session(ask, refusal),
    )


@session_pages.get("/sessions/{session}")
async def get_session(ask: Anyone) -> Response:
    """One session: agenda, candidates with their evaluations, ballot, result."""
    return await session_page(ask)


async def session_page(
    ask: Ask,
    refusal: Refusal | None = None,
    problem: Problem | None = None,
    pasted: Pasted | None = None,
) -> Response:
    """The page of a session; for those who work at it with the next steps."""
    key = ask.request.path_params["session"]
    found = await session_of(ask.ctx, ask.street, key)
    view = await queries.view_of(ask.ctx, found)
    ballot = await _ballot_of(ask, found.state)
    seen = await seen_by(ask.ctx, ask.street, ballot, ask.person) if ballot else None
    charter = await charter_of(ask.ctx, ask.street)
    staff, to_rate = may(ask, *STAFF), await _to_rate(ask, found.state)
    roll = await whole_roll(ask.ctx, ask.street, key) if staff else []
    hall = await desk_of(ask, found, roll, refusal) if staff else None
    return await show(
        ask,
        "session.html",
        refusal=refusal,
        problem=problem,
        session=view,
        hall=hall,
        stages=STAGES,
        stage=_stage(view.status),
        ballot=seen,
        officers=officer_rows(ballot.state, _names(ask, found.state)) if ballot and staff else [],
        duty=sorted(_names(ask, found.state).values()) if staff else [],
        correction=correction_names(ballot.state) if ballot and staff else [],
        grouped=grouped,
        former=await _former(ask, found.state),
        others=await _others(ask, found.state),
        pass_line=ballot.state.pass_line if ballot else (0, 0),
        table=table_of(ballot.state, seen.figures) if ballot and seen else {},
        steps=forms.steps(ask, found, ballot, refusal, view.slate, to_rate),
        door_open=found.state.status in GATHERED,
        recusals=await recusal_desk(ask, found, refusal),
        panel_forms=await forms.of_panels(
            ask, found, await panels_of(ask.ctx, ask.street, key), refusal, pasted
        ),
        scored=lambda panel, score: said(scale_of(charter, Panel(panel)), score),
        scale_words=told,
        may=lambda *wanted: may(ask, *wanted),
    )


def _stage(status: str) -> int:
    codes = [stage["code"] for stage in STAGES]
    # Adjourned is a pause within the session; a closed session has all its steps behind it.
    if status == "CLOSED":
        return len(codes)
    return codes.index("IN_SESSION" if status == "ADJOURNED" else status)


async def _ballot_of(ask: Ask, session: Session) -> Found[Ballot] | None:
    return await ballot_of(ask.ctx, ask.street, session.ballot) if session.ballot else None


def _names(ask: Ask, session: Session) -> dict[str, str]:
    return {who: one.name for who, one in officers.duty_of(ask, session).items()}


async def _others(ask: Ask, session: Session) -> list[tuple[BallotView, dict[str, Any]]]:
    """The ballots of the session before the one that is on, with the tables of their results."""
    earlier = [one for one in session.ballots.values() if one != session.ballot]
    found = [await ballot_of(ask.ctx, ask.street, one) for one in earlier]
    seen = [await seen_by(ask.ctx, ask.street, one, ask.person) for one in found]
    return [
        (view, table_of(one.state, view.figures)) for view, one in zip(seen, found, strict=True)
    ]


async def _to_rate(ask: Ask, session: Session) -> list[str] | None:
    """Last year's projects, where the charter has a vote on them and this person may prepare it."""
    charter = await charter_of(ask.ctx, ask.street)
    if not (holds(charter) and RATE.offered(session, ask.person, ask.street)):
        return None
    return [item.title for item in await last_years(ask.ctx, ask.street, session.cycle)]


async def _former(ask: Ask, session: Session) -> list[VoidView]:
    """Why each earlier ballot of the session is void, oldest first."""
    found = [await ballot_of(ask.ctx, ask.street, one) for one in session.former]
    views = [void_view(one.state) for one in found]
    return [view for view in views if view is not None]
