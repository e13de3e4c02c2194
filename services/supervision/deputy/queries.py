"""What is read of the register of deputies."""

from chassis.core.documents import Found
from chassis.service import Context
from services.supervision.deputy.domain import Deputy
from services.supervision.kinds import DEPUTIES

MOST = 500
"""Deputies of one street."""


async def deputies_of(ctx: Context, street: str) -> list[Found[Deputy]]:
    """The whole register by name; a street has a few dozen, at most ``MOST``."""
    return await ctx.store.every(DEPUTIES, street)


async def in_office(ctx: Context, street: str, *further: str) -> list[tuple[str, str]]:
    """Name and name with group of those in office, as choices; ``further`` names stay choices."""
    found = [one.state for one in await deputies_of(ctx, street) if one.state.active]
    known = {one.name: one.name + (f"（{one.group_zh}）" if one.group_zh else "") for one in found}
    return [*known.items(), *((name, name) for name in further if name not in known)]
