"""A timetable as pages, papers and the API show it."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from chassis.rooms.calendar import Calendar
from services.supervision.project.domain.project import Project
from services.supervision.schedule.domain.schedule import Schedule, again


class StepView(BaseModel):
    """One step: ``after`` are the numbers (from 1) of those it waits for; ``late`` in days."""

    no: int
    title: str
    days: int
    after: list[int]
    earliest_on: date
    starts_on: date
    ends_on: date
    slack: int
    critical: bool
    done_on: date | None
    late: int


class ScheduleView(BaseModel):
    """The timetable: ``changed`` where the calendar counts it differently now; ``provisional``
    where it reaches into a year whose holidays are not published yet; ``began_before`` where it
    was laid down with a beginning in the past; ``after_plan`` where it ends after the plan."""

    version: int
    begin_on: date | None
    finish_on: date | None
    possible_on: date | None
    impossible: bool
    changed: bool
    provisional: bool
    began_before: bool
    after_plan: bool
    steps: list[StepView]


def schedule_view(
    laid: Schedule, version: int, project: Project, calendar: Calendar, today: date
) -> ScheduleView:
    """The timetable with what was done, by the titles of the plan's milestones."""
    done = done_days(project)
    days = [one.ends_on for one in laid.placed]
    return ScheduleView(
        version=version,
        begin_on=laid.begin_on,
        finish_on=laid.finish_on,
        possible_on=laid.possible_on,
        impossible=laid.impossible,
        began_before=laid.began_before,
        after_plan=_after_plan(laid, project),
        changed=again(laid, calendar) != laid,
        provisional=any(not calendar.is_known(day) for day in days),
        steps=[_step(laid, place, done, today) for place in range(len(laid.tasks))],
    )


def _after_plan(laid: Schedule, project: Project) -> bool:
    plan = project.plan
    return bool(plan and laid.finish_on and laid.finish_on > plan.finish_on)


def _step(laid: Schedule, place: int, done: Mapping[str, date], today: date) -> StepView:
    task, placed = laid.tasks[place], laid.placed[place]
    done_on = done.get(task.title)
    return StepView(
        no=place + 1,
        title=task.title,
        days=task.days,
        after=[one + 1 for one in task.after],
        **placed.model_dump(exclude={"earliest_end_on"}),
        done_on=done_on,
        late=max(0, ((done_on or today) - placed.ends_on).days),
    )


def done_days(project: Project) -> dict[str, date]:
    """Title → the day it was reached, of the plan's milestones."""
    milestones = project.plan.milestones if project.plan else ()
    return {one.title: one.done_on for one in milestones if one.done_on is not None}
