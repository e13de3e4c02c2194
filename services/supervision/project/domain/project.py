"""A project (项目): what was chosen, its class and group, what it may become (E-30, E-31).

Every move is in docs/generated/states.md.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from chassis.core.decision import Cause, Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.files.reference import FileRef, add_files
from contracts.charter import Named, ProjectClass, ProjectRules
from contracts.screening import SlateItem
from contracts.supervision import ProjectCreated, ProjectReclassed
from services.supervision.project.domain.ending import (
    Acceptance,
    Rating,
    Readiness,
    SurveyResult,
    WriteOff,
)
from services.supervision.trail.domain import Step, noted

MAX_MILESTONES = 50


class ProjectStatus(StrEnum):
    """Where a project stands."""

    APPROVED = "APPROVED"
    PLANNED = "PLANNED"
    STARTED = "STARTED"
    IMPLEMENTING = "IMPLEMENTING"
    READY = "READY"
    RECTIFYING = "RECTIFYING"
    ACCEPTED = "ACCEPTED"
    WRITTEN_OFF = "WRITTEN_OFF"
    CHANGE_REQUESTED = "CHANGE_REQUESTED"
    TERMINATED = "TERMINATED"


_P = ProjectStatus
CHANGEABLE = (_P.PLANNED, _P.STARTED, _P.IMPLEMENTING)
ENDED = (_P.WRITTEN_OFF, _P.TERMINATED)
SHOWING = (_P.IMPLEMENTING, _P.READY, _P.RECTIFYING)
"""Where photos of the finished works are added."""
MOST_PHOTOS, MOST_DISPUTES, MOST_CHANGES = 12, 200, 20

PROJECT_TABLE = StateTable(
    "project",
    _P.APPROVED,
    {
        (_P.APPROVED, "plan"): _P.PLANNED,
        (_P.PLANNED, "start"): _P.STARTED,
        (_P.STARTED, "implement"): _P.IMPLEMENTING,
        (_P.STARTED, "achieve"): _P.STARTED,
        (_P.IMPLEMENTING, "achieve"): _P.IMPLEMENTING,
        (_P.IMPLEMENTING, "ready"): _P.READY,
        (_P.READY, "rectify"): _P.RECTIFYING,
        (_P.RECTIFYING, "ready"): _P.READY,
        (_P.READY, "accept"): _P.ACCEPTED,
        (_P.ACCEPTED, "rectify_again"): _P.RECTIFYING,
        (_P.ACCEPTED, "survey_below"): _P.RECTIFYING,
        (_P.ACCEPTED, "write_off"): _P.WRITTEN_OFF,
        **{(status, "add_photos"): status for status in SHOWING},
        **{(status, "request_change"): _P.CHANGE_REQUESTED for status in CHANGEABLE},
        **{(_P.CHANGE_REQUESTED, f"back_to_{s.lower()}"): s for s in CHANGEABLE},
        **{
            (status, "terminate"): _P.TERMINATED
            for status in (*CHANGEABLE, _P.APPROVED, _P.READY, _P.RECTIFYING, _P.CHANGE_REQUESTED)
        },
    },
    zh={
        _P.APPROVED: "已批准",
        _P.PLANNED: "已排计划",
        _P.STARTED: "已启动",
        _P.IMPLEMENTING: "实施中",
        _P.READY: "待验收",
        _P.RECTIFYING: "整改中",
        _P.ACCEPTED: "已验收",
        _P.WRITTEN_OFF: "已销号",
        _P.CHANGE_REQUESTED: "申请变更",
        _P.TERMINATED: "已终止",
    },
)


class Milestone(State):
    """A point of the timetable (W-20): what is to be done by when, and when it was."""

    title: str
    due_on: date
    done_on: date | None = None


class Plan(State):
    """推进计划: who leads, by when, with what money, in which steps."""

    owner: str
    finish_on: date
    budget_yuan: int
    funding: str
    milestones: tuple[Milestone, ...]
    budget_reason: str = ""


class ChangeRequest(State):
    """A changed plan on public notice, which then waits for the NPC committee.

    ``before`` is where the project stood; the notice runs up to and with ``notice_until``.
    """

    before: ProjectStatus
    reason: str
    plan: Plan
    asked_on: date | None = None
    notice_until: date | None = None


class DecidedChange(State):
    """A change that was decided: the plan that ``was``, and the one that was ``asked`` for."""

    reason: str
    asked_on: date | None
    was: Plan | None
    asked: Plan
    agreed: bool
    said: str
    decided_on: date


class Project(State):
    """What the assembly chose, from the result of the ballot to its end.

    ``photos`` show the finished works, to everybody; ``disputes`` are the ids of those that hold
    its write-off; ``rectify_by`` is the day by which works that did not satisfy are put right.
    ``spoke_on``: the day of its newest note; ``silent_on``: the day of one that was told missing.
    ``budget_yuan`` is the sum on the ballot; the plan has its own. ``approved_by`` names the
    meeting and ``beneficiaries`` who gains (E-30).
    """

    ballot: str
    candidate: str
    cycle: str
    no: int
    title: str
    project_class: str
    class_zh: str
    class_en: str
    group: Named
    place: str
    budget_yuan: int
    funding: str
    unit: str
    beneficiaries: str
    approved_by: str
    sources: tuple[str, ...]
    announced_on: date
    status: ProjectStatus = ProjectStatus.APPROVED
    plan: Plan | None = None
    change: ChangeRequest | None = None
    readiness: Readiness | None = None
    acceptance: Acceptance | None = None
    rating: Rating | None = None
    history: tuple[Step, ...] = ()
    photos: tuple[FileRef, ...] = ()
    disputes: tuple[str, ...] = ()
    survey: SurveyResult | None = None
    rectify_by: date | None = None
    written_off: WriteOff | None = None
    spoke_on: date | None = None
    silent_on: date | None = None
    changes: tuple[DecidedChange, ...] = ()


def project_id(ballot: str, candidate: str) -> str:
    """The same project for the same choice of the same ballot, however often it is heard."""
    return uuid5(NAMESPACE_OID, f"{ballot}/{candidate}").hex


def rate(state: Project, rating: Rating) -> Change[Project]:
    """满意度测评 of a later session; the newest stands."""
    if state.rating is not None and state.rating.on >= rating.on:
        return Change(state)
    return Change(state.model_copy(update={"rating": rating}))


def add_photos(state: Project, photos: Sequence[FileRef]) -> Change[Project]:
    """Photos of the finished works, before it is accepted."""
    PROJECT_TABLE.move(state.status, "add_photos")
    together = add_files(state.photos, photos, MOST_PHOTOS)
    return Change(state.model_copy(update={"photos": together}))


def class_of(rules: ProjectRules, class_id: str) -> ProjectClass | None:
    """The charter's class of that id, with the group that guides it (E-31)."""
    return next((found for found in rules.classes if found.id == class_id), None)


def begin(
    item: SlateItem,
    found: ProjectClass,
    funding: str,
    ballot: str,
    cycle: str,
    announced_on: str,
    cause: Cause,
) -> Callable[[Project | None], Change[Project]]:
    """A chosen candidate becomes a project with exactly one class and its group (E-31)."""
    project = Project(
        ballot=ballot,
        cycle=cycle,
        project_class=found.id,
        class_zh=found.zh,
        class_en=found.en,
        group=found.group,
        funding=funding,
        announced_on=date.fromisoformat(announced_on),
        history=noted((), cause, "create", ProjectStatus.APPROVED),
        **item.model_dump(exclude={"project_class", "finish_by", "funding"}),
    )

    def decided(known: Project | None) -> Change[Project]:
        return Change(known) if known is not None else Change(project, [_created(project)])

    return decided


def _created(project: Project) -> ProjectCreated:
    return ProjectCreated(
        project=project_id(project.ballot, project.candidate),
        candidate=project.candidate,
        cycle=project.cycle,
        title=project.title,
        project_class=project.project_class,
        group=project.group.id,
        sources=project.sources,
    )


def reclass(
    key: str, project: Project, found: ProjectClass, reason: str, cause: Cause
) -> Change[Project]:
    """Give a project another class: its group moves with it, and both are noted (E-31)."""
    check_open(project)
    if project.project_class == found.id:
        raise Invalid(
            "same-class", f"项目已经是{found.zh}。", f"The project is of this class: {found.en}."
        )
    note = f"{project.class_zh}（{project.group.zh}）→ {found.zh}（{found.group.zh}）：{reason}"
    moved = project.model_copy(
        update={
            "project_class": found.id,
            "class_zh": found.zh,
            "class_en": found.en,
            "group": found.group,
            "history": noted(project.history, cause, "reclass", project.status, note),
        }
    )
    said = ProjectReclassed(
        project=key, cycle=project.cycle, project_class=found.id, group=found.group.id
    )
    return Change(moved, [said])


def check_open(project: Project) -> None:
    """Raise ``WrongState`` where the project has ended."""
    if project.status in ENDED:
        zh = PROJECT_TABLE.zh[project.status]
        raise WrongState(
            "project-ended",
            f"项目{zh}，不能再修改。",
            f"The project is {project.status}; it cannot be changed any more.",
        )
