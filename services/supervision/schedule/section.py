"""What the timetable adds to a project's page: the picture, the table beside it, its form."""

from typing import Any

from chassis.rooms.calendar import calendar_of
from chassis.rooms.copies import charter_of
from chassis.web.offers import offers_of
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import Drawn, Section, Seen
from services.supervision.schedule.bodies import NewStep
from services.supervision.schedule.commands import COMMANDS
from services.supervision.schedule.domain.gantt import picture
from services.supervision.schedule.domain.schedule import Schedule
from services.supervision.schedule.queries import schedule_of
from services.supervision.schedule.views import done_days, schedule_view


async def _draw(seen: Seen) -> Drawn | None:
    ask = seen.ask
    found = await schedule_of(ask.ctx, ask.street, seen.found.id)
    charter = await charter_of(ask.ctx, ask.street)
    own = may_write_for(charter, ask.person, seen.project.unit)
    offers = {}
    if own and seen.project.status not in ENDED:
        steps = charter.projects.following.steps_for(seen.project.project_class)
        usual = [str(NewStep(title=one.zh, days=one.days, after=one.after)) for one in steps]
        values = {"lay": _values(seen, found.state, usual)}
        offers = offers_of(ask, COMMANDS, found, values=values, refusal=seen.refusal)
    laid = found.state
    if not (offers or laid.laid):
        return None
    view = schedule_view(
        laid, found.version, seen.project, calendar_of(ask.ctx.settings), seen.today
    )
    if not view.changed:
        offers.pop("recount", None)
    drawn = picture(laid, done_days(seen.project), seen.today) if laid.laid else None
    return Drawn({"laid": view, "picture": drawn}, offers)


def _values(seen: Seen, laid: Schedule, usual: list[str]) -> dict[str, Any]:
    """What the form shows at first: the steps as they are, or the usual ones of the class."""
    if not laid.laid:
        plan = seen.project.plan
        return {"finish_on": plan.finish_on if plan else None, "steps": usual}
    lines = [
        str(NewStep(title=one.title, days=one.days, after=tuple(n + 1 for n in one.after)))
        for one in laid.tasks
    ]
    return {"begin_on": laid.begin_on, "finish_on": laid.finish_on, "steps": lines}


SCHEDULE_SECTION = Section(
    "schedule", "倒排时间表", "Timetable", "supervision/schedule/section.html", _draw
)
