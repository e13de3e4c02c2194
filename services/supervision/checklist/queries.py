"""What is read of checklists."""

from chassis.core.documents import Found
from chassis.service import Context
from services.supervision.beside import beside
from services.supervision.checklist.domain.checklist import Checklist
from services.supervision.kinds import CHECKLISTS
from services.supervision.project.domain.project import Project
from services.supervision.project.queries import going_projects


async def checklist_of(ctx: Context, street: str, project: str) -> Found[Checklist]:
    """The checklist of a project, the empty one in version 0 where nothing is on it yet."""
    return await beside(ctx, CHECKLISTS, street, project, Checklist())


async def checklists(ctx: Context, street: str) -> list[tuple[Found[Project], Checklist]]:
    """The checklists of all projects that have not ended, of any year."""
    going = {one.id: one for one in await going_projects(ctx, street)}
    if not going:
        return []
    cycles = sorted({one.state.cycle for one in going.values()})
    found = await ctx.store.every(CHECKLISTS, street, {"cycle": cycles})
    return [(going[one.id], one.state) for one in found if one.id in going]
