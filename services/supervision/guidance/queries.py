"""What is read of guidance."""

from datetime import date

from chassis.core.documents import Found
from chassis.service import Context
from services.supervision.guidance.domain.guidance import Guidance, GuidanceStatus, overdue
from services.supervision.kinds import GUIDANCE


async def guidance_of(ctx: Context, street: str, project: str) -> list[Found[Guidance]]:
    """The guidance of one project, the oldest first; at most ``MAX_GUIDANCE``."""
    return await ctx.store.every(GUIDANCE, street, {"project": project})


async def owed(ctx: Context, street: str) -> list[Found[Guidance]]:
    """Guidance that is still to be answered, by its day."""
    found = await ctx.store.every(GUIDANCE, street, {"status": GuidanceStatus.OWED.value})
    return sorted(found, key=lambda one: (one.state.due_on, one.id))


async def overdue_guidance(ctx: Context, street: str) -> list[Found[Guidance]]:
    """Owed guidance whose day has passed."""
    today = date.fromisoformat(ctx.today())
    return [one for one in await owed(ctx, street) if overdue(one.state, today)]
