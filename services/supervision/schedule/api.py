"""A timetable as JSON."""

from fastapi import APIRouter

from chassis.rooms.calendar import calendar_of
from services.supervision.asking import today_of
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone
from services.supervision.schedule.queries import schedule_of
from services.supervision.schedule.views import ScheduleView, schedule_view

schedule_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


@schedule_api.get("/projects/{project}/schedule")
async def get_schedule(project: str, ask: Anyone) -> ScheduleView:
    """The timetable of a project with slack and critical steps; no steps where there is none."""
    found = await project_of(ask.ctx, ask.street, project)
    laid = await schedule_of(ask.ctx, ask.street, project)
    calendar = calendar_of(ask.ctx.settings)
    return schedule_view(laid.state, laid.version, found.state, calendar, today_of(ask))
