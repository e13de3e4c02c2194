"""Projects as the API shows them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from contracts.charter import Charter
from services.supervision import words
from services.supervision.api.answers import Done, Happening, Warned, done_of, timeline
from services.supervision.api.inspection_views import InspectionRow, inspection_row
from services.supervision.domain.inspection import Inspection
from services.supervision.domain.life import outside_guide
from services.supervision.domain.lights import Light, light_of
from services.supervision.domain.project import (
    Acceptance,
    ChangeRequest,
    Plan,
    Project,
    Readiness,
)


class LightView(BaseModel):
    """The status light with its words; ``days`` and ``points`` behind the plan."""

    colour: str
    zh: str
    en: str
    days: int
    points: int


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


def project_done(
    changed: Changed[Project], response: Response, warned: Sequence[Warned] = ()
) -> Done:
    """The answer to a command on a project."""
    zh = words.of_project(changed.state.status)[0]
    return done_of(changed, changed.state.status, zh, response, warned)


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
