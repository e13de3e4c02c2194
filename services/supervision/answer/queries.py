"""How many suggestions of a year are answered, and how many are overdue."""

from typing import NamedTuple

from chassis.service import Context
from services.supervision.answer.domain import OPEN, OVERDUE
from services.supervision.kinds import ANSWERS


class Standing(NamedTuple):
    """Suggestions of a cycle: with an answer, and open past the day of their answer."""

    answered: int
    overdue: int


async def standing_of(ctx: Context, street: str, cycle: str) -> Standing:
    """Counted by an index; what an earlier version kept was answered, and says no status."""
    counted = await ctx.store.count(ANSWERS, street, {"cycle": cycle}, by="status")
    late = counted.get(OVERDUE, 0)
    return Standing(sum(counted.values()) - counted.get(OPEN, 0) - late, late)


async def late_by_cycle(ctx: Context, street: str) -> dict[str, int]:
    """Cycle → suggestions open past the day of their answer; ``NEXT_CYCLE``: of no cycle yet."""
    return dict(await ctx.store.count(ANSWERS, street, {"status": OVERDUE}, by="cycle"))
