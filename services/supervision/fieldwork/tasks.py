"""What of the field waits for a person: to go and look; to answer a problem that was seen."""

from collections.abc import Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from services.supervision.fieldwork.commands import FIELD
from services.supervision.fieldwork.queries import open_to
from services.supervision.roles import DOERS
from services.supervision.waiting import waiting

TO_ANSWER = ("答复现场发现的问题", "Answer what visits saw", "议事员现场查看提出", "seen on site")


async def field_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The page of the field for who goes there; open problems for who answers them."""
    base = f"/supervision/streets/{street}"
    told: list[Task] = []
    if person.has(*FIELD):
        note_zh, note_en = "没有网络也能记", "works without a network"
        told.append(
            Task(f"{base}/field", "到现场看项目", "In the field", note_zh, note_en, icon="inspect")
        )
    if person.has(*DOERS):
        found = await open_to(ctx, street, person)
        since = min((one.state.on.isoformat() for one in found), default="")
        told += waiting(f"{base}/problems", TO_ANSWER, "warning", len(found), since)
    return told
