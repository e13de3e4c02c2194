"""Posters with a code for each community and grid, and the paper form, to be printed (W-29)."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from markupsafe import Markup

from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import form_of, paper_response
from chassis.rooms.qr import qr_svg
from chassis.web.ask import Ask, speaks_chinese
from services.intake.open311.asking import base_of
from services.intake.poster.papers import collection_form
from services.intake.roles import Anyone
from services.intake.showing import show

poster_pages = APIRouter(prefix="/intake/streets/{street}/posters", include_in_schema=False)
paper_api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])
MOST = 60
"""Posters that are printed at once."""
GridNumber = Annotated[int, Query(ge=0, le=999)]


@dataclass(frozen=True)
class Poster:
    """One sheet: where it hangs, and the address that its code opens."""

    community: str
    grid: str
    address: str
    picture: Markup


@poster_pages.get("")
async def get_posters(ask: Anyone) -> Response:
    """Which posters there are to print."""
    return await show(ask, "posters.html", most=MOST)


@poster_pages.get("/print")
async def get_print(
    ask: Anyone,
    community: Annotated[str, Query(max_length=60)] = "",
    first: GridNumber = 0,
    last: GridNumber = 0,
) -> Response:
    """The posters of all communities, of one, or of its grids from one number to another."""
    return await show(ask, "poster_print.html", posters=await _posters(ask, community, first, last))


async def _posters(ask: Ask, community: str, first: int, last: int) -> list[Poster]:
    charter = await charter_of(ask.ctx, ask.street)
    wanted = pick(charter.communities, community, "community")
    chinese = speaks_chinese(ask)
    areas = [one for one in charter.communities if wanted in ("", one.id)]
    grids = list(range(first, max(first, last) + 1))[:MOST] if wanted and first else [0]
    names = [(one, str(grid or "")) for one in areas for grid in grids]
    return [_poster(ask, one.id, one.zh if chinese else one.en, grid) for one, grid in names[:MOST]]


def _poster(ask: Ask, community: str, name: str, grid: str) -> Poster:
    asked = urlencode({"community": community} | ({"grid": grid} if grid else {}))
    address = f"{base_of(ask.request)}/intake/streets/{ask.street}/new?{asked}"
    return Poster(name, grid, address, qr_svg(address))


@paper_api.get("/form.pdf")
@paper_api.get("/form.docx")
async def get_form(ask: Anyone) -> Response:
    """居民意见建议征集表, empty, on one page: for whoever writes by hand."""
    paper = collection_form(await charter_of(ask.ctx, ask.street))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
