"""What is read of years."""

from chassis.core.catalogue import unknown_cycle
from chassis.core.documents import Found
from chassis.service import Context
from services.assembly.cycle.domain import Cycle
from services.assembly.kinds import CYCLES


async def cycle_of(ctx: Context, street: str, cycle: str) -> Found[Cycle]:
    """One cycle. Raises ``NotFound``."""
    found = await ctx.store.get(CYCLES.key(street, cycle))
    if found is None:
        raise unknown_cycle()
    return found


async def newest_cycle(ctx: Context, street: str) -> Found[Cycle] | None:
    """The street's current year, if any was opened."""
    cycles = await ctx.store.every(CYCLES, street)
    return cycles[-1] if cycles else None
