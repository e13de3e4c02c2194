"""Public pages: the list of suggestions, and one suggestion with its way through the house."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.rooms.copies import charter_of
from chassis.store.search_keys import LONGEST_QUERY
from chassis.web.ask import Ask, anyone
from services.intake.kinds import SUGGESTIONS
from services.intake.pages.searching import search_page
from services.intake.pages.showing import show
from services.intake.queries import (
    cycles_of,
    listed,
    public_suggestion_of,
    summary_of,
)
from services.intake.views import Row, row_of, view_of
from services.intake.words import OUTCOMES, pick

public_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)
Public = Annotated[Ask, anyone("intake")]
PER_PAGE = 20
OPEN = "OPEN"
"""The chip of what has no answer yet."""


@public_pages.get("")
async def get_start(ask: Public) -> Response:
    """The list is where intake begins."""
    return RedirectResponse(f"/intake/streets/{ask.street}/suggestions", 303)


@public_pages.get("/suggestions")
async def get_list(
    ask: Public,
    community: Annotated[str, Query(max_length=60)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    cycle: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Every suggestion of a cycle, else the newest; by community, category and outcome."""
    charter = await charter_of(ask.ctx, ask.street)
    cycles = await cycles_of(ask.ctx, ask.street)
    cycle = cycle if cycle in cycles else next(iter(cycles), "")
    chosen = {
        "community": pick(charter.communities, community, "community"),
        "category": pick(charter.suggestion_categories, category, "category"),
        "state": state if state in (OPEN, *OUTCOMES) else "",
    }
    where = {name: value for name, value in chosen.items() if value and name != "state"}
    if chosen["state"]:
        where["outcome"] = "" if chosen["state"] == OPEN else chosen["state"]
    listing = await listed(ask.ctx, ask.street, where | {"cycle": cycle}, after, PER_PAGE)
    return await show(
        ask,
        "list.html",
        cycle=cycle,
        cycles=list(cycles),
        rows=[row_of(found) for found in listing.items],
        next=listing.next,
        page=page,
        chosen=chosen,
        summary=await summary_of(ask.ctx, ask.street, cycle),
        collecting=any(cycles.values()),
        outcomes=list(OUTCOMES),
    )


@public_pages.get("/search")
async def get_search(
    ask: Public,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Public suggestions of all years that hold these words."""
    return await search_page(ask, q, after, page, desk=False)


@public_pages.get("/suggestions/{suggestion}")
async def get_one(suggestion: str, ask: Public) -> Response:
    """A suggestion: what it says, where it stands, what became of it (E-29)."""
    found = await public_suggestion_of(ask.ctx, ask.street, suggestion)
    view = view_of(found, staff=False)
    lead = await _row(ask, view.links.merged_into)
    others = [await _row(ask, one) for one in view.links.merged_from]
    return await show(
        ask,
        "suggestion.html",
        one=view,
        lead=lead,
        # The note on the lead comes first; only what was really merged shows.
        others=[other for other in others if other and other.outcome == "MERGED"],
    )


async def _row(ask: Ask, suggestion: str) -> Row | None:
    if not suggestion:
        return None
    found = await ask.ctx.store.get(SUGGESTIONS.key(ask.street, suggestion))
    return row_of(found) if found else None
