"""Downloads of the minutes of a leg's meeting, as PDF and as DOCX."""

from fastapi import APIRouter, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.papers import form_of, paper_response
from services.screening.api.people import Anyone
from services.screening.papers import minutes
from services.screening.queries import ledger_of, meeting_in

papers_api = APIRouter(prefix="/screening/api/streets/{street}/cycles/{cycle}", tags=["screening"])


@papers_api.get("/meetings/{meeting}/minutes.pdf")
@papers_api.get("/meetings/{meeting}/minutes.docx")
async def get_minutes(ask: Anyone, cycle: str, meeting: str) -> Response:
    """会议纪要 of one meeting. Public, as the ledger is (W-10)."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    leg, found = meeting_in(ledger, meeting)
    paper = minutes(await charter_of(ask.ctx, ask.street), ledger, leg, found)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
