"""All streets side by side: aggregates of each, nothing else (C-13)."""

from collections.abc import AsyncIterator, Iterable

from pydantic import BaseModel

from chassis.core.documents import Found
from chassis.service import Context
from chassis.web.ask import PageParams
from services.supervision.domain.overview import StreetOverview, funnel_of
from services.supervision.domain.project import ProjectStatus
from services.supervision.kinds import ANSWERS, INSPECTIONS, OVERVIEW, PROJECTS
from services.supervision.queries import overdue_inspections

DONE = (ProjectStatus.ACCEPTED, ProjectStatus.WRITTEN_OFF)


class StreetRow(BaseModel):
    """A street's figures in its newest cycle; ``projects`` and ``inspections`` of all cycles.

    ``suggestions`` and ``open_suggestions`` are ``None`` until collecting has ended. A suggestion
    that its author opened again counts as answered until it is answered anew: nobody says so.
    """

    street: str
    zh: str
    en: str
    district_zh: str
    district_en: str
    cycle: str
    stage: str
    stage_zh: str
    stage_en: str
    suggestions: int | None
    open_suggestions: int | None
    funnel: list[int | None]
    selected: int
    reserved: int
    projects: dict[str, int]
    inspections: dict[str, int]
    overdue_inspections: int

    @property
    def project_count(self) -> int:
        """All projects, whatever became of them."""
        return sum(self.projects.values())

    @property
    def done(self) -> int:
        """Projects that were accepted."""
        return sum(self.projects.get(status, 0) for status in DONE)


class Sums(BaseModel):
    """Over all streets: how many there are, suggestions collected, candidates chosen."""

    streets: int
    suggestions: int
    selected: int


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
    answered = await ctx.store.count(ANSWERS, street, {"cycle": cycle})
    return max(0, accepted - answered.get("", 0))
