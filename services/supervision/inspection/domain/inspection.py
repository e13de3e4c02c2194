"""An inspection (督查): deputies look at progress, quality and funds (E-33 … E-35)."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from pydantic import Field

from chassis.core.decision import State, StateTable
from chassis.core.errors import WrongState
from chassis.rooms.files.reference import FileRef
from services.supervision.trail.domain import Step


class Status(StrEnum):
    """Where an inspection stands."""

    PLANNED = "PLANNED"
    NOTIFIED = "NOTIFIED"
    CONDUCTED = "CONDUCTED"
    FINDINGS = "FINDINGS"
    RECTIFYING = "RECTIFYING"
    RECHECKED = "RECHECKED"
    CLOSED = "CLOSED"
    WAIVED = "WAIVED"


AHEAD = (Status.PLANNED, Status.NOTIFIED)
HELD = (
    Status.CONDUCTED,
    Status.FINDINGS,
    Status.RECTIFYING,
    Status.RECHECKED,
    Status.CLOSED,
)

OPEN = (*AHEAD, Status.CONDUCTED, Status.FINDINGS, Status.RECTIFYING, Status.RECHECKED)
"""Something is still to be done: it stands in every list, whatever year it is of."""

INSPECTION_TABLE = StateTable(
    "inspection",
    Status.PLANNED,
    {
        (Status.PLANNED, "correct"): Status.PLANNED,
        (Status.NOTIFIED, "correct"): Status.NOTIFIED,
        (Status.PLANNED, "notify"): Status.NOTIFIED,
        (Status.NOTIFIED, "conduct"): Status.CONDUCTED,
        (Status.CONDUCTED, "find"): Status.FINDINGS,
        (Status.FINDINGS, "find"): Status.FINDINGS,
        (Status.FINDINGS, "rectify"): Status.RECTIFYING,
        (Status.RECTIFYING, "answer"): Status.RECTIFYING,
        (Status.RECTIFYING, "recheck"): Status.RECHECKED,
        (Status.RECTIFYING, "fail_recheck"): Status.RECTIFYING,
        (Status.RECHECKED, "close"): Status.CLOSED,
        (Status.CONDUCTED, "close"): Status.CLOSED,
        (Status.PLANNED, "waive"): Status.WAIVED,
        (Status.NOTIFIED, "waive"): Status.WAIVED,
        **{
            (status, "add_photos"): status
            for status in (
                Status.CONDUCTED,
                Status.FINDINGS,
                Status.RECTIFYING,
                Status.RECHECKED,
            )
        },
    },
    zh={
        Status.PLANNED: "已计划",
        Status.NOTIFIED: "已通知",
        Status.CONDUCTED: "已督查",
        Status.FINDINGS: "发现问题",
        Status.RECTIFYING: "整改中",
        Status.RECHECKED: "已复查",
        Status.CLOSED: "已办结",
        Status.WAIVED: "已豁免",
    },
)


class Verdict(StrEnum):
    """What deputies found of one aspect (E-34)."""

    OK = "OK"
    PROBLEM = "PROBLEM"
    NA = "NA"


class Aspect(StrEnum):
    """What every inspection looks at, and whatever else it met."""

    PROGRESS = "PROGRESS"
    QUALITY = "QUALITY"
    FUNDS = "FUNDS"
    OTHER = "OTHER"


class Report(State):
    """What the deputies found on the day (E-34), with a few public words on each aspect.

    ``evidence`` is for staff only; photos are evidence, this text says what they cannot.
    """

    conducted_on: date
    deputies: tuple[str, ...]
    progress: Verdict
    quality: Verdict
    funds: Verdict
    evidence: str = ""
    progress_note: str = ""
    quality_note: str = ""
    funds_note: str = ""

    @property
    def problem(self) -> bool:
        """Whether any of the three aspects has a problem."""
        return Verdict.PROBLEM in (self.progress, self.quality, self.funds)


class Finding(State):
    """One problem that was found (E-35)."""

    aspect: Aspect
    text: str


class Recheck(State):
    """One look at what was put right, by somebody who did not inspect."""

    by: str
    on: date
    passed: bool
    note: str = ""


class Rectified(State):
    """整改回执: what the unit did about the findings. ``by`` (a subject) and photos: for staff.

    ``after``: how many rechecks there had been.
    """

    on: date
    unit: str
    text: str
    by: str
    after: int
    photos: tuple[FileRef, ...] = ()


class Inspection(State):
    """One inspection of one project. ``due_on``: until when the findings are to be put right.

    ``photos`` and ``attachments`` are evidence, for staff only; ``photo_of`` says of which
    aspect a photo is. ``answered`` answers since the last recheck wait to be looked at.
    """

    project: str
    project_no: int
    title: str
    cycle: str
    announced_on: date
    stage: str
    stage_zh: str
    stage_en: str
    planned_on: date
    status: Status = Status.PLANNED
    inspectors: tuple[str, ...] = ()
    report: Report | None = None
    findings: tuple[Finding, ...] = ()
    due_on: date | None = None
    rechecks: tuple[Recheck, ...] = ()
    history: tuple[Step, ...] = ()
    photos: tuple[FileRef, ...] = ()
    attachments: tuple[FileRef, ...] = ()
    photo_of: dict[str, Aspect] = Field(default_factory=dict)
    unit: str = ""
    rectified: tuple[Rectified, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the unit has answered what is to be put right, and nobody looked since."""
        last = self.rectified[-1] if self.rectified else None
        waits = last is not None and last.after == len(self.rechecks)
        return waits and self.status is Status.RECTIFYING

    @property
    def files(self) -> tuple[FileRef, ...]:
        """Every file that belongs to it."""
        answers = (photo for one in self.rectified for photo in one.photos)
        return (*self.photos, *self.attachments, *answers)


def inspection_id(project: str, stage: str) -> str:
    """The same inspection for the same stage of the same project."""
    return uuid5(NAMESPACE_OID, f"{project}/{stage}").hex


def saw_problem(inspection: Inspection) -> bool:
    """Whether the deputies reported a problem in any of the three aspects."""
    return inspection.report is not None and inspection.report.problem


def has_open_findings(inspection: Inspection) -> bool:
    """Whether something that was found has not been put right."""
    if inspection.status is Status.CONDUCTED:
        return saw_problem(inspection)
    return inspection.status in (Status.FINDINGS, Status.RECTIFYING)


def findings_open(details: list[dict[str, Any]] | None = None) -> WrongState:
    """What ends here is not done: something was found and not put right, or never looked at."""
    return WrongState(
        "findings-open",
        "还有督查没有开展，或发现的问题没有整改并复查。",
        "An inspection was not held, or what was found has not been put right and rechecked.",
        details,
    )


def overdue(inspection: Inspection, today: date) -> bool:
    """Whether its day, or the day of its rectification, has passed (E-35)."""
    if inspection.status in AHEAD:
        return inspection.planned_on < today
    return (
        inspection.status is Status.RECTIFYING
        and inspection.due_on is not None
        and inspection.due_on < today
    )
