"""How many suggestions of a year were answered."""

from chassis.service import Context
from services.supervision.kinds import ANSWERS


async def count_answered(ctx: Context, street: str, cycle: str) -> int:
    """Suggestions of this cycle that have an answer."""
    return (await ctx.store.count(ANSWERS, street, {"cycle": cycle})).get("", 0)
