"""Sessions over HTTP: what is read of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging, tagged
from services.ballot.roles import Anyone
from services.ballot.session import queries
from services.ballot.session.sheets import SESSION_COLUMNS, session_rows
from services.ballot.session.views import SessionView

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/sessions")
async def get_sessions(
    paging: Paging, ask: Anyone, cycle: Annotated[str, Query(max_length=64)] = ""
) -> Page[SessionView]:
    """Sessions of the street, newest first."""
    items, following = await queries.list_sessions(
        ask.ctx, ask.street, cycle, paging.after, paging.limit
    )
    return Page(items=items, next=following)


@api.get("/sessions.xlsx")
async def get_sessions_sheet(ask: Anyone) -> Response:
    """会议与票决清单 as a workbook: every session with the state of its ballot."""
    rows = await session_rows(ask.ctx, ask.street)
    mark = ask.ctx.settings.mark
    return sheet_response(
        "会议与票决清单.xlsx", write_table("会议与票决", SESSION_COLUMNS, rows, mark=mark)
    )


@api.get("/sessions/{session}")
async def get_session(session: str, ask: Anyone, response: Response) -> SessionView:
    """One session with the figures of its roll."""
    view = await queries.read_session(ask.ctx, ask.street, session)
    tagged(response, view.version)
    return view
