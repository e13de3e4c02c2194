"""Sessions over HTTP: life, slips, check-in, panels."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from chassis.service import CHANGSHA
from chassis.sheets import sheet_response, write_table
from chassis.store import Changed
from chassis.web import Ask, Page, Paging, anyone, asked, tagged
from contracts.charter import Panel, Role
from services.ballot import queries
from services.ballot.actions import ballots, roll, sessions
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.roll import RollEntry
from services.ballot.domain.session import Session
from services.ballot.views import Done, PanelView, RollView, SessionView, panel_view, roll_view

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])

Operator = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE)]
Presiding = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE, Role.CHAIR)]
AtTheDoor = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE, Role.TELLER, Role.SCRUTINEER)]
Staff = Annotated[Ask, asked("ballot", *queries.STAFF)]
Anyone = Annotated[Ask, anyone("ballot")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]


class Body(BaseModel):
    """What a request brings; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


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
        zoned = value if value.tzinfo else value.replace(tzinfo=CHANGSHA)
        return zoned.astimezone(CHANGSHA)


class Slips(Body):
    """How many slips to print: one for each seat."""

    seats: int = Field(ge=1, le=500)


class CheckIn(Body):
    """The member who arrives."""

    member: Id


class Attendee(Body):
    """列席人员."""

    name: Short
    capacity: Short = "列席"


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


class CheckedIn(BaseModel):
    """A member's line on the roll."""

    id: str
    version: int
    member: str
    name: str
    present: bool
    slip: bool


def done(changed: Changed[Session] | Changed[Ballot], response: Response) -> Done:
    """The answer of a command, with its ``ETag``."""
    tagged(response, changed.version)
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


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


@api.post("/sessions/{session}/slips", status_code=201)
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


# ---- roll ----------------------------------------------------------------------------------


@api.post("/sessions/{session}/check-ins", status_code=201)
async def post_check_in(session: str, body: CheckIn, ask: AtTheDoor) -> CheckedIn:
    """A member arrives and, between rounds, draws a slip."""
    changed = await roll.check_in_member(
        ask.ctx, ask.street, session, body.member, ask.cause("check_in_member")
    )
    return _entry(changed)


@api.post("/sessions/{session}/check-ins/{member}/slip")
async def post_slip(session: str, member: str, ask: AtTheDoor) -> CheckedIn:
    """A member who came while a round was open draws a slip."""
    cause = ask.cause("draw_slip")
    return _entry(await roll.draw_slip(ask.ctx, ask.street, session, member, cause))


@api.post("/sessions/{session}/check-ins/{member}/leave")
async def post_leave(session: str, member: str, ask: AtTheDoor) -> CheckedIn:
    """A member leaves."""
    cause = ask.cause("leave_session")
    return _entry(await roll.leave_session(ask.ctx, ask.street, session, member, cause))


@api.post("/sessions/{session}/attendees", status_code=201)
async def post_attendee(session: str, body: Attendee, ask: AtTheDoor) -> CheckedIn:
    """A non-voting attendee arrives (V-10)."""
    cause = ask.cause("admit_attendee")
    return _entry(
        await roll.admit_attendee(ask.ctx, ask.street, session, body.name, body.capacity, cause)
    )


def _entry(changed: Changed[RollEntry]) -> CheckedIn:
    return CheckedIn(
        id=changed.id,
        version=changed.version,
        **changed.state.model_dump(include={"member", "name", "present", "slip"}),
    )


@api.get("/sessions/{session}/roll")
async def get_roll(session: str, paging: Paging, ask: Staff) -> Page[RollView]:
    """The roll, for those who work at the session."""
    page = await queries.roll_page(ask.ctx, ask.street, session, paging.after, paging.limit)
    return Page(items=[roll_view(found) for found in page.items], next=page.next)


@api.get("/sessions/{session}/roll.xlsx")
async def get_roll_sheet(session: str, ask: Staff) -> Response:
    """签到表 as a workbook."""
    rows = queries.roll_rows(await queries.whole_roll(ask.ctx, ask.street, session))
    demo = ask.ctx.settings.demo
    return sheet_response(
        "签到表.xlsx", write_table("签到表", queries.ROLL_COLUMNS, rows, demo=demo)
    )


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
    changed = await ballots.prepare_ballot(
        ask.ctx, ask.street, session, ask.cause("prepare_ballot")
    )
    return done(changed, response)
