"""What can be asked of a timetable: lay it down, count it again by a newer calendar."""

from datetime import timedelta

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.calendar import calendar_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.beside import change_beside
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.kinds import SCHEDULES
from services.supervision.owning import own_project
from services.supervision.roles import DOERS
from services.supervision.schedule import bodies
from services.supervision.schedule.domain.schedule import Schedule, again, check_finish, lay

AT = "/streets/{street}/projects/{project}/schedule"
EMPTY = Schedule()


def _done(changed: Changed[Schedule]) -> Done:
    """``IMPOSSIBLE`` where even the shortest way ends after the finish: told, never refused."""
    bad = changed.state.impossible
    return Done(
        id=changed.id,
        version=changed.version,
        status="IMPOSSIBLE" if bad else "LAID",
        status_zh="排不通" if bad else "已排定",
    )


SCHEDULE: Thing[Schedule] = Thing(
    service="supervision",
    kind=SCHEDULES,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answers=Done,
    answer=_done,
    look=check_public,
)
BACK = "/supervision/streets/{street}/projects/{project}#schedule"


async def _lay(order: Order[bodies.NewSchedule]) -> Changed[Schedule]:
    project = await own_project(order)
    check_finish(order.body.finish_on, project.plan.finish_on if project.plan else None)
    calendar = calendar_of(order.ctx.settings)
    earliest = max(order.today, project.announced_on)
    begin = order.body.begin_on or calendar.add(earliest, 1)
    if begin <= project.announced_on:
        begin = project.announced_on + timedelta(days=1)
    laid = lay(order.body.tasks(), begin, order.body.finish_on, calendar)
    laid = laid.model_copy(update={"laid_on": order.today})
    return await change_beside(order, SCHEDULES, EMPTY, lambda _: Change(laid))


async def _again(order: Order[Nothing]) -> Changed[Schedule]:
    await own_project(order)
    calendar = calendar_of(order.ctx.settings)
    return await change_beside(
        order, SCHEDULES, EMPTY, lambda known: Change(again(known, calendar))
    )


COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "lay", on=SCHEDULE, action="lay_schedule", label=Label("倒排", "Count back"),
        doc="Count the steps back from the finish over working days (W-20). A plan that cannot be "
        "kept is laid down and flagged with the shortest possible day.",
        body=bodies.NewSchedule, may=DOERS, do=_lay, read=bodies.steps_of, then=BACK,
    ),
    Command(
        "recount", on=SCHEDULE, action="recount_schedule", label=Label("按新日历重排", "Recount"),
        doc="The same steps by the calendar of working days as it is now.",
        body=Nothing, may=DOERS, do=_again, when=lambda laid: laid.laid, then=BACK,
    ),
)  # fmt: skip
