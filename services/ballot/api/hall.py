"""The hall over HTTP: check-in, slips drawn, who leaves, the roll."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.core.documents import Changed
from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging
from services.ballot import queries
from services.ballot.actions import roll
from services.ballot.api.people import AtTheDoor, Body, Id, Short, Staff
from services.ballot.domain.roll import RollEntry
from services.ballot.views import RollView, roll_view

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


class CheckIn(Body):
    """The member who arrives."""

    member: Id


class Attendee(Body):
    """列席人员."""

    name: Short
    capacity: Short = "列席"


class CheckedIn(BaseModel):
    """A member's line on the roll."""

    id: str
    version: int
    member: str
    name: str
    present: bool
    slip: bool


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
