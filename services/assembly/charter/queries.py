"""The charter in force, as it is read."""

from chassis.core.catalogue import unknown_street
from chassis.core.documents import Found
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.charter.domain import CharterRecord
from services.assembly.kinds import CHARTER, CHARTERS


async def record_of(ctx: Context, street: str) -> Found[CharterRecord]:
    """The charter in force. Raises ``NotFound`` for a street that has none."""
    found = await ctx.store.get(CHARTERS.key(street, CHARTER))
    if found is None:
        raise unknown_street()
    return found


async def charter_in_force(ctx: Context, street: str) -> Charter:
    """The charter itself. Raises ``NotFound``."""
    return (await record_of(ctx, street)).state.charter
