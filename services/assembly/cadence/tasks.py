"""What the cadence puts on desks: a meeting that was missed, points that wait (E-05, W-22)."""

from datetime import date

from chassis.core.documents import Found
from chassis.rooms.units import unit_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.assembly.cadence.domain import Agreed, Meeting, last_day
from services.assembly.cadence.queries import missed_periods, open_meetings
from services.assembly.charter.domain import CharterRecord
from services.assembly.roles import COMMITTEE, DOERS


async def cadence_tasks(
    ctx: Context, person: Person, street: str, record: CharterRecord
) -> list[Task]:
    """Meetings missed, for the committee; points agreed on, for whoever does them."""
    if not record.charter.cadence or not person.has(*DOERS):
        return []
    told = await _missed(ctx, street, record) if person.has(*COMMITTEE) else []
    return told + _points(person, street, record, await open_meetings(ctx, street), ctx.today())


async def _missed(ctx: Context, street: str, record: CharterRecord) -> list[Task]:
    room = f"/streets/{street}/desk/meetings"
    told = [
        Task(
            room,
            f"{rule.zh}未召开",
            f"Missed: {rule.en}",
            f"缺：{'、'.join(gone[-3:])}",
            f"missed: {', '.join(gone[-3:])}",
            icon="calendar",
            count=len(gone),
            since=last_day(rule.months, gone[0]).isoformat(),
            now=True,
        )
        for rule, gone in await missed_periods(ctx, street, record)
        if gone
    ]
    return told or [_nothing_missed(room)]


def _nothing_missed(room: str) -> Task:
    note = ("登记会议，看议定事项", "note a meeting, see what was agreed on")
    return Task(room, "会商调度", "Meetings", *note, icon="calendar")


def _points(
    person: Person, street: str, record: CharterRecord, found: list[Found[Meeting]], today: str
) -> list[Task]:
    """One task for the points that are open, of one's own unit where one works for one."""
    own = unit_of(record.charter, person)
    every = person.has(*COMMITTEE, Role.STREET_OFFICE)
    waiting = [
        (one.id, point)
        for one in found
        for point in one.state.agreed
        if point.done_on is None and (every or point.unit == own)
    ]
    if not waiting:
        return []
    meeting, oldest = min(waiting, key=lambda one: one[1].due_on)
    late = [point for _, point in waiting if _late(point, today)]
    return [
        Task(
            f"/streets/{street}/desk/meetings/{meeting}",
            "会商议定事项",
            "Agreed at meetings",
            f"{len(late)} 项逾期，最早的期限 {oldest.due_on}",
            f"{len(late)} late, the oldest due {oldest.due_on}",
            icon="check",
            count=len(waiting),
            since=oldest.due_on.isoformat() if late else "",
            now=bool(late),
        )
    ]


def _late(point: Agreed, today: str) -> bool:
    return point.due_on < date.fromisoformat(today)
