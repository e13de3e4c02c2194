"""The streets as the portal and the list of streets show them."""

import asyncio
from typing import Any

from chassis.core.documents import Found
from chassis.service import Context
from services.assembly.charter.domain import CharterRecord
from services.assembly.cycle.queries import newest_cycle
from services.assembly.cycle.views import year_of
from services.assembly.kinds import CHARTERS, MEMBERS


async def street_cards(ctx: Context, after: str, limit: int) -> tuple[list[dict[str, Any]], str]:
    """The streets that have a charter, each with its year and funnel; and the next page's key."""
    listing = await ctx.store.find(CHARTERS, None, after=after, limit=limit)
    cards = await asyncio.gather(*(street_card(ctx, found) for found in listing.items))
    return list(cards), listing.next


async def street_card(ctx: Context, found: Found[CharterRecord]) -> dict[str, Any]:
    """One street in short."""
    charter = found.state.charter
    cycle = await newest_cycle(ctx, found.street)
    active = (await ctx.store.count(MEMBERS, found.street, {"status": "ACTIVE"})).get("", 0)
    return {
        "street": found.street,
        "zh": charter.zh,
        "en": charter.en,
        "district_zh": charter.district_zh,
        "district_en": charter.district_en,
        "theme_zh": charter.theme_zh,
        "theme_en": charter.theme_en,
        "brand_zh": charter.brand_zh,
        "brand_en": charter.brand_en,
        "seats": charter.seats,
        "active": active,
        **year_of(charter, cycle),
    }


async def street_names(ctx: Context) -> list[dict[str, str]]:
    """Code and name of every street that has a charter, in the order of the codes."""
    charters = ctx.store.stream(CHARTERS, None)
    return [
        {"street": one.street, "zh": one.state.charter.zh, "en": one.state.charter.en}
        async for one in charters
    ]
