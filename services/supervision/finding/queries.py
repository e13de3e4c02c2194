"""What is read of open things."""

from chassis.service import Context
from services.supervision.finding.domain import Detail, still_open
from services.supervision.kinds import INSPECTIONS


async def open_of(ctx: Context, street: str, project: str) -> list[Detail]:
    """What is still open of a project, over everything that supervision keeps of it."""
    held = await ctx.store.every(INSPECTIONS, street, {"project": project})
    return still_open(one.state for one in held)
