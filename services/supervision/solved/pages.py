"""Like matters that other streets have solved: a page, and the part that other pages load."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.supervision.overview.names import street_names
from services.supervision.roles import Anyone
from services.supervision.showing import show
from services.supervision.solved.queries import cases_like

solved_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
Words = Annotated[str, Query(max_length=200)]


@solved_pages.get("/solved")
async def get_solved(ask: Anyone, q: Words = "", project_class: Words = "") -> Response:
    """What other streets did about a matter like ``q``: cost, time, what people thought. Public."""
    cases = await cases_like(ask.ctx, ask.street, q, project_class)
    names = await street_names(ask.ctx, [one.street for one in cases])
    part = "cases" if ask.request.headers.get("HX-Request") else None
    return await show(ask, "solved.html", block=part, cases=cases, names=names, q=q)
