"""The deliberators who may take part in an acceptance."""

from chassis.service import Context
from services.supervision.kinds import MEMBERS


async def members_in_office(ctx: Context, street: str) -> list[tuple[str, str]]:
    """Id and public name of the deliberators in office, by name."""
    found = await ctx.store.every(MEMBERS, street)
    return sorted(
        ((one.id, one.state.name) for one in found if one.state.active), key=lambda pair: pair[1]
    )
