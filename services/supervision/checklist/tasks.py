"""Overdue items of checklists, on the desk of the unit that owes them (W-18, W-22)."""

from collections.abc import Sequence

from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from services.supervision.checklist.pages import overdue_of
from services.supervision.owning import may_write_for
from services.supervision.roles import DOERS
from services.supervision.waiting import waiting

LATE = ("清单逾期事项", "Overdue checklist items", "完成后请打勾", "tick them once done")


async def checklist_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """Items of the own unit whose day has passed; of all units for the offices."""
    if not person.has(*DOERS):
        return []
    charter = await charter_of(ctx, street)
    late = [
        row for row in await overdue_of(ctx, street) if may_write_for(charter, person, row.unit)
    ]
    days = [row.due_on.isoformat() for row in late]
    href = f"/supervision/streets/{street}/checklists"
    return waiting(href, LATE, "check", len(days), min(days, default=""))
