"""The kinds of documents supervision owns."""

from chassis.core.documents import Kind
from services.supervision.answer.domain import AnswerCopy, raised
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.member.domain import MemberCopy
from services.supervision.overview.domain import StreetOverview
from services.supervision.project.domain.project import Project


def _by_number(project_id: str, project: Project) -> str:
    return f"{project.cycle}/{project.no:04d}/{project_id}"


def _by_day(inspection_id: str, inspection: Inspection) -> str:
    return f"{inspection.planned_on}/{inspection.project_no:04d}/{inspection_id}"


PROJECTS = Kind(
    "projects",
    Project,
    indexes=(
        ("cycle",),
        ("status",),
        ("project_class",),
        ("candidate",),
        ("cycle", "status"),
        ("cycle", "project_class"),
        ("project_class", "status"),
        ("cycle", "project_class", "status"),
    ),
    sort=_by_number,
)
INSPECTIONS = Kind(
    "inspections",
    Inspection,
    indexes=(
        ("cycle",),
        ("cycle", "status"),
        ("project",),
        ("stage",),
        ("status",),
        ("project", "stage"),
        ("project", "status"),
        ("stage", "status"),
        ("project", "stage", "status"),
    ),
    sort=_by_day,
)
MEMBERS = Kind("members", MemberCopy)
OVERVIEW = Kind("overview", StreetOverview, city=True)
"""One for each street, under its code, by which the city's list is sorted."""
ANSWERS = Kind(
    "answers",
    AnswerCopy,
    indexes=(("cycle",), ("cycle", "status")),
    schema=2,
    upcasts={1: raised},
)
"""One for each suggestion, under its id: only to be counted."""
