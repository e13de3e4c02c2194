"""The page of late answers: very overdue, overdue, soon due, with the working of each day."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found
from chassis.rooms.calendar_words import say_due
from chassis.web.ask import Ask
from chassis.web.offers import Offer, offers_of
from services.intake.collection.queries import days_between
from services.intake.overdue import queries
from services.intake.overdue.commands import URGE
from services.intake.roles import Staff
from services.intake.showing import show
from services.intake.suggestion.deadlines import due_again
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.units import own_unit
from services.intake.suggestion.views import titled_row

overdue_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 20


@overdue_pages.get("/overdue")
async def get_overdue(
    ask: Staff,
    tab: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One page of a tab; a department sees its own."""
    unit = await own_unit(ask.ctx, ask.street, ask.person)
    tab = tab if tab in queries.TABS else "overdue"
    span = replace((await queries.spans(ask.ctx, ask.street))[tab], after=after)
    listing = await queries.late(ask.ctx, ask.street, span, unit, PER_PAGE)
    return await show(
        ask,
        "overdue.html",
        tab=tab,
        lengths=await queries.lengths(ask.ctx, ask.street, unit),
        rows=[
            (titled_row(one), one.state, _days(ask, one), _urge(ask, one)) for one in listing.items
        ],
        working=lambda state: due_again(ask.ctx, state),
        say_due=say_due,
        next=listing.next,
        page=page,
        today=ask.ctx.today(),
    )


def _days(ask: Ask, found: Found[Suggestion]) -> int:
    """Whole days since its day; 0 while it is not over."""
    return days_between(found.state.due_on, ask.ctx.today())


def _urge(ask: Ask, found: Found[Suggestion]) -> Offer | None:
    """The form that urges its unit, where this person may and nobody did today."""
    if found.state.urged_on == ask.ctx.today():
        return None
    return offers_of(ask, (URGE,), found).get(URGE.name)
