"""What is read of timetables."""

from chassis.core.documents import Found
from chassis.service import Context
from services.supervision.beside import beside
from services.supervision.kinds import SCHEDULES
from services.supervision.schedule.domain.schedule import Schedule


async def schedule_of(ctx: Context, street: str, project: str) -> Found[Schedule]:
    """The timetable of a project, the empty one in version 0 where none was laid down."""
    return await beside(ctx, SCHEDULES, street, project, Schedule())
