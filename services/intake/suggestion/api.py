"""Suggestions as JSON: lists, search, one with everything that happened to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.store.search_keys import LONGEST_QUERY
from chassis.web.ask import Page, Paging, tagged
from services.intake.roles import Anyone, is_staff
from services.intake.suggestion import queries
from services.intake.suggestion.filters import Filtered
from services.intake.suggestion.units import own_unit, sees_all
from services.intake.suggestion.views import Row, SuggestionView, row_of, view_of

api = APIRouter(prefix="/intake/api/streets/{street}/suggestions", tags=["intake"])


@api.get("")
async def get_suggestions(
    filters: Filtered,
    paging: Paging,
    ask: Anyone,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
) -> Page[Row]:
    """The suggestions of a cycle, by number. Public; what is not accepted only for the staff.

    With ``q`` those of all cycles that hold these words; the other filters do not count then.
    """
    ctx, street, after, limit = ask.ctx, ask.street, paging.after, paging.limit
    staff = is_staff(ask) and await own_unit(ctx, street, ask.person) is None
    if q:
        page = await queries.looked_for(ctx, street, q, after, limit, staff=staff)
    else:
        page = await queries.listed(ctx, street, await filters.where(ask), after, limit)
    return Page(items=[row_of(found, staff=staff) for found in page.items], next=page.next)


@api.get("/{suggestion}")
async def get_suggestion(suggestion: str, response: Response, ask: Anyone) -> SuggestionView:
    """A suggestion, its timeline and where it went (E-29). The staff see its text and trail."""
    read = queries.suggestion_of if is_staff(ask) else queries.public_suggestion_of
    found = await read(ask.ctx, ask.street, suggestion)
    staff = await sees_all(ask, found.state)
    if staff:
        tagged(response, found.version)
    return view_of(found, staff=staff)
