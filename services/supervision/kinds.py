"""The kinds of documents supervision owns."""

from chassis.core.documents import Kind
from services.supervision.answer.domain import AnswerCopy, raised
from services.supervision.checklist.domain.checklist import Checklist
from services.supervision.claim.domain.claim import Claim, Holding
from services.supervision.deputy.domain import Deputy
from services.supervision.feedback.domain import Feedback
from services.supervision.fieldwork.domain import Entry
from services.supervision.followup.domain import FollowUp
from services.supervision.fund.domain.fund import Fund
from services.supervision.guidance.domain.guidance import Guidance
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.light.domain import Lamp
from services.supervision.member.domain import MemberCopy
from services.supervision.order.domain import SupervisionOrder
from services.supervision.overview.domain import StreetOverview
from services.supervision.progress.domain import Update
from services.supervision.project.domain.project import Project
from services.supervision.schedule.domain.schedule import Schedule
from services.supervision.solved.domain import SolvedCase, newest_first


def _by_number(project_id: str, project: Project) -> str:
    return f"{project.cycle}/{project.no:04d}/{project_id}"


def _by_day(inspection_id: str, inspection: Inspection) -> str:
    return f"{inspection.planned_on}/{inspection.project_no:04d}/{inspection_id}"


def _by_moment(guidance_id: str, guidance: Guidance) -> str:
    return f"{guidance.said.at.isoformat()}/{guidance_id}"


def _by_claimed(claim_id: str, claim: Claim) -> str:
    return f"{claim.cycle}/{claim.project_no:04d}/{claim_id}"


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
SOLVED = Kind("solved", SolvedCase, sort=newest_first)
"""Cases of all streets together, under no street: ``<street>-<project>``."""
FOLLOWUPS = Kind(
    "followups",
    FollowUp,
    indexes=(("project",), ("status",), ("project", "status")),
    sort=lambda key, one: f"{one.at.isoformat()}/{key}",
)
"""One for each answer of somebody who suggested a project, in a round of asking."""
GUIDANCE = Kind(
    "guidance",
    Guidance,
    indexes=(("project",), ("status",), ("project", "status")),
    sort=_by_moment,
)
CLAIMS = Kind(
    "claims",
    Claim,
    indexes=(("project",), ("member",), ("status",), ("cycle",), ("cycle", "status")),
    sort=_by_claimed,
)
HOLDINGS = Kind("holdings", Holding)
"""One for each deliberator, under the member's id: which projects they follow now."""
CHECKLISTS = Kind("checklists", Checklist, indexes=(("cycle",),))
FUNDS = Kind("funds", Fund)
SCHEDULES = Kind("schedules", Schedule)
"""These three lie beside a project, under its id (``beside``)."""


def _by_name(deputy_id: str, deputy: Deputy) -> str:
    return f"{deputy.name}/{deputy_id}"


DEPUTIES = Kind("deputies", Deputy, indexes=(("active",),), sort=_by_name)
UPDATES = Kind(
    "updates",
    Update,
    indexes=(("project",), ("cycle",)),
    sort=lambda key, one: f"{one.said_on}/{one.at.isoformat()}/{key}",
)
FEEDBACK = Kind(
    "feedback",
    Feedback,
    indexes=(("project", "status"), ("status",), ("status", "reply")),
    sort=lambda key, one: f"{one.at.isoformat()}/{key}",
)


def _by_issue(order_id: str, order: SupervisionOrder) -> str:
    return f"{order.issued_on}/{order.no:05d}/{order_id}"


ORDERS = Kind(
    "orders",
    SupervisionOrder,
    indexes=(("status",), ("project",), ("project", "status")),
    sort=_by_issue,
)
LAMPS = Kind("lamps", Lamp, indexes=(("colour",),))
"""The light of each project under its id: a document of its own, because days alone turn it."""


def _by_visit(entry_id: str, entry: Entry) -> str:
    return f"{entry.on}/{entry.project_no:04d}/{entry_id}"


ENTRIES = Kind("entries", Entry, indexes=(("project",), ("status",)), sort=_by_visit)
