"""What is read of deliberators."""

from chassis.service import Context
from services.intake.kinds import MEMBERS


async def member_named(ctx: Context, street: str, name: str) -> str:
    """The id of the one member of this name; empty where there is none or there are several."""
    found = (await ctx.store.find(MEMBERS, street, {"name": name}, limit=2)).items if name else []
    return found[0].id if len(found) == 1 else ""
