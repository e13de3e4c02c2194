"""What is read: projects, inspections, the timeline of a project. Over the city: ``city``."""

from datetime import date

from chassis.core.documents import Found, Listing, Where
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.ask import PageParams
from services.supervision.domain.inspection import AHEAD, Inspection, Status, overdue
from services.supervision.domain.project import Project
from services.supervision.kinds import INSPECTIONS, MEMBERS, PROJECTS


def day_of(ctx: Context) -> date:
    """Today in Asia/Shanghai."""
    return date.fromisoformat(ctx.today())


def given(**where: str) -> dict[str, str]:
    """The filters that were asked for."""
    return {name: value for name, value in where.items() if value}


async def project_of(ctx: Context, street: str, key: str) -> Found[Project]:
    """A project. Raises ``NotFound``."""
    found = await ctx.store.get(PROJECTS.key(street, key))
    if found is None:
        raise NotFound("unknown-project", "没有这个项目。", "There is no such project here.")
    return found


async def inspection_of(ctx: Context, street: str, key: str) -> Found[Inspection]:
    """An inspection. Raises ``NotFound``."""
    found = await ctx.store.get(INSPECTIONS.key(street, key))
    if found is None:
        raise NotFound("unknown-inspection", "没有这次督查。", "There is no such inspection here.")
    return found


async def project_page(
    ctx: Context, street: str, paging: PageParams, where: Where
) -> Listing[Project]:
    """One page of a street's projects, by cycle and number. ``NotFound`` for an unknown street."""
    await charter_of(ctx, street)
    return await ctx.store.find(PROJECTS, street, where, after=paging.after, limit=paging.limit)


async def inspection_page(
    ctx: Context, street: str, paging: PageParams, where: Where
) -> Listing[Inspection]:
    """One page of a street's inspections, by planned day."""
    await charter_of(ctx, street)
    return await ctx.store.find(INSPECTIONS, street, where, after=paging.after, limit=paging.limit)


async def projects_of(
    ctx: Context, street: str, where: Where | None = None
) -> list[Found[Project]]:
    """The projects of a street by cycle and number."""
    return await ctx.store.every(PROJECTS, street, where)


async def inspections_of(
    ctx: Context, street: str, where: Where | None = None
) -> list[Found[Inspection]]:
    """The inspections of a street by planned day."""
    return await ctx.store.every(INSPECTIONS, street, where)


async def newest_projects(
    ctx: Context, street: str, cycle: str = ""
) -> tuple[str, list[Found[Project]], list[str]]:
    """A cycle (the newest where none is named), its projects, and every cycle there is."""
    found = await projects_of(ctx, street)
    cycles = sorted({one.state.cycle for one in found}, reverse=True)
    chosen = cycle or (cycles[0] if cycles else "")
    return chosen, [one for one in found if one.state.cycle == chosen], cycles


async def members_in_office(ctx: Context, street: str) -> list[tuple[str, str]]:
    """Id and public name of the deliberators who may take part in an acceptance."""
    found = await ctx.store.every(MEMBERS, street)
    return sorted(
        ((one.id, one.state.name) for one in found if one.state.active), key=lambda pair: pair[1]
    )


async def overdue_inspections(ctx: Context, street: str) -> list[Found[Inspection]]:
    """Inspections whose day, or whose rectification's day, has passed (E-35)."""
    today = day_of(ctx)
    open_ones = {"status": [*AHEAD, Status.RECTIFYING]}
    found = ctx.store.stream(INSPECTIONS, street, open_ones)
    return [one async for one in found if overdue(one.state, today)]
