"""What everybody sees first: all streets, and the page of one street."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.pages import render
from contracts.charter import Charter
from services.assembly.member.queries import public_members, summary
from services.assembly.member.views import show_public
from services.assembly.notice.queries import notices_running
from services.assembly.notice.views import show_notice
from services.assembly.portal.directory import by_district, directory, matching
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
FEW = 6
"""Streets that are shown as cards; more are lines under their districts."""
MEMBERS_SHOWN = 8
Query40 = Annotated[str, Query(max_length=40)]


@portal.get("/")
async def get_portal(ask: Anyone, q: Query40 = "") -> Response:
    """All streets by district, found by name; what an assembly is, how to take part."""
    entries = await directory(ask.ctx)
    few = len(entries) <= FEW and not q
    cards, _ = await street_cards(ask.ctx, "", FEW) if few else ([], "")
    found = matching(entries, q) if q else entries
    return render(
        ask.request,
        "assembly/portal.html",
        streets=[card | {"stages": funnel_stages(card["funnel"])} for card in cards],
        districts=[] if few else by_district(found),
        total=len(entries),
        found=len(found),
        q=q,
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
