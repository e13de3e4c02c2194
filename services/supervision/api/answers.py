"""What answers about projects and about inspections share."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import Response
from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.web.ask import tagged
from services.supervision import words
from services.supervision.domain.history import Step
from services.supervision.domain.inspection import Inspection
from services.supervision.domain.project import Project


class Warned(BaseModel):
    """Something outside a guide: told, never refused (W-16)."""

    code: str
    zh: str
    en: str


class Done(BaseModel):
    """The small state after a command."""

    id: str
    version: int
    status: str
    status_zh: str
    warnings: list[Warned] = []


class Happening(BaseModel):
    """One point of a timeline (E-38); ``kind`` is PROJECT or INSPECTION."""

    kind: str
    at: datetime
    action: str
    zh: str
    en: str
    who_zh: str
    who_en: str
    note: str = ""


def happening(kind: str, step: Step, steps: dict[str, words.Words], about: str) -> Happening:
    zh, en = steps[step.action]
    who_zh, who_en = words.of_role(step.role)
    return Happening(
        kind=kind,
        at=step.at,
        action=step.action,
        zh=f"{about}：{zh}" if about else zh,
        en=en,
        who_zh=who_zh,
        who_en=who_en,
        note=step.note,
    )


def inspection_timeline(inspection: Inspection) -> list[Happening]:
    return [
        happening("INSPECTION", step, words.INSPECTION_STEPS, inspection.stage_zh)
        for step in inspection.history
    ]


def timeline(project: Project, inspections: list[Found[Inspection]]) -> list[Happening]:
    """What happened to a project and at its inspections, oldest first (E-38)."""
    told = [happening("PROJECT", step, words.PROJECT_STEPS, "") for step in project.history]
    for found in inspections:
        told += inspection_timeline(found.state)
    return sorted(told, key=lambda one: one.at)


def done_of(
    changed: Changed[Project] | Changed[Inspection],
    status: str,
    zh: str,
    response: Response,
    warned: Sequence[Warned],
) -> Done:
    tagged(response, changed.version)
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=zh, warnings=list(warned)
    )
