"""Inspections as the API shows them. Evidence goes to staff only."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.rooms.files.attached import AttachmentView, attachment_views
from services.supervision import labels
from services.supervision.command_answer import Done
from services.supervision.inspection.domain.inspection import (
    Aspect,
    Finding,
    Inspection,
    Recheck,
    Rectified,
    Verdict,
    overdue,
)
from services.supervision.trail.views import Happening, happenings


class RectifiedView(BaseModel):
    """整改回执 as everybody reads it; ``photos``: ids, for staff only."""

    on: date
    unit: str
    text: str
    photos: list[str] | None = None


class PhotoView(BaseModel):
    """A photo of an inspection, and of which aspect it is."""

    id: str
    zh: str
    en: str


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
    unit: str
    answered: bool
    rectified: list[RectifiedView]


class InspectionView(InspectionRow):
    """An inspection with its trail; ``evidence``, photos and attachments only for staff.

    ``shown`` are the same photos, each with the aspect it is of.
    """

    evidence: str | None
    notes: dict[str, str]
    photos: list[str] | None
    shown: list[PhotoView] | None
    attachments: list[AttachmentView] | None
    timeline: list[Happening]


def inspection_row(found: Found[Inspection], today: date) -> InspectionRow:
    """An inspection as one row."""
    return InspectionRow(**_inspection_values(found, today))


def _inspection_values(found: Found[Inspection], today: date) -> dict[str, Any]:
    inspection = found.state
    report = inspection.report
    status_zh, status_en = labels.of_inspection(inspection.status)
    told = InspectionRow.model_fields.keys() & Inspection.model_fields.keys() - {"rectified"}
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
        "answered": inspection.answered,
        "rectified": [RectifiedView(**_told(one)) for one in inspection.rectified],
    }


def _told(one: Rectified) -> dict[str, Any]:
    return one.model_dump(include={"on", "unit", "text"})


def inspection_view(found: Found[Inspection], today: date, staff: bool) -> InspectionView:
    """An inspection with its trail."""
    inspection, report = found.state, found.state.report
    values = _inspection_values(found, today)
    if staff:
        values["rectified"] = [
            RectifiedView(**_told(one), photos=[photo.id for photo in one.photos])
            for one in inspection.rectified
        ]
    return InspectionView(
        **values,
        evidence=report.evidence if staff and report else None,
        notes={name: getattr(report, f"{name}_note") for name in ASPECTS} if report else {},
        photos=[photo.id for photo in inspection.photos] if staff else None,
        shown=[_photo(inspection, photo.id) for photo in inspection.photos] if staff else None,
        attachments=attachment_views(inspection.attachments) if staff else None,
        timeline=inspection_timeline(inspection),
    )


ASPECTS = ("progress", "quality", "funds")


def _photo(inspection: Inspection, photo: str) -> PhotoView:
    zh, en = labels.ASPECTS[inspection.photo_of.get(photo, Aspect.OTHER)]
    return PhotoView(id=photo, zh=zh, en=en)


def inspection_timeline(inspection: Inspection) -> list[Happening]:
    """What happened at an inspection, oldest first."""
    about = (inspection.stage_zh, inspection.stage_en)
    return happenings("INSPECTION", inspection.history, labels.INSPECTION_STEPS, about)


def inspection_done(changed: Changed[Inspection]) -> Done:
    """The answer to a command on an inspection."""
    zh = labels.of_inspection(changed.state.status)[0]
    return Done(id=changed.id, version=changed.version, status=changed.state.status, status_zh=zh)
