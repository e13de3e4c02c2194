"""Metrics of inspections."""

from chassis.rooms.copies import charters
from chassis.service import Context
from services.supervision.inspection.queries import overdue_inspections


async def measure_overdue(ctx: Context) -> None:
    """Per street: inspections and rectifications past their day (E-35)."""
    for street in await charters(ctx):
        overdue = len(await overdue_inspections(ctx, street))
        ctx.measure("yishi_inspections_overdue", street, overdue)
