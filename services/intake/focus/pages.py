"""The table in which a clerk marks where the weight lies, many suggestions at once (E-04)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.choices import named
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal, form_routes
from chassis.web.fields import Pair
from chassis.web.offers import offer_of
from contracts.charter import Charter
from services.intake.collection.queries import newest_cycle, summary_of
from services.intake.focus.commands import CLEAR, NEW, UNDO
from services.intake.focus.domain import MOST
from services.intake.focus.queries import MARKS, latest, lens_of
from services.intake.roles import Clerk
from services.intake.showing import show
from services.intake.suggestion.queries import listed
from services.intake.suggestion.views import titled_row

focus_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
Word = Annotated[str, Query(max_length=60)]


@focus_pages.get("/focus")
async def get_focus(
    ask: Clerk,
    topic: Word = "",
    mark: Word = "",
    priority: Word = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Fifty suggestions of the cycle with what is marked on each."""
    return await focus_page(ask, None, (topic, mark, priority), after, page)


async def focus_page(
    ask: Ask,
    refusal: Refusal | None = None,
    looked: tuple[str, str, str] = ("", "", ""),
    after: str = "",
    page: int = 1,
) -> Response:
    """The same, with the reason where a mark-up was refused."""
    charter, cycle = await charter_of(ask.ctx, ask.street), await newest_cycle(ask.ctx, ask.street)
    lens = lens_of(charter, *looked)
    where = {**lens.where, "cycle": cycle}
    listing = await listed(ask.ctx, ask.street, where, after, MOST)
    choices = _choices(charter, chinese=speaks_chinese(ask))
    shown = [(one.id, "") for one in listing.items]
    offer = offer_of(ask, NEW, None, {**choices, "shown": shown}, refusal=refusal)
    before = await latest(ask.ctx, ask.street)
    return await show(
        ask,
        "focus.html",
        refusal=refusal,
        offer=offer,
        fields={field.name: field for field in offer.fields},
        rows=[(titled_row(one), one.state) for one in listing.items],
        lens=lens,
        marks=MARKS,
        cycle=cycle,
        summary=await summary_of(ask.ctx, ask.street, cycle),
        latest=[(one, offer_of(ask, UNDO, one, refusal=refusal)) for one in before],
        next=listing.next,
        page=page,
    )


def _choices(charter: Charter, *, chinese: bool) -> dict[str, list[Pair]]:
    nothing = (CLEAR, "（清空）" if chinese else "(none)")
    yes, no = ("是", "否") if chinese else ("yes", "no")
    return {
        "topics": [*named(charter.topics, chinese=chinese), nothing],
        "priorities": [*named(charter.priorities, chinese=chinese), nothing],
        "decided": [("yes", yes), ("no", no)],
    }


focus_forms = form_routes((NEW, UNDO), focus_page)
