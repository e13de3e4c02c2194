"""What people do with an inspection."""

from collections.abc import Callable

from chassis.decision import Cause, Change, existing
from chassis.service import Context
from chassis.store import Changed
from services.supervision.domain.inspection import Inspection
from services.supervision.kinds import INSPECTIONS

Decide = Callable[[Inspection], Change[Inspection]]


async def change_inspection(
    ctx: Context, street: str, key: str, decide: Decide, cause: Cause, version: int | None = None
) -> Changed[Inspection]:
    """Change an inspection that a person named. Raises ``NotFound`` and what is refused."""
    return await ctx.change(INSPECTIONS.key(street, key), existing(decide), cause, version)
