"""Feedback that waits: to be looked at by the office, to be answered by the unit."""

from collections.abc import Sequence

from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.feedback.domain import SHOWN, WAITING
from services.supervision.kinds import FEEDBACK
from services.supervision.owning import may_write_for
from services.supervision.roles import OFFICE
from services.supervision.waiting import waiting

LOOK = ("核对居民反馈", "Look at feedback", "核对后公开", "before it is public")
ANSWER = ("回复居民反馈", "Answer feedback", "已公开、还没有回复的", "shown, without an answer")


async def feedback_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """By role: to look at, to answer."""
    href = f"/supervision/streets/{street}/feedback"
    if person.has(*OFFICE):
        found = await ctx.store.every(FEEDBACK, street, {"status": WAITING})
        days = [one.state.at.date().isoformat() for one in found]
        return waiting(href, LOOK, "lock", len(days), min(days, default=""))
    if person.has(Role.DEPARTMENT):
        charter = await charter_of(ctx, street)
        shown = await ctx.store.every(FEEDBACK, street, {"status": SHOWN, "reply": ""})
        mine = [one for one in shown if may_write_for(charter, person, one.state.unit)]
        return waiting(href, ANSWER, "pencil", len(mine))
    return []
