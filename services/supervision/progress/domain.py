"""A note on how a project goes, and by when the next one is owed (W-24)."""

from datetime import date, datetime, timedelta

from chassis.core.decision import Change, State
from chassis.rooms.files.reference import FileRef
from contracts.acceptance_rules import AcceptanceRules
from contracts.supervision import ProjectSilent, ProjectSpoke
from services.supervision.project.domain.project import Project, ProjectStatus

MOST_PHOTOS = 4
UNDER_WAY = (
    ProjectStatus.STARTED,
    ProjectStatus.IMPLEMENTING,
    ProjectStatus.CHANGE_REQUESTED,
    ProjectStatus.READY,
    ProjectStatus.RECTIFYING,
)
"""Where a project owes a note from time to time."""


class Update(State):
    """One note; everything in it is public. ``told_at``: where residents were told (E-37)."""

    project: str
    project_no: int
    title: str
    cycle: str
    unit: str
    text: str
    told_at: str = ""
    said_on: date
    at: datetime
    by: str
    photos: tuple[FileRef, ...] = ()


def speak(key: str, new: Update) -> Change[Update]:
    """The note is public at once."""
    said = ProjectSpoke(
        update=key, project=new.project, cycle=new.cycle, said_on=new.said_on.isoformat()
    )
    return Change(new, [said])


def spoken(project: Project, on: date) -> Change[Project]:
    """The project told how it goes on this day; an older note changes nothing."""
    if project.spoke_on is not None and project.spoke_on >= on:
        return Change(project)
    return Change(project.model_copy(update={"spoke_on": on}))


def started_on(project: Project) -> date | None:
    """The day it was started, as its trail says."""
    return next((one.at.date() for one in project.history if one.action == "start"), None)


def owed_by(project: Project, rules: AcceptanceRules) -> date | None:
    """The last day of the next note; nothing where the project is not under way."""
    if project.status not in UNDER_WAY:
        return None
    since = max(filter(None, (project.spoke_on, started_on(project))), default=None)
    return since + timedelta(days=rules.update_days) if since else None


def is_silent(project: Project, rules: AcceptanceRules, today: date) -> bool:
    """Whether the day of its note has passed."""
    owed = owed_by(project, rules)
    return owed is not None and owed < today


def is_due(project: Project, rules: AcceptanceRules, today: date) -> bool:
    """Whether its unit is reminded: the day is near, or has passed."""
    owed = owed_by(project, rules)
    return owed is not None and owed - timedelta(days=rules.remind_days) <= today


def tell_silent(
    key: str, project: Project, rules: AcceptanceRules, today: date
) -> Change[Project]:  # fmt: skip
    """Other systems hear that it is silent, once for each day that was owed."""
    owed = owed_by(project, rules)
    if owed is None or owed >= today or project.silent_on == owed:
        return Change(project)
    said = ProjectSilent(project=key, cycle=project.cycle, due_on=owed.isoformat())
    return Change(project.model_copy(update={"silent_on": owed}), [said])
