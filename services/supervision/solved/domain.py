"""A project that was written off, in short: public facts only, kept for all streets together."""

from datetime import date

from chassis.core.decision import State
from services.supervision.project.domain.project import Project, ProjectStatus


class SolvedCase(State):
    """What was done, where, for how much, and what people thought of it; ``days`` from vote to end.

    ``spent_yuan`` is empty where it was not told, ``satisfied`` of ``valid`` papers where nobody
    was asked or too few voted.
    """

    street: str
    project: str
    cycle: str
    title: str
    class_zh: str
    class_en: str
    place: str
    unit: str
    budget_yuan: int
    spent_yuan: int | None
    ended_on: date
    days: int
    satisfied: int | None = None
    valid: int = 0


def solved(street: str, key: str, project: Project, today: date) -> SolvedCase | None:
    """The case of a project, once it was written off; ``today`` where no day of its end is kept."""
    if project.status is not ProjectStatus.WRITTEN_OFF:
        return None
    accepted = project.acceptance
    ended = accepted.accepted_on if accepted else today
    same = ("cycle", "title", "class_zh", "class_en", "place", "unit", "budget_yuan")
    return SolvedCase(
        street=street,
        project=key,
        **{name: getattr(project, name) for name in same},
        spent_yuan=accepted.spent_yuan if accepted else None,
        ended_on=ended,
        days=(ended - project.announced_on).days,
        satisfied=project.rating.satisfied if project.rating else None,
        valid=project.rating.valid if project.rating else 0,
    )


def newest_first(key: str, case: SolvedCase) -> str:
    """Sorts the case that ended last before the others."""
    return f"{date.max.toordinal() - case.ended_on.toordinal():08d}/{key}"
