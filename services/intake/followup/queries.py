"""What is read of questions."""

from chassis.service import Context
from services.intake.followup.domain import ASKED
from services.intake.kinds import FOLLOWUPS


async def to_call(ctx: Context, street: str) -> dict[str, int]:
    """Last day → how many have not answered by phone or receipt; of askings that are not over."""
    days = await ctx.store.count(FOLLOWUPS, street, {"status": ASKED}, by="ask_until")
    today = ctx.today()
    return {day: number for day, number in days.items() if day >= today}
