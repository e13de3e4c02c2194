"""The roll over HTTP: what is read of it."""

from fastapi import APIRouter, Response

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging
from services.ballot.roles import Staff
from services.ballot.roll import queries
from services.ballot.roll.sheets import ROLL_COLUMNS, roll_rows
from services.ballot.roll.views import RollView, roll_view
from services.ballot.session.settling import session_of

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/sessions/{session}/roll")
async def get_roll(session: str, paging: Paging, ask: Staff) -> Page[RollView]:
    """The roll, for those who work at the session."""
    page = await queries.roll_page(ask.ctx, ask.street, session, paging.after, paging.limit)
    return Page(items=[roll_view(found) for found in page.items], next=page.next)


@api.get("/sessions/{session}/roll.xlsx")
async def get_roll_sheet(session: str, ask: Staff) -> Response:
    """签到表 as a workbook."""
    await session_of(ask.ctx, ask.street, session)
    rows = roll_rows(await queries.whole_roll(ask.ctx, ask.street, session))
    mark = ask.ctx.settings.mark
    return sheet_response("签到表.xlsx", write_table("签到表", ROLL_COLUMNS, rows, mark=mark))
