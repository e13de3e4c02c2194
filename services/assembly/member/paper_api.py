"""Papers of the selection as PDF and DOCX."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.catalogue import not_found
from chassis.core.clock import day
from chassis.rooms.papers import form_of, paper_response
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS
from services.assembly.member.candidates import waiting_for
from services.assembly.member.domain.member import HOLDING
from services.assembly.member.domain.turn import step_of
from services.assembly.member.papers import appointments, review_letter
from services.assembly.roles import Committee, Committees

paper_api = APIRouter(prefix="/assembly/api/streets/{street}/members", tags=["assembly"])
Named = Annotated[str, Query(max_length=60)]


@paper_api.get("/review-letter.pdf")
@paper_api.get("/review-letter.docx")
async def get_review_letter(ask: Committees, step: Named, body: Named) -> Response:
    """联审函 to one body of a step, with those who wait for it (E-14)."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await waiting_for(ask.ctx, ask.street, charter, step)
    bodies = charter.selection[step_of(charter, step)].checks
    asked = next((one for one in bodies if one.id == body), None)
    letters = charter.selection[step_of(charter, step)].letters
    if asked is None or not found or not letters:
        raise not_found()
    now = ask.ctx.now()
    people = [one.state for one in found]
    paper = review_letter(charter, asked, people, day(now))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), now)


@paper_api.get("/appointments.pdf")
@paper_api.get("/appointments.docx")
async def get_appointments(ask: Committee, member: Named = "") -> Response:
    """聘书 of everybody who holds a seat, or of one of them (E-17)."""
    charter = await charter_in_force(ask.ctx, ask.street)
    where = {"status": [status.value for status in HOLDING]}
    found = await ask.ctx.store.every(MEMBERS, ask.street, where)
    people = [one.state for one in found if member in ("", one.id)]
    if not people:
        raise not_found()
    paper = appointments(charter, people)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
