"""The life of an inspection: arrangements, what was found, recheck (E-33 … E-35)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.files.reference import FileRef, add_files
from contracts.charter import InspectionStage
from contracts.supervision import InspectionConducted, InspectionPlanned
from services.supervision.inspection.domain.inspection import (
    INSPECTION_TABLE,
    Aspect,
    Finding,
    Inspection,
    Recheck,
    Rectified,
    Report,
    Status,
    findings_open,
    has_open_findings,
    inspection_id,
)
from services.supervision.project.domain.project import Project
from services.supervision.terms import ahead
from services.supervision.trail.domain import noted

MAX_FINDINGS = 30
MAX_PHOTOS = 12
MAX_RECHECKS = 20


def plan_for(
    project_id: str, project: Project, stage: InspectionStage, cause: Cause
) -> Callable[[Inspection | None], Change[Inspection]]:
    """Put one of the charter's inspections on the calendar, counted from the announcement."""
    planned_on = project.announced_on + timedelta(days=stage.after_days)
    inspection = Inspection(
        project=project_id,
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        announced_on=project.announced_on,
        stage=stage.id,
        stage_zh=stage.zh,
        stage_en=stage.en,
        planned_on=planned_on,
        unit=project.unit,
        history=noted((), cause, "plan", Status.PLANNED),
    )
    said = _planned(inspection)

    def decided(known: Inspection | None) -> Change[Inspection]:
        return Change(known) if known is not None else Change(inspection, [said])

    return decided


def correct(
    inspection: Inspection,
    planned_on: date | None,
    inspectors: Sequence[str] | None,
    reason: str,
    cause: Cause,
) -> Change[Inspection]:
    """Another day or other deputies, while it lies ahead; the trail keeps what was planned."""
    day = planned_on or inspection.planned_on
    people = inspection.inspectors if inspectors is None else tuple(inspectors)
    if (day, people) == (inspection.planned_on, inspection.inspectors):
        return Change(inspection)
    if day <= inspection.announced_on:
        raise Invalid(
            "before-announcement",
            "督查日期须晚于结果公告日。",
            "An inspection lies after the announcement.",
        )
    note = f"{inspection.planned_on} → {day}：{reason}" if day != inspection.planned_on else reason
    moved = _moved(inspection, "correct", cause, note, planned_on=day, inspectors=people)
    said = [] if day == inspection.planned_on else [_planned(moved)]
    return Change(moved, said)


def notify(inspection: Inspection, cause: Cause) -> Change[Inspection]:
    """通知: from PLANNED to NOTIFIED, once department and deputies were told."""
    return Change(_moved(inspection, "notify", cause))


def conduct(
    key: str, inspection: Inspection, report: Report, today: date, cause: Cause
) -> Change[Inspection]:
    """To CONDUCTED, with what the deputies saw of progress, quality and funds (E-34)."""
    if not inspection.announced_on <= report.conducted_on <= today:
        raise Invalid(
            "conducted-on",
            "督查日期须在结果公告日与今天之间。",
            "The inspection took place between the announcement and today.",
        )
    note = f"{report.conducted_on}：{'、'.join(report.deputies)}"
    moved = _moved(inspection, "conduct", cause, note, report=report)
    said = InspectionConducted(
        inspection=key, project=moved.project, cycle=moved.cycle, stage=moved.stage
    )
    return Change(moved, [said])


def find(inspection: Inspection, findings: Sequence[Finding], cause: Cause) -> Change[Inspection]:
    """To FINDINGS: add problems to those already found, at most ``MAX_FINDINGS``."""
    together = (*inspection.findings, *findings)
    if len(together) > MAX_FINDINGS:
        raise Invalid(
            "too-many-findings",
            f"一次督查最多记录 {MAX_FINDINGS} 个问题。",
            f"An inspection keeps at most {MAX_FINDINGS} findings.",
        )
    return Change(_moved(inspection, "find", cause, findings=together))


def add_photos(
    inspection: Inspection, photos: Sequence[FileRef], aspect: Aspect = Aspect.OTHER
) -> Change[Inspection]:
    """Add photos of one aspect as evidence, from the day it was held until it is closed (E-34)."""
    INSPECTION_TABLE.move(inspection.status, "add_photos")
    together = add_files(inspection.photos, photos, MAX_PHOTOS)
    of = inspection.photo_of | {one.id: aspect for one in photos}
    return Change(inspection.model_copy(update={"photos": together, "photo_of": of}))


def answer(
    inspection: Inspection, text: str, today: date, cause: Cause, photos: Sequence[FileRef] = ()
) -> Change[Inspection]:
    """整改回执: the unit says what it did; whoever rechecks looks at it. It may add to it."""
    if len(inspection.rectified) >= MAX_RECHECKS:
        raise too_many_answers()
    said = Rectified(
        on=today,
        unit=inspection.unit,
        text=text,
        by=cause.actor,
        after=len(inspection.rechecks),
        photos=tuple(photos),
    )
    rectified = (*inspection.rectified, said)
    return Change(_moved(inspection, "answer", cause, text[:200], rectified=rectified))


def too_many_answers() -> WrongState:
    """It was answered so often that somebody has to talk about it."""
    return WrongState(
        "too-many-answers", "答复次数过多，请报会商。", "Answered too often; take it to a meeting."
    )


def rectify(inspection: Inspection, due_on: date, today: date, cause: Cause) -> Change[Inspection]:
    """责令整改: from FINDINGS to RECTIFYING, due on a day after today (E-35)."""
    ahead(due_on, today)
    return Change(_moved(inspection, "rectify", cause, f"期限：{due_on}", due_on=due_on))


def recheck(
    inspection: Inspection, looked: Recheck, due_on: date | None, today: date, cause: Cause
) -> Change[Inspection]:
    """复查 by another person: to RECHECKED, or with a new due day still RECTIFYING."""
    action = "recheck" if looked.passed else "fail_recheck"
    INSPECTION_TABLE.move(inspection.status, action)
    _another_person(inspection, looked.by, cause)
    if len(inspection.rechecks) >= MAX_RECHECKS:
        raise WrongState(
            "too-many-rechecks", "复查次数过多，请终止项目或报会商。", "Too many rechecks."
        )
    update: dict[str, Any] = {"rechecks": (*inspection.rechecks, looked)}
    if not looked.passed:
        ahead(due_on, today)
        update["due_on"] = due_on
    return Change(_moved(inspection, action, cause, looked.by, **update))


def close(inspection: Inspection, cause: Cause) -> Change[Inspection]:
    """办结: to CLOSED. Raises ``findings-open`` where something is not put right."""
    if has_open_findings(inspection):
        raise findings_open()
    return Change(_moved(inspection, "close", cause))


def waive(inspection: Inspection, reason: str, cause: Cause) -> Change[Inspection]:
    """豁免: to WAIVED, before it was held and only with a reason (E-33)."""
    return Change(_moved(inspection, "waive", cause, reason))


def _another_person(inspection: Inspection, by: str, cause: Cause) -> None:
    found = {step.by for step in inspection.history if step.action in ("conduct", "find")}
    deputies = inspection.report.deputies if inspection.report else ()
    if by in deputies or (cause.actor in found and "DEPUTY" in cause.roles):
        raise Invalid(
            "same-person",
            "复查人不能是当次督查的人员。",
            "A recheck is made by somebody who did not inspect.",
        )


def _planned(inspection: Inspection) -> InspectionPlanned:
    return InspectionPlanned(
        inspection=inspection_id(inspection.project, inspection.stage),
        project=inspection.project,
        cycle=inspection.cycle,
        stage=inspection.stage,
        planned_on=inspection.planned_on.isoformat(),
    )


def _moved(
    inspection: Inspection, action: str, cause: Cause, note: str = "", **update: Any
) -> Inspection:
    status = Status(INSPECTION_TABLE.move(inspection.status, action))
    history = noted(inspection.history, cause, action, status, note)
    return inspection.model_copy(update={**update, "status": status, "history": history})
