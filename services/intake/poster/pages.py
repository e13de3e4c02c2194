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
from contracts.charter import Charter
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
    grid: Annotated[str, Query(max_length=20)] = "",
    grids: bool = False,
    topic: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=100)] = 1,
) -> Response:
    """The posters of all communities, of one, of its grids, or of a focus topic.

    ``grid``: one grid by its name; ``grids``: all of the community in the charter's register;
    ``first`` and ``last``: from one number to another, where the charter names none. More than 60
    go over several pages, each printed by itself.
    """
    wanted = _Wanted(community, first, last, grid, all_of=grids)
    hung = [] if topic else await _hung(ask, wanted)
    part = hung[(page - 1) * MOST : page * MOST]
    made = await _topic(ask, topic) if topic else [_poster(ask, *one) for one in part]
    address, pages = ask.request.url, range(1, -(-len(hung) // MOST) + 1)
    others = [(one, address.include_query_params(page=one).query) for one in pages]
    return await show(
        ask, "poster_print.html", posters=made, total=len(hung), page=page, pages=others
    )


@dataclass(frozen=True)
class _Wanted:
    """Which posters: of a community, or of some or all of its grids."""

    community: str
    first: int
    last: int
    grid: str
    all_of: bool

    def grids(self, community: str, charter: Charter) -> list[str]:
        """The names of the grids, each a poster; an empty one for the community itself."""
        if not self.community:
            return [""]
        if self.all_of:
            return [one.name for one in charter.grid_register if one.community == community]
        if self.first:
            return [str(one) for one in range(self.first, max(self.first, self.last) + 1)]
        return [self.grid]


async def _hung(ask: Ask, wanted: _Wanted) -> list[tuple[str, str, str]]:
    """Where each poster hangs: the community's id and name, and the grid."""
    charter = await charter_of(ask.ctx, ask.street)
    chosen = pick(charter.communities, wanted.community, "community")
    chinese = speaks_chinese(ask)
    areas = [one for one in charter.communities if chosen in ("", one.id)]
    return [
        (one.id, one.zh if chinese else one.en, grid)
        for one in areas
        for grid in wanted.grids(one.id, charter)
    ]


def _poster(ask: Ask, community: str, name: str, grid: str) -> Poster:
    asked = urlencode({"community": community} | ({"grid": grid} if grid else {}))
    return _opening(ask, f"new?{asked}", name, grid)


def _opening(ask: Ask, rest: str, name: str, grid: str = "") -> Poster:
    address = f"{base_of(ask.request)}/intake/streets/{ask.street}/{rest}"
    return Poster(name, grid, address, qr_svg(address))


async def _topic(ask: Ask, topic: str) -> list[Poster]:
    charter = await charter_of(ask.ctx, ask.street)
    known = pick(charter.topics, topic, "topic")
    name = next(one for one in charter.topics if one.id == known)
    return [_opening(ask, f"topics/{known}", name.zh if speaks_chinese(ask) else name.en)]


@paper_api.get("/form.pdf")
@paper_api.get("/form.docx")
async def get_form(ask: Anyone) -> Response:
    """居民意见建议征集表, empty, on one page: for whoever writes by hand."""
    paper = collection_form(await charter_of(ask.ctx, ask.street))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
