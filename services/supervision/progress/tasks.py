"""Notes that are owed: on the own unit's desk before the day, on the office's after it."""

from collections.abc import Sequence
from datetime import date

from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.owning import may_write_for
from services.supervision.progress.domain import is_silent, owed_by
from services.supervision.progress.hears import rules_of
from services.supervision.progress.queries import owing
from services.supervision.roles import OFFICE
from services.supervision.waiting import waiting

OWED = ("发布项目进展", "Tell how projects go", "快到期或已超期的", "due soon, or late")
LATE = ("超期没有发布进展的项目", "Projects that are silent", "请催促责任单位", "urge their units")


async def progress_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """What the own unit owes soon; for the offices what is late."""
    if not person.has(Role.DEPARTMENT, *OFFICE):
        return []
    rules, today = await rules_of(ctx, street), date.fromisoformat(ctx.today())
    charter = await charter_of(ctx, street)
    found = [one.state for one in await owing(ctx, street, today)]
    href = f"/supervision/streets/{street}/progress"
    if person.has(Role.DEPARTMENT):
        mine = [one for one in found if may_write_for(charter, person, one.unit)]
        days = [str(owed_by(one, rules)) for one in mine]
        return waiting(href, OWED, "megaphone", len(days), min(days, default=""))
    days = [str(owed_by(one, rules)) for one in found if is_silent(one, rules, today)]
    return waiting(href, LATE, "warning", len(days), min(days, default=""))
