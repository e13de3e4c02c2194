"""What is read of claims: who follows a project, and which projects nobody follows."""

from datetime import date

from chassis.core.documents import Found
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.supervision.claim.domain.claim import Claim, ClaimStatus
from services.supervision.kinds import CLAIMS
from services.supervision.project.domain.project import Project, ProjectStatus
from services.supervision.project.queries import newest_projects

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


async def claims_of_year(ctx: Context, street: str, cycle: str) -> list[Found[Claim]]:
    """All claims of a cycle's projects."""
    return await ctx.store.every(CLAIMS, street, {"cycle": cycle})


async def unclaimed(ctx: Context, street: str) -> list[Found[Project]]:
    """The newest cycle's projects that are under way and that nobody follows (W-21)."""
    cycle, projects, _ = await newest_projects(ctx, street)
    where = {"cycle": cycle, "status": ClaimStatus.ACTIVE.value}
    followed = {one.state.project for one in await ctx.store.every(CLAIMS, street, where)}
    return [one for one in projects if one.state.status in UNDER_WAY and one.id not in followed]


async def remind_on(ctx: Context, street: str, project: Project) -> date:
    """The day from which the committee is reminded that nobody has claimed it."""
    days = (await charter_of(ctx, street)).projects.following.unclaimed_days
    return calendar_of(ctx.settings).due(project.announced_on, days, Term.WORKING).on
