"""Sessions over HTTP: life, slips, check-in, panels."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, field_validator

from chassis.core.clock import ZONE
from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import UNKEPT, Ask, Page, Paging, tagged
from contracts.charter import Panel
from services.ballot import queries
from services.ballot.actions import preparing, sessions
from services.ballot.api.people import (
    Anyone,
    Body,
    Id,
    Operator,
    Presiding,
    Short,
    done,
)
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.session import Session
from services.ballot.session_sheet import SESSION_COLUMNS, session_rows
from services.ballot.views import Done, PanelView, SessionView, panel_view

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


class NewSession(Body):
    """会议: ``at`` with its zone, or in Asia/Shanghai without one."""

    cycle: Id
    term: int = Field(ge=1, le=99)
    number: int = Field(ge=1, le=99)
    at: datetime
    venue: Short
    agenda: list[Short] = Field(min_length=1, max_length=50)
    override_reason: str = Field(default="", max_length=2000)

    @field_validator("at")
    @classmethod
    def _in_changsha(cls, value: datetime) -> datetime:
        if not 2000 <= value.year <= 2100:
            raise ValueError("a year from 2000 to 2100")
        zoned = value if value.tzinfo else value.replace(tzinfo=ZONE)
        return zoned.astimezone(ZONE)


class Slips(Body):
    """How many slips to print: one for each seat."""

    seats: int = Field(ge=1, le=500)


class PanelFindings(Body):
    """What a panel found: whole points for each candidate."""

    people: int = Field(ge=1, le=1000)
    scores: dict[Id, Annotated[int, Field(ge=0, le=100)]] = Field(max_length=100)
    remarks: str = Field(default="", max_length=2000)


class Slip(BaseModel):
    """One slip: its code, and the address that a phone opens from the printed QR code."""

    code: str
    url: str


class PrintedSlips(BaseModel):
    """The slips, shown once."""

    slips: list[Slip]


@api.post("/sessions", status_code=201)
async def post_session(body: NewSession, ask: Operator, response: Response) -> Done:
    """Plan a session (W-02)."""
    planned = Session(
        cycle=body.cycle,
        term=body.term,
        number=body.number,
        at=body.at.isoformat(),
        venue=body.venue,
        agenda=tuple(body.agenda),
        override_reason=body.override_reason.strip(),
    )
    changed = await sessions.create_session(
        ask.ctx, ask.street, planned, ask.cause("create_session")
    )
    return done(changed, response)


@api.get("/sessions")
async def get_sessions(
    paging: Paging, ask: Anyone, cycle: Annotated[str, Query(max_length=64)] = ""
) -> Page[SessionView]:
    """Sessions of the street."""
    items, following = await queries.list_sessions(
        ask.ctx, ask.street, cycle, paging.after, paging.limit
    )
    return Page(items=items, next=following)


@api.get("/sessions.xlsx")
async def get_sessions_sheet(ask: Anyone) -> Response:
    """会议与票决清单 as a workbook: every session with the state of its ballot."""
    rows = await session_rows(ask.ctx, ask.street)
    demo = ask.ctx.settings.demo
    return sheet_response(
        "会议与票决清单.xlsx", write_table("会议与票决", SESSION_COLUMNS, rows, demo=demo)
    )


@api.get("/sessions/{session}")
async def get_session(session: str, ask: Anyone, response: Response) -> SessionView:
    """One session with the figures of its roll."""
    view = await queries.read_session(ask.ctx, ask.street, session)
    tagged(response, view.version)
    return view


async def _step(ask: Ask, session: str, action: str, response: Response) -> Done:
    changed = await sessions.move_session(
        ask.ctx, ask.street, session, action, ask.cause(f"{action}_session"), ask.if_version
    )
    return done(changed, response)


@api.post("/sessions/{session}/notify")
async def post_notify(session: str, ask: Operator, response: Response) -> Done:
    """Call the members."""
    return await _step(ask, session, "notify", response)


@api.post("/sessions/{session}/freeze")
async def post_freeze(session: str, ask: Operator, response: Response) -> Done:
    """Make the papers final; needs the slate."""
    changed = await sessions.freeze_booklet(
        ask.ctx, ask.street, session, ask.cause("freeze_booklet"), ask.if_version
    )
    return done(changed, response)


@api.post("/sessions/{session}/check-in/start")
async def post_check_in_start(session: str, ask: Operator, response: Response) -> Done:
    """Open the doors; needs printed slips."""
    return await _step(ask, session, "start_check_in", response)


@api.post("/sessions/{session}/begin")
async def post_begin(session: str, ask: Presiding, response: Response) -> Done:
    """Begin the session."""
    return await _step(ask, session, "begin", response)


@api.post("/sessions/{session}/adjourn")
async def post_adjourn(session: str, ask: Presiding, response: Response) -> Done:
    """Adjourn."""
    return await _step(ask, session, "adjourn", response)


@api.post("/sessions/{session}/resume")
async def post_resume(session: str, ask: Presiding, response: Response) -> Done:
    """Resume."""
    return await _step(ask, session, "resume", response)


@api.post("/sessions/{session}/close")
async def post_close(session: str, ask: Presiding, response: Response) -> Done:
    """End the session."""
    changed = await sessions.close_session(
        ask.ctx, ask.street, session, ask.cause("close_session"), ask.if_version
    )
    return done(changed, response)


@api.post("/sessions/{session}/slips", status_code=201, tags=[UNKEPT])
async def post_slips(
    session: str, body: Slips, ask: Operator, request: Request, response: Response
) -> PrintedSlips:
    """Print fresh slips; the codes stand in this answer and nowhere else."""
    codes = await sessions.print_slips(
        ask.ctx, ask.street, session, body.seats, ask.cause("print_slips")
    )
    response.headers["Cache-Control"] = "no-store"
    address = vote_address(request, ask, session)
    return PrintedSlips(slips=[Slip(code=code, url=f"{address}#{code}") for code in codes])


def vote_address(request: Request, ask: Ask, session: str) -> str:
    """Where a phone votes; the code follows in the fragment, which no server ever sees."""
    base = ask.ctx.settings.base_url or str(request.base_url)
    return f"{base.rstrip('/')}/ballot/vote/{ask.street}/{session}"


# ---- panels --------------------------------------------------------------------------------


@api.put("/sessions/{session}/panels/{panel}")
async def put_panel(
    session: str, panel: Panel, body: PanelFindings, ask: Operator, response: Response
) -> PanelView:
    """Record what a panel found."""
    found = PanelRecord(session=session, cycle="", panel=panel, **body.model_dump())
    changed = await sessions.record_panel(
        ask.ctx, ask.street, session, panel, found, ask.cause("record_panel"), ask.if_version
    )
    tagged(response, changed.version)
    return panel_view(changed)


@api.post("/sessions/{session}/panels/{panel}/close")
async def post_panel_close(session: str, panel: Panel, ask: Operator) -> PanelView:
    """End a panel's evaluation."""
    changed = await sessions.close_panel(
        ask.ctx, ask.street, session, panel, ask.cause("close_panel")
    )
    return panel_view(changed)


@api.post("/sessions/{session}/ballot", status_code=201)
async def post_ballot(session: str, ask: Operator, response: Response) -> Done:
    """Prepare the ballot on the frozen booklet."""
    changed = await preparing.prepare_ballot(
        ask.ctx, ask.street, session, ask.cause("prepare_ballot")
    )
    return done(changed, response)
