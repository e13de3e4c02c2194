"""All streets side by side: sums of each, nothing else (C-13)."""

from collections.abc import AsyncIterator, Iterable

from chassis.core.documents import Found
from chassis.service import Context
from chassis.web.ask import Ask, PageParams
from services.supervision.answer.queries import count_answered
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS, OVERVIEW, PROJECTS
from services.supervision.overview.domain import StreetOverview, funnel_of
from services.supervision.overview.views import StreetRow, Sums


def within(ask: Ask) -> frozenset[str] | None:
    """The streets this person may see; nothing for all of them."""
    return None if ask.person.across else ask.person.streets


async def page(
    ctx: Context, streets: Iterable[str] | None, paging: PageParams
) -> tuple[list[StreetRow], str]:
    """One page of all streets, or of these, by code; and the ``after`` of the next page."""
    if streets is None:
        found = await ctx.store.find(OVERVIEW, None, after=paging.after, limit=paging.limit)
        return [await _row(ctx, one) for one in found.items], found.next
    left = sorted(street for street in streets if street > paging.after)
    here = left[: paging.limit]
    known = [one for street in here if (one := await ctx.store.get(OVERVIEW.key(street, street)))]
    return [await _row(ctx, one) for one in known], here[-1] if len(left) > len(here) else ""


async def every_row(ctx: Context, streets: Iterable[str] | None) -> list[StreetRow]:
    """All of it."""
    return [row async for row in _rows(ctx, streets)]


async def _rows(ctx: Context, streets: Iterable[str] | None) -> AsyncIterator[StreetRow]:
    after = ""
    while True:
        rows, after = await page(ctx, streets, PageParams(100, after))
        for row in rows:
            yield row
        if not after:
            return


async def sums(ctx: Context, streets: Iterable[str] | None) -> Sums:
    """What the overviews of all streets, or of these, come to."""
    within = None if streets is None else set(streets)
    years = [
        found.state.year
        async for found in ctx.store.stream(OVERVIEW, None)
        if within is None or found.street in within
    ]
    return Sums(
        streets=len(years),
        suggestions=sum(year.accepted or 0 for year in years),
        selected=sum(year.selected for year in years),
    )


async def _row(ctx: Context, found: Found[StreetOverview]) -> StreetRow:
    state, street = found.state, found.street
    year = state.year
    stage = next((one for one in state.stages if one.id == year.stage), None)
    return StreetRow(
        street=street,
        zh=state.zh or street,
        en=state.en or street,
        district_zh=state.district_zh,
        district_en=state.district_en,
        cycle=state.cycle,
        stage=year.stage,
        stage_zh=stage.zh if stage else year.stage,
        stage_en=stage.en if stage else year.stage,
        suggestions=year.accepted,
        open_suggestions=await _open(ctx, street, state.cycle, year.accepted),
        funnel=funnel_of(state),
        selected=year.selected,
        reserved=year.reserved,
        projects=await ctx.store.count(PROJECTS, street, by="status"),
        inspections=await ctx.store.count(INSPECTIONS, street, by="status"),
        overdue_inspections=len(await overdue_inspections(ctx, street)),
    )


async def _open(ctx: Context, street: str, cycle: str, accepted: int | None) -> int | None:
    if accepted is None:
        return None
    return max(0, accepted - await count_answered(ctx, street, cycle))
