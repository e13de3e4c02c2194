"""What everybody sees first: all streets, and the page of one street."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.pages import render
from chassis.web.ask import Paging
from contracts.charter import Charter
from services.assembly.charter.queries import count_streets
from services.assembly.member.queries import public_members, summary
from services.assembly.member.views import show_public
from services.assembly.notice.queries import notices_running
from services.assembly.notice.views import show_notice
from services.assembly.portal.queries import street_cards
from services.assembly.portal.showing import (
    composition,
    funnel_stages,
    in_street,
    loop_parts,
    show,
)
from services.assembly.roles import Anyone

portal = APIRouter(include_in_schema=False)
STREETS_A_PAGE = 12
MEMBERS_SHOWN = 8
Number = Annotated[int, Query(ge=1, le=9999)]


@portal.get("/")
async def get_portal(ask: Anyone, paging: Paging, page: Number = 1) -> Response:
    """All streets, what an assembly is, how to take part."""
    cards, following = await street_cards(ask.ctx, paging.after, STREETS_A_PAGE)
    return render(
        ask.request,
        "assembly/portal.html",
        streets=[card | {"stages": funnel_stages(card["funnel"])} for card in cards],
        total=await count_streets(ask.ctx),
        next=following,
        page=page if paging.after else 1,
    )


@portal.get("/streets/{street}")
async def get_street(ask: Anyone) -> Response:
    """A street: its funnel, its year, its chosen projects, its people, its institution."""
    page = await in_street(ask)
    charter: Charter = page["charter"]
    people = await summary(ask.ctx, ask.street, charter)
    first = await public_members(ask.ctx, ask.street, "", MEMBERS_SHOWN)
    running = await notices_running(ask.ctx, ask.street)
    context: dict[str, Any] = {
        "people": people,
        "composition": composition(charter, people["by_category"]),
        "members": [show_public(one, charter) for one in first.items],
        "notices": [show_notice(one, ask.ctx.today()) for one in running],
        "loop": loop_parts(charter),
    }
    return show(ask, "street.html", **context, **page)
