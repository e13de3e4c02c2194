"""What is read of open things."""

from chassis.service import Context
from services.supervision.finding.domain import Detail, still_open
from services.supervision.kinds import ENTRIES, INSPECTIONS, ORDERS


async def open_of(ctx: Context, street: str, project: str) -> list[Detail]:
    """What is still open of a project, over everything that supervision keeps of it."""
    held = await ctx.store.every(INSPECTIONS, street, {"project": project})
    orders = await ctx.store.every(ORDERS, street, {"project": project})
    seen = await ctx.store.every(ENTRIES, street, {"project": project})
    return still_open(
        (one.state for one in held), (one.state for one in orders), (one.state for one in seen)
    )
