"""What is read of inspections."""

from datetime import date

from chassis.core.documents import Found, Listing, Where
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.ask import PageParams
from services.supervision.inspection.domain.inspection import (
    AHEAD,
    OPEN,
    Inspection,
    Status,
    overdue,
)
from services.supervision.kinds import INSPECTIONS


async def inspection_of(ctx: Context, street: str, key: str) -> Found[Inspection]:
    """An inspection. Raises ``NotFound``."""
    found = await ctx.store.get(INSPECTIONS.key(street, key))
    if found is None:
        raise NotFound("unknown-inspection", "没有这次督查。", "There is no such inspection here.")
    return found


async def inspection_page(
    ctx: Context, street: str, paging: PageParams, where: Where
) -> Listing[Inspection]:
    """One page of a street's inspections, by planned day. ``NotFound`` for an unknown street."""
    await charter_of(ctx, street)
    return await ctx.store.find(INSPECTIONS, street, where, after=paging.after, limit=paging.limit)


async def inspections_of(
    ctx: Context, street: str, where: Where | None = None
) -> list[Found[Inspection]]:
    """The inspections of a street by planned day."""
    return await ctx.store.every(INSPECTIONS, street, where)


async def calendar_of(ctx: Context, street: str, cycle: str) -> list[Found[Inspection]]:
    """The inspections of a cycle, and those of any other that are still open, by planned day."""
    here = await inspections_of(ctx, street, {"cycle": cycle})
    still = await inspections_of(ctx, street, {"status": OPEN})
    every = {one.id: one for one in (*here, *still)}
    return sorted(every.values(), key=lambda one: INSPECTIONS.sort(one.id, one.state))


async def overdue_inspections(ctx: Context, street: str) -> list[Found[Inspection]]:
    """Inspections whose day, or whose rectification's day, has passed (E-35)."""
    today = date.fromisoformat(ctx.today())
    open_ones = {"status": [*AHEAD, Status.RECTIFYING]}
    found = ctx.store.stream(INSPECTIONS, street, open_ones)
    return [one async for one in found if overdue(one.state, today)]
