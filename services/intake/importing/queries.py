"""What is read of imports."""

from chassis.core.catalogue import unknown_batch
from chassis.rooms.batch import BATCHES, Batch
from chassis.service import Context


async def batch_of(ctx: Context, street: str, batch: str) -> Batch:
    """How far an import is. Raises ``NotFound``."""
    found = await ctx.store.get(BATCHES.key(street, batch))
    if found is None:
        raise unknown_batch()
    return found.state
