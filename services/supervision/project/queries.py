"""What is read of projects."""

from chassis.core.documents import Found, Listing, Where
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.ask import PageParams
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.project import ENDED, Project, ProjectStatus


async def project_of(ctx: Context, street: str, key: str) -> Found[Project]:
    """A project. Raises ``NotFound``."""
    found = await ctx.store.get(PROJECTS.key(street, key))
    if found is None:
        raise NotFound("unknown-project", "没有这个项目。", "There is no such project here.")
    return found


async def project_page(
    ctx: Context, street: str, paging: PageParams, where: Where
) -> Listing[Project]:
    """One page of a street's projects, by cycle and number. ``NotFound`` for an unknown street."""
    await charter_of(ctx, street)
    return await ctx.store.find(PROJECTS, street, where, after=paging.after, limit=paging.limit)


async def projects_of(
    ctx: Context, street: str, where: Where | None = None
) -> list[Found[Project]]:
    """The projects of a street by cycle and number."""
    return await ctx.store.every(PROJECTS, street, where)


async def going_projects(ctx: Context, street: str) -> list[Found[Project]]:
    """The projects that have not ended, of any year."""
    going = [status.value for status in ProjectStatus if status not in ENDED]
    return await projects_of(ctx, street, {"status": going})


async def cycles_of(ctx: Context, street: str) -> list[str]:
    """The cycles that have projects, the newest one first."""
    return sorted(await ctx.store.count(PROJECTS, street, by="cycle"), reverse=True)


async def newest_projects(
    ctx: Context, street: str, cycle: str = ""
) -> tuple[str, list[Found[Project]], list[str]]:
    """A cycle (the newest where none is named), its projects, and every cycle there is.

    A cycle has no more projects than the charter has seats, at most 50 with every round.
    """
    cycles = await cycles_of(ctx, street)
    chosen = cycle or (cycles[0] if cycles else "")
    return chosen, await projects_of(ctx, street, {"cycle": chosen}), cycles


async def open_of_others(ctx: Context, street: str, cycle: str) -> dict[str, int]:
    """Other cycles with projects that have not ended, and how many: none is lost sight of."""
    going = [status for status in ProjectStatus if status not in ENDED]
    counts = await ctx.store.count(PROJECTS, street, {"status": going}, by="cycle")
    return {name: number for name, number in sorted(counts.items()) if name != cycle and number}
