"""What is read of notes: those of a project, and which projects owe one."""

from datetime import date

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.supervision.kinds import UPDATES
from services.supervision.progress.domain import UNDER_WAY, Update, is_due
from services.supervision.progress.hears import rules_of
from services.supervision.project.domain.project import Project
from services.supervision.project.queries import projects_of

SHOWN = 20


async def updates_of(ctx: Context, street: str, project: str) -> list[Found[Update]]:
    """The notes of a project, the newest first; the page shows as many as ``SHOWN``."""
    found = await ctx.store.every(UPDATES, street, {"project": project})
    return sorted(found, key=lambda one: (one.state.at, one.id), reverse=True)[:SHOWN]


async def update_of(ctx: Context, street: str, update: str) -> Found[Update]:
    """A note. Raises ``NotFound``."""
    found = await ctx.store.get(UPDATES.key(street, update))
    if found is None:
        raise NotFound("unknown-update", "没有这条进展。", "There is no such note.")
    return found


async def newest_of(ctx: Context, street: str, cycle: str) -> dict[str, Update]:
    """Project → its newest note, of one cycle."""
    found = ctx.store.stream(UPDATES, street, {"cycle": cycle})
    newest: dict[str, Update] = {}
    async for one in found:  # by day
        newest[one.state.project] = one.state
    return newest


async def owing(ctx: Context, street: str, today: date) -> list[Found[Project]]:
    """The projects whose note is due soon or late, of all cycles."""
    rules = await rules_of(ctx, street)
    under_way = await projects_of(ctx, street, {"status": [one.value for one in UNDER_WAY]})
    return [one for one in under_way if is_due(one.state, rules, today)]
