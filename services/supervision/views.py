"""Projects and inspections as the API shows them. Free notes on evidence go to staff only."""

from datetime import date, datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from chassis.store import Changed, Found
from chassis.web import Ask, tagged
from contracts.charter import Charter
from services.supervision import words
from services.supervision.domain.history import Step
from services.supervision.domain.inspection import (
    Finding,
    Inspection,
    Recheck,
    Verdict,
    overdue,
)
from services.supervision.domain.life import outside_guide
from services.supervision.domain.lights import Light, light_of
from services.supervision.domain.project import (
    Acceptance,
    ChangeRequest,
    Plan,
    Project,
    Readiness,
)
from services.supervision.queries import STAFF


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


class LightView(BaseModel):
    """The status light with its words; ``days`` and ``points`` behind the plan."""

    colour: str
    zh: str
    en: str
    days: int
    points: int


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


class ProjectRow(BaseModel):
    """A project in a list. ``group`` is the group's Chinese name."""

    id: str
    version: int
    no: int
    title: str
    cycle: str
    candidate: str
    project_class: str
    class_zh: str
    class_en: str
    group: str
    group_id: str
    group_en: str
    place: str
    budget_yuan: int
    funding: str
    funding_zh: str
    unit: str
    beneficiaries: str
    approved_by: str
    announced_on: date
    finish_on: date | None
    status: str
    status_zh: str
    status_en: str
    light: LightView | None


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
    """An inspection with its trail; ``evidence`` only for staff."""

    evidence: str | None
    timeline: list[Happening]


class ProjectView(ProjectRow):
    """A project with everything that happened to it."""

    ballot: str
    sources: list[str]
    plan: Plan | None
    change: ChangeRequest | None
    readiness: Readiness | None
    acceptance: Acceptance | None
    inspections: list[InspectionRow]
    timeline: list[Happening]


def light_view(light: Light | None) -> LightView | None:
    """The light with its words."""
    if light is None:
        return None
    zh, en = words.LIGHTS[light.colour]
    return LightView(colour=light.colour, zh=zh, en=en, days=light.days, points=light.points)


def project_row(found: Found[Project], today: date) -> ProjectRow:
    """A project as one row."""
    return ProjectRow(**_row_values(found, today))


def _row_values(found: Found[Project], today: date) -> dict[str, Any]:
    project = found.state
    status_zh, status_en = words.of_project(project.status)
    told = ProjectRow.model_fields.keys() & Project.model_fields.keys() - {"group", "status"}
    return {
        **{name: getattr(project, name) for name in told},
        "id": found.id,
        "version": found.version,
        "group": project.group.zh,
        "group_id": project.group.id,
        "group_en": project.group.en,
        "funding_zh": words.of_funding(project.funding)[0],
        "finish_on": project.plan.finish_on if project.plan else None,
        "status": project.status,
        "status_zh": status_zh,
        "status_en": status_en,
        "light": light_view(light_of(project, today)),
    }


def project_view(
    found: Found[Project], inspections: list[Found[Inspection]], today: date
) -> ProjectView:
    """A project with its inspections and its timeline."""
    project = found.state
    return ProjectView(
        **_row_values(found, today),
        ballot=project.ballot,
        sources=list(project.sources),
        plan=project.plan,
        change=project.change,
        readiness=project.readiness,
        acceptance=project.acceptance,
        inspections=[inspection_row(one, today) for one in inspections],
        timeline=timeline(project, inspections),
    )


def timeline(project: Project, inspections: list[Found[Inspection]]) -> list[Happening]:
    """What happened to a project and at its inspections, oldest first (E-38)."""
    told = [_happening("PROJECT", step, words.PROJECT_STEPS, "") for step in project.history]
    for found in inspections:
        told += _inspection_timeline(found.state)
    return sorted(told, key=lambda one: one.at)


def _inspection_timeline(inspection: Inspection) -> list[Happening]:
    return [
        _happening("INSPECTION", step, words.INSPECTION_STEPS, inspection.stage_zh)
        for step in inspection.history
    ]


def _happening(kind: str, step: Step, steps: dict[str, words.Words], about: str) -> Happening:
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


def inspection_row(found: Found[Inspection], today: date) -> InspectionRow:
    """An inspection as one row."""
    return InspectionRow(**_inspection_values(found, today))


def _inspection_values(found: Found[Inspection], today: date) -> dict[str, Any]:
    inspection = found.state
    report = inspection.report
    status_zh, status_en = words.of_inspection(inspection.status)
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
        timeline=_inspection_timeline(found.state),
    )


def is_staff(ask: Ask) -> bool:
    """Whether this person works with the street's projects."""
    return ask.person.has(*STAFF) and ask.person.in_street(ask.street)


def project_done(changed: Changed[Project], response: Response, *warned: Warned) -> Done:
    """The answer to a command on a project."""
    zh = words.of_project(changed.state.status)[0]
    return _done(changed, changed.state.status, zh, response, warned)


def inspection_done(changed: Changed[Inspection], response: Response) -> Done:
    """The answer to a command on an inspection."""
    zh = words.of_inspection(changed.state.status)[0]
    return _done(changed, changed.state.status, zh, response, ())


def _done(
    changed: Changed[Project] | Changed[Inspection],
    status: str,
    zh: str,
    response: Response,
    warned: tuple[Warned, ...],
) -> Done:
    tagged(response, changed.version)
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=zh, warnings=list(warned)
    )


def budget_warnings(charter: Charter, plan: Plan) -> list[Warned]:
    """The warning for a budget outside the street's guide (W-16)."""
    rules = charter.projects
    if not outside_guide(rules, plan.budget_yuan):
        return []
    asked = "" if plan.budget_reason else "，请补充理由"
    return [
        Warned(
            code="budget-outside-guide",
            zh=f"预算超出 {rules.budget_from:,}–{rules.budget_to:,} 元的指导范围{asked}。",
            en=f"The budget is outside the guide of ¥{rules.budget_from:,}–{rules.budget_to:,}.",
        )
    ]
