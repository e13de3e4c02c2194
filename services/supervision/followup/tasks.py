"""Disputes over acceptances: on the committee's and the office's desk until they are resolved."""

from collections.abc import Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from services.supervision.followup.domain import OPEN
from services.supervision.kinds import FOLLOWUPS
from services.supervision.roles import OFFICE
from services.supervision.waiting import waiting

DISPUTES = (
    "处理验收异议",
    "Resolve disputes over acceptances",
    "退回再整改，或公开说明理由",
    "put right again, or refused with a public reason",
)


async def followup_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """How many disputes are open, and since when; they hold the write-off of their projects."""
    if not person.has(*OFFICE):
        return []
    found = await ctx.store.every(FOLLOWUPS, street, {"status": OPEN})
    days = [one.state.at.date().isoformat() for one in found]
    first = found[0].state.project if found else ""
    href = f"/supervision/streets/{street}/projects/{first}#followup"
    return waiting(href, DISPUTES, "warning", len(days), min(days, default=""))
