"""Answers that are owed: on the unit's desk, and where they are late on the group's (E-32)."""

from collections.abc import Sequence

from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.guidance.queries import overdue_guidance, owed
from services.supervision.owning import may_write_for
from services.supervision.roles import INSPECTORS
from services.supervision.waiting import waiting

ANSWER = ("答复指导意见", "Answer guidance", "代表小组的指导意见须限期答复", "owed within a term")
LATE = ("逾期未答复的指导意见", "Guidance not answered in time", "请催办", "urge the unit")


async def guidance_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """What the own unit owes; for the offices what all owe; for the group what is late."""
    href = f"/supervision/streets/{street}/guidance"
    if person.has(Role.DEPARTMENT, Role.STREET_OFFICE):
        return await _owed(ctx, person, street, href)
    if person.has(*INSPECTORS):
        late = await overdue_guidance(ctx, street)
        days = [one.state.due_on.isoformat() for one in late]
        return waiting(href, LATE, "warning", len(late), min(days, default=""))
    return []


async def _owed(ctx: Context, person: Person, street: str, href: str) -> Sequence[Task]:
    charter = await charter_of(ctx, street)
    found = [one.state for one in await owed(ctx, street)]
    days = [str(one.due_on) for one in found if may_write_for(charter, person, one.unit)]
    return waiting(href, ANSWER, "pencil", len(days), min(days, default=""))
