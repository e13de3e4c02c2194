"""A cycle as it is shown, and the cards of all streets."""

import asyncio
from typing import Any

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.domain.charter import CharterRecord
from services.assembly.domain.cycle import Cycle, figures, funnel, leg_status, stage_place
from services.assembly.kinds import CHARTERS, CYCLES, MEMBERS


async def cycle_of(ctx: Context, street: str, cycle: str) -> Found[Cycle]:
    """One cycle. Raises ``NotFound``."""
    found = await ctx.store.get(CYCLES.key(street, cycle))
    if found is None:
        raise NotFound("unknown-cycle", "没有这个年度。", "There is no such cycle in this street.")
    return found


async def newest_cycle(ctx: Context, street: str) -> Found[Cycle] | None:
    """The street's current year, if any was opened."""
    cycles = await ctx.store.every(CYCLES, street)
    return cycles[-1] if cycles else None


def show_cycle(found: Found[Cycle]) -> dict[str, Any]:
    """A cycle with its legs, figures and funnel."""
    cycle = found.state
    return {
        "cycle": cycle.cycle,
        "version": found.version,
        "year": cycle.year,
        "charter_version": cycle.charter_version,
        "stage": cycle.stage,
        "stage_place": stage_place(cycle),
        "stages": [stage.model_dump() for stage in cycle.stages],
        "legs": [_show_leg(cycle, place) for place in range(len(cycle.legs))],
        "funnel": funnel(cycle),
        "announced_on": cycle.announced,
        "reserve": cycle.reserve,
        "projects": len(cycle.projects),
    }


def _show_leg(cycle: Cycle, place: int) -> dict[str, Any]:
    leg = cycle.legs[place]
    incoming, outgoing = figures(cycle, leg)
    return {
        "id": leg.id,
        "zh": leg.zh,
        "en": leg.en,
        "stage": leg.stage,
        "status": leg_status(cycle, leg.id),
        "incoming": incoming,
        "outgoing": outgoing,
        "target": leg.target,
        "funnel": leg.funnel,
    }


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


def year_of(charter: Charter, cycle: Found[Cycle] | None) -> dict[str, Any]:
    """The current year of a street: its stage and its funnel, empty before the first cycle."""
    if cycle is None:
        legs = [leg for leg in charter.legs if leg.funnel]
        counts: list[int | None] = [None] * len(legs)
        year: dict[str, Any] = {"cycle": "", "year": charter.year, "stage": "", "projects": 0}
        year |= {"stage_zh": "尚未开启", "stage_en": "Not opened yet"}
    else:
        state = cycle.state
        legs = [leg for leg in state.legs if leg.funnel]
        counts = funnel(state)
        stage = state.stages[stage_place(state)]
        year = {"cycle": state.cycle, "year": state.year, "stage": stage.id}
        year |= {"stage_zh": stage.zh, "stage_en": stage.en, "projects": len(state.projects)}
    shown = [
        {"leg": leg.id, "zh": leg.zh, "en": leg.en, "count": count, "target": leg.target}
        for leg, count in zip(legs, counts, strict=True)
    ]
    return year | {"funnel": shown}
