"""A table pasted from Excel, shown line by line beside the form that it fills; nothing is kept."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from chassis.rooms.copies import charter_of
from services.ballot.panel.commands import panel_in
from services.ballot.panel.pasting import read_table
from services.ballot.panel.scale import scale_of
from services.ballot.roles import Committee
from services.ballot.session.pages import session_page
from services.ballot.session.settling import session_of

panel_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@panel_pages.post("/sessions/{session}/panels/{panel}/pasted")
async def post_pasted(
    session: str, panel: str, ask: Committee, table: Annotated[str, Form(max_length=50_000)] = ""
) -> Response:
    """Read the table; the session's page shows what each line says, and the filled form."""
    charter = await charter_of(ask.ctx, ask.street)
    found = panel_in(charter, panel)
    items = (await session_of(ask.ctx, ask.street, session)).state.items
    pasted = read_table(found, table, items, scale_of(charter, found))
    return await session_page(ask, pasted=pasted)
