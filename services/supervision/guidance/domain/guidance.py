"""Guidance of the deputies' group and the unit's answer (E-32)."""

from datetime import date, datetime
from enum import StrEnum

from chassis.core.decision import Cause, Change, State, StateTable
from chassis.rooms.files.reference import FileRef
from contracts.charter import Named
from contracts.supervision import GuidanceAnswered, GuidanceGiven, GuidanceOverdue
from services.supervision.project.domain.project import Project

MAX_GUIDANCE = 60
"""Most on one project."""


class GuidanceStatus(StrEnum):
    """Whether the unit still owes the answer."""

    OWED = "OWED"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"


_G = GuidanceStatus
GUIDANCE_TABLE = StateTable(
    "guidance",
    _G.OWED,
    {
        (_G.OWED, "answer"): _G.ANSWERED,
        (_G.OWED, "withdraw"): _G.WITHDRAWN,
        (_G.OWED, "attach"): _G.OWED,
        (_G.ANSWERED, "attach"): _G.ANSWERED,
    },
    zh={_G.OWED: "待答复", _G.ANSWERED: "已答复", _G.WITHDRAWN: "已撤回"},
)


class Words(State):
    """What somebody wrote: ``role`` is public, ``by`` (a subject) is for the trail."""

    text: str
    at: datetime
    role: str
    by: str


class Guidance(State):
    """One guidance: what the group says, by when the unit answers, and the answer.

    ``reply`` is the unit's answer, or the group's reason for taking it back. ``unit`` is the
    project's when it was given. ``overdue_told``: that its day has passed was said.
    """

    project: str
    project_no: int
    title: str
    cycle: str
    group: Named
    unit: str
    said: Words
    due_on: date
    status: GuidanceStatus = GuidanceStatus.OWED
    reply: Words | None = None
    overdue_told: bool = False
    attachments: tuple[FileRef, ...] = ()


def words(text: str, role: str, cause: Cause) -> Words:
    """What was written by this cause."""
    return Words(text=text, at=cause.at, role=role, by=cause.actor)


def give(
    key: str, project_id: str, project: Project, said: Words, due_on: date
) -> Change[Guidance]:
    """指导: begin a guidance of the project's group; the unit owes the answer."""
    guidance = Guidance(
        project=project_id,
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        group=project.group,
        unit=project.unit,
        said=said,
        due_on=due_on,
    )
    told = GuidanceGiven(
        guidance=key,
        project=project_id,
        cycle=project.cycle,
        group=project.group.id,
        due_on=due_on.isoformat(),
    )
    return Change(guidance, [told])


def reply(key: str, guidance: Guidance, action: str, said: Words) -> Change[Guidance]:
    """``answer`` of the unit, or ``withdraw`` of the group with its reason."""
    status = GuidanceStatus(GUIDANCE_TABLE.move(guidance.status, action))
    moved = guidance.model_copy(update={"status": status, "reply": said})
    told = GuidanceAnswered(
        guidance=key, project=guidance.project, cycle=guidance.cycle, status=status
    )
    return Change(moved, [told])


def tell_overdue(key: str, guidance: Guidance, today: date) -> Change[Guidance]:
    """Say once that the answer is late; nothing where it came in time."""
    if guidance.overdue_told or not overdue(guidance, today):
        return Change(guidance)
    said = GuidanceOverdue(
        guidance=key,
        project=guidance.project,
        cycle=guidance.cycle,
        group=guidance.group.id,
        due_on=guidance.due_on.isoformat(),
    )
    return Change(guidance.model_copy(update={"overdue_told": True}), [said])


def overdue(guidance: Guidance, today: date) -> bool:
    """Whether the unit owes the answer and its day has passed."""
    return guidance.status is GuidanceStatus.OWED and guidance.due_on < today
