"""The year at the desk: where it stands, and what moves it."""

from fastapi import APIRouter, Response

from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import offer_of
from contracts.charter import Charter
from services.assembly.cycle.commands import ADVANCE, OPEN
from services.assembly.cycle.domain import Cycle
from services.assembly.cycle.queries import newest_cycle
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import Committee

year_pages = APIRouter(prefix="/streets/{street}/desk", include_in_schema=False)


@year_pages.get("/year")
async def get_year(ask: Committee) -> Response:
    """Where the year stands, and what moves it."""
    return await year_page(ask)


async def year_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    page = await in_street(ask)
    found = await newest_cycle(ask.ctx, ask.street)
    further = found is not None and ADVANCE.offered(found.state, ask.person, ask.street)
    values = {OPEN.name: {"year": _next_year(page["charter"], found)}}
    return show(
        ask,
        "year.html",
        refusal=refusal,
        open_year=offer_of(ask, OPEN, None, values=values, refusal=refusal),
        advance=offer_of(ask, ADVANCE, found, refusal=refusal) if further else None,
        **page,
    )


def _next_year(charter: Charter, found: Found[Cycle] | None) -> int:
    return found.state.year + 1 if found else charter.year
