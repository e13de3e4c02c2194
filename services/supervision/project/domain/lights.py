"""The status light (四色灯): plan against actual, by milestones (E-35; bounds are the charter's).

Green: on or ahead of plan. Yellow: at most so many days and points behind, by default 15 and 10.
Red: beyond either. Blue: accepted. No plan, no light.
"""

from datetime import date

from chassis.core.decision import State
from contracts.project_rules import WatchRules
from services.supervision.project.domain.project import Plan, Project, ProjectStatus


class Light(State):
    """A colour and how far behind: ``days`` of the oldest open milestone, ``points`` in percent."""

    colour: str
    days: int = 0
    points: int = 0


def light_of(project: Project, today: date, rules: WatchRules) -> Light | None:
    """The light of a project on this day, by the bounds of its street's charter (``rules``).

    None before it has a plan or once it was terminated.
    """
    if project.status in (ProjectStatus.ACCEPTED, ProjectStatus.WRITTEN_OFF):
        return Light(colour="blue")
    if project.plan is None or project.status is ProjectStatus.TERMINATED:
        return None
    days = max([0, *(days_late(project, due, today) for due in _open_dates(project, project.plan))])
    points = _points_behind(project, project.plan, today)
    return Light(colour=_colour(days, points, rules), days=days, points=points)


def days_late(project: Project, due_on: date, today: date) -> int:
    """Days since a date passed, negative before it. No project is late before it was announced."""
    return (today - max(due_on, project.announced_on)).days


def _colour(days: int, points: int, rules: WatchRules) -> str:
    if not days and not points:
        return "green"
    within = days <= rules.light_days and points <= rules.light_points
    return "yellow" if within else "red"


def _open_dates(project: Project, plan: Plan) -> list[date]:
    """What is still to be reached by when; the finish counts until acceptance is asked for."""
    due = [milestone.due_on for milestone in plan.milestones if milestone.done_on is None]
    return due if project.status is ProjectStatus.READY else [*due, plan.finish_on]


def _points_behind(project: Project, plan: Plan, today: date) -> int:
    """Percentage points between milestones due before today and those reached, rounded up."""
    due = sum(days_late(project, milestone.due_on, today) > 0 for milestone in plan.milestones)
    done = sum(milestone.done_on is not None for milestone in plan.milestones)
    return max(0, -(-100 * (due - done) // len(plan.milestones)))
