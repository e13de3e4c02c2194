"""What of inspections waits for a person: those past their day, and rechecks."""

from collections.abc import Sequence
from datetime import date, timedelta

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.inspection.domain.inspection import AHEAD, Inspection, Status
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS
from services.supervision.owning import may_write_for
from services.supervision.roles import INSPECTORS, STAFF
from services.supervision.waiting import waiting

SOON_DAYS = 7


async def inspection_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """Rechecks for who inspects; the calendar for all who work here."""
    if not person.has(*STAFF, Role.DELIBERATOR):
        return []
    base = f"/supervision/streets/{street}"
    put_right = await ctx.store.every(INSPECTIONS, street, {"status": Status.RECTIFYING})
    told: list[Task] = []
    if person.has(Role.DEPARTMENT):
        charter = await charter_of(ctx, street)
        owed = [one for one in put_right if not one.state.answered]
        mine = [one for one in owed if may_write_for(charter, person, one.state.unit)]
        told += _to_answer(base, mine)
    if person.has(*INSPECTORS):
        told += await _soon(ctx, street, base)
        told += _to_recheck(base, len(put_right))
    return [*told, await _inspections(ctx, street, base)]


async def _soon(ctx: Context, street: str, base: str) -> list[Task]:
    """Inspections of the next days, so that nobody has to look at the calendar."""
    today = date.fromisoformat(ctx.today())
    last = today + timedelta(days=SOON_DAYS)
    found = await ctx.store.every(INSPECTIONS, street, {"status": list(AHEAD)})
    days = [one.state.planned_on for one in found if today <= one.state.planned_on <= last]
    words = (
        "一周内的督查",
        "Inspections this week",
        "通知单位，选派代表",
        "notify, choose deputies",
    )
    since = min(days).isoformat() if days else ""
    return waiting(f"{base}/inspections?show=ahead", words, "calendar", len(days), since)


def _to_answer(base: str, owed: list[Found[Inspection]]) -> list[Task]:
    words = ("答复整改", "Answer what to put right", "写明整改情况，附照片", "with photos")
    since = min((str(one.state.due_on) for one in owed), default="")
    return waiting(f"{base}/inspections?show=findings", words, "upload", len(owed), since)


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
