"""Inspections as the API shows them. Evidence goes to staff only."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.rooms.files.attached import AttachmentView, attachment_views
from services.supervision import labels
from services.supervision.command_answer import Done
from services.supervision.inspection.domain.inspection import (
    Finding,
    Inspection,
    Recheck,
    Verdict,
    overdue,
)
from services.supervision.trail.views import Happening, happenings


class InspectionRow(BaseModel):
    """An inspection in a list; ``overdue``: its day or its rectification's day has passed."""

    id: str
    version: int
    project: str
    project_no: int
    title: str
    cycle: str
    stage: str
    stage_zh: str
    stage_en: str
    planned_on: date
    status: str
    status_zh: str
    status_en: str
    overdue: bool
    inspectors: list[str]
    conducted_on: date | None
    deputies: list[str]
    progress: Verdict | None
    quality: Verdict | None
    funds: Verdict | None
    findings: list[Finding]
    due_on: date | None
    rechecks: list[Recheck]


class InspectionView(InspectionRow):
    """An inspection with its trail; ``evidence``, photos and attachments only for staff."""

    evidence: str | None
    photos: list[str] | None
    attachments: list[AttachmentView] | None
    timeline: list[Happening]


def inspection_row(found: Found[Inspection], today: date) -> InspectionRow:
    """An inspection as one row."""
    return InspectionRow(**_inspection_values(found, today))


def _inspection_values(found: Found[Inspection], today: date) -> dict[str, Any]:
    inspection = found.state
    report = inspection.report
    status_zh, status_en = labels.of_inspection(inspection.status)
    told = InspectionRow.model_fields.keys() & Inspection.model_fields.keys()
    return {
        **{name: getattr(inspection, name) for name in told},
        "id": found.id,
        "version": found.version,
        "status_zh": status_zh,
        "status_en": status_en,
        "overdue": overdue(inspection, today),
        "conducted_on": report.conducted_on if report else None,
        "deputies": list(report.deputies) if report else [],
        "progress": report.progress if report else None,
        "quality": report.quality if report else None,
        "funds": report.funds if report else None,
    }


def inspection_view(found: Found[Inspection], today: date, staff: bool) -> InspectionView:
    """An inspection with its trail."""
    report = found.state.report
    return InspectionView(
        **_inspection_values(found, today),
        evidence=report.evidence if staff and report else None,
        photos=[photo.id for photo in found.state.photos] if staff else None,
        attachments=attachment_views(found.state.attachments) if staff else None,
        timeline=inspection_timeline(found.state),
    )


def inspection_timeline(inspection: Inspection) -> list[Happening]:
    """What happened at an inspection, oldest first."""
    about = (inspection.stage_zh, inspection.stage_en)
    return happenings("INSPECTION", inspection.history, labels.INSPECTION_STEPS, about)


def inspection_done(changed: Changed[Inspection]) -> Done:
    """The answer to a command on an inspection."""
    zh = labels.of_inspection(changed.state.status)[0]
    return Done(id=changed.id, version=changed.version, status=changed.state.status, status_zh=zh)
