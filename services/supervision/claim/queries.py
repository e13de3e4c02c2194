"""What is read of claims: who follows a project, and which projects nobody follows."""

from datetime import date

from chassis.core.documents import Found
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.supervision.claim.domain.claim import Claim, ClaimStatus
from services.supervision.kinds import CLAIMS
from services.supervision.project.domain.project import Project, ProjectStatus
from services.supervision.project.queries import newest_projects, projects_of

UNDER_WAY = frozenset(ProjectStatus) - {
    ProjectStatus.ACCEPTED,
    ProjectStatus.WRITTEN_OFF,
    ProjectStatus.TERMINATED,
}


async def claims_of(ctx: Context, street: str, project: str) -> list[Found[Claim]]:
    """Every claim of a project; a few, at most as many as there are deliberators."""
    return await ctx.store.every(CLAIMS, street, {"project": project})


async def applied(ctx: Context, street: str) -> list[Found[Claim]]:
    """The applications that wait for the committee."""
    return await ctx.store.every(CLAIMS, street, {"status": ClaimStatus.APPLIED.value})


async def claims_of_years(ctx: Context, street: str, cycles: set[str]) -> list[Found[Claim]]:
    """All claims of these cycles' projects."""
    if not cycles:
        return []
    return await ctx.store.every(CLAIMS, street, {"cycle": sorted(cycles)})


async def listed(ctx: Context, street: str) -> tuple[str, list[Found[Project]]]:
    """The newest cycle with its projects, before them what is under way of earlier ones."""
    cycle, projects, _ = await newest_projects(ctx, street)
    earlier = [one for one in await under_way(ctx, street) if one.state.cycle != cycle]
    return cycle, [*earlier, *projects]


async def under_way(ctx: Context, street: str) -> list[Found[Project]]:
    """The projects that somebody should follow, of any year."""
    return await projects_of(ctx, street, {"status": sorted(one.value for one in UNDER_WAY)})


async def unclaimed(ctx: Context, street: str) -> list[Found[Project]]:
    """The projects under way, of any year, that nobody follows (W-21)."""
    active = await ctx.store.every(CLAIMS, street, {"status": ClaimStatus.ACTIVE.value})
    followed = {one.state.project for one in active}
    return [one for one in await under_way(ctx, street) if one.id not in followed]


async def remind_on(ctx: Context, street: str, project: Project) -> date:
    """The day from which the committee is reminded that nobody has claimed it."""
    days = (await charter_of(ctx, street)).projects.following.unclaimed_days
    return calendar_of(ctx.settings).due(project.announced_on, days, Term.WORKING).on
