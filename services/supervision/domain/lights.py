"""The status light (四色灯): plan against actual, by milestones (E-35; bounds are ours [D]).

Green: on or ahead of plan. Yellow: at most 15 days and at most 10 points behind. Red: beyond
either. Blue: accepted. No plan, no light.
"""

from datetime import date

from chassis.core.decision import State
from services.supervision.domain.project import Plan, Project, ProjectStatus

MAX_DAYS = 15
MAX_POINTS = 10


class Light(State):
    """A colour and how far behind: ``days`` of the oldest open milestone, ``points`` in percent."""

    colour: str
    days: int = 0
    points: int = 0


def light_of(project: Project, today: date) -> Light | None:
    """The light of a project on this day; none before it has a plan or once it was terminated."""
    if project.status in (ProjectStatus.ACCEPTED, ProjectStatus.WRITTEN_OFF):
        return Light(colour="blue")
    if project.plan is None or project.status is ProjectStatus.TERMINATED:
        return None
    days = _days_behind(project.plan, project.status is ProjectStatus.READY, today)
    points = _points_behind(project.plan, today)
    return Light(colour=_colour(days, points), days=days, points=points)


def _colour(days: int, points: int) -> str:
    if not days and not points:
        return "green"
    return "yellow" if days <= MAX_DAYS and points <= MAX_POINTS else "red"


def _days_behind(plan: Plan, ready: bool, today: date) -> int:
    due = [milestone.due_on for milestone in plan.milestones if milestone.done_on is None]
    if not ready:
        due.append(plan.finish_on)
    return max([0, *((today - day).days for day in due)])


def _points_behind(plan: Plan, today: date) -> int:
    """Percentage points between milestones due before today and those reached, rounded up."""
    due = sum(milestone.due_on < today for milestone in plan.milestones)
    done = sum(milestone.done_on is not None for milestone in plan.milestones)
    return max(0, -(-100 * (due - done) // len(plan.milestones)))
