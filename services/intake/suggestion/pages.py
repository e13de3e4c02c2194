"""Public pages: the list of suggestions, and one suggestion with everything that happened to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.store.search_keys import LONGEST_QUERY
from contracts.charter import Charter
from services.intake.collection.queries import shown_cycles, summary_of
from services.intake.focus.queries import MARKS, Looked, lens_of
from services.intake.labels import OUTCOMES
from services.intake.roles import Anyone
from services.intake.showing import show
from services.intake.suggestion.queries import listed, public_suggestion_of, view_at
from services.intake.suggestion.searching import search_page
from services.intake.suggestion.views import row_of, view_of

public_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)
PER_PAGE = 20
OPEN = "OPEN"
"""The chip of what has no answer yet."""


@public_pages.get("")
async def get_start(ask: Anyone) -> Response:
    """The list is where intake begins."""
    return RedirectResponse(f"/intake/streets/{ask.street}/suggestions", 303)


@public_pages.get("/suggestions")
async def get_list(
    ask: Anyone,
    looked: Looked,
    community: Annotated[str, Query(max_length=60)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    cycle: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Every suggestion of a cycle, else the newest; by community, category and outcome,
    or by focus topic, mark or priority."""
    charter = await charter_of(ask.ctx, ask.street)
    cycles = await shown_cycles(ask.ctx, ask.street)
    cycle = cycle if cycle in cycles else next(iter(cycles), "")
    lens = lens_of(charter, *looked)
    chosen = _chosen(charter, community, category, state)
    chosen = dict.fromkeys(chosen, "") if lens.where else chosen
    where = {**_where(chosen), **lens.where, "cycle": cycle}
    listing = await listed(ask.ctx, ask.street, where, after, PER_PAGE)
    return await show(
        ask,
        "list.html",
        cycle=cycle,
        cycles=list(cycles),
        rows=[row_of(found) for found in listing.items],
        next=listing.next,
        page=page,
        chosen=chosen,
        lens=lens,
        marks=MARKS,
        summary=await summary_of(ask.ctx, ask.street, cycle),
        collecting=any(cycles.values()),
        outcomes=list(OUTCOMES),
    )


def _chosen(charter: Charter, community: str, category: str, state: str) -> dict[str, str]:
    return {
        "community": pick(charter.communities, community, "community"),
        "category": pick(charter.suggestion_categories, category, "category"),
        "state": state if state in (OPEN, *OUTCOMES) else "",
    }


def _where(chosen: dict[str, str]) -> dict[str, str]:
    where = {name: value for name, value in chosen.items() if value and name != "state"}
    if chosen["state"]:
        where["outcome"] = "" if chosen["state"] == OPEN else chosen["state"]
    return where


@public_pages.get("/search")
async def get_search(
    ask: Anyone,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Public suggestions of all years that hold these words."""
    return await search_page(ask, q, after, page, desk=False)


@public_pages.get("/suggestions/{suggestion}")
async def get_one(suggestion: str, ask: Anyone) -> Response:
    """A suggestion: what it says, where it stands, what became of it (E-29)."""
    found = await public_suggestion_of(ask.ctx, ask.street, suggestion)
    view = view_of(found, staff=False)
    lead = await view_at(ask.ctx, ask.street, view.links.merged_into)
    others = [await view_at(ask.ctx, ask.street, one) for one in view.links.merged_from]
    return await show(
        ask,
        "suggestion.html",
        one=view,
        lead=lead,
        # The note on the lead comes first; only what was really merged shows.
        others=[one for one in others if one and one.links.merged_into == found.id],
    )
