"""What is read of checklists."""

from chassis.core.documents import Found
from chassis.service import Context
from services.supervision.beside import beside
from services.supervision.checklist.domain.checklist import Checklist
from services.supervision.kinds import CHECKLISTS


async def checklist_of(ctx: Context, street: str, project: str) -> Found[Checklist]:
    """The checklist of a project, the empty one in version 0 where nothing is on it yet."""
    return await beside(ctx, CHECKLISTS, street, project, Checklist())


async def checklists(ctx: Context, street: str, cycle: str) -> list[Found[Checklist]]:
    """All checklists of a cycle's projects."""
    return await ctx.store.every(CHECKLISTS, street, {"cycle": cycle})
