"""What of inspections waits for a person: those past their day, and rechecks."""

from collections.abc import Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS
from services.supervision.roles import INSPECTORS, STAFF
from services.supervision.waiting import waiting


async def inspection_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """Rechecks for who inspects; the calendar for all who work here."""
    if not person.has(*STAFF, Role.DELIBERATOR):
        return []
    base = f"/supervision/streets/{street}"
    held = await ctx.store.count(INSPECTIONS, street, by="status")
    found = held.get(Status.RECTIFYING, 0) if person.has(*INSPECTORS) else 0
    return [*_to_recheck(base, found), await _inspections(ctx, street, base)]


def _to_recheck(base: str, number: int) -> list[Task]:
    words = ("复查整改", "Recheck", "由没有参加当次督查的人复查", "by somebody who did not inspect")
    return waiting(f"{base}/inspections?show=findings", words, "search", number)


async def _inspections(ctx: Context, street: str, base: str) -> Task:
    """The calendar; what has passed its day is due, with the oldest day."""
    late = await overdue_inspections(ctx, street)
    days = [str(one.state.due_on or one.state.planned_on) for one in late]
    return Task(
        href=f"{base}/inspections{'?show=overdue' if late else ''}",
        zh="逾期的督查和整改" if late else "督查",
        en="Overdue inspections" if late else "Inspections",
        note_zh="启动、实施、验收三次督查",
        note_en="at start, implementation and acceptance",
        icon="inspect",
        count=len(late) or None,
        since=min(days, default=""),
        now=bool(late),
    )
