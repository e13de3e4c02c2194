"""Projects as the API shows them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from contracts.charter import Charter
from contracts.project_rules import WatchRules
from services.supervision import labels
from services.supervision.command_answer import Done, Warned
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.inspection.views import InspectionRow, inspection_row
from services.supervision.project.domain.ending import (
    Acceptance,
    Rating,
    Readiness,
    SurveyResult,
    WriteOff,
)
from services.supervision.project.domain.life import outside_guide
from services.supervision.project.domain.lights import Light, days_late, light_of
from services.supervision.project.domain.project import ChangeRequest, Plan, Project
from services.supervision.trail.views import Happening


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
    """A project with everything that happened to it; ``disputes`` and ``photos`` are numbers."""

    ballot: str
    sources: list[str]
    plan: Plan | None
    change: ChangeRequest | None
    readiness: Readiness | None
    acceptance: Acceptance | None
    rating: Rating | None
    survey: SurveyResult | None
    written_off: WriteOff | None
    rectify_by: date | None
    disputes: int
    photos: int
    inspections: list[InspectionRow]
    timeline: list[Happening]


class MilestoneView(BaseModel):
    """A milestone in the timetable: ``days_late`` of one that is not done, ``early`` where its
    date lies before the project."""

    title: str
    due_on: date
    done_on: date | None
    days_late: int
    early: bool


def milestone_views(project: Project, today: date) -> list[MilestoneView]:
    """The timetable of a project; empty before it has a plan."""
    return [
        MilestoneView(
            **one.model_dump(),
            days_late=max(0, days_late(project, one.due_on, today)),
            early=one.due_on < project.announced_on,
        )
        for one in (project.plan.milestones if project.plan else ())
    ]


def light_view(light: Light | None) -> LightView | None:
    """The light with its labels."""
    if light is None:
        return None
    zh, en = labels.LIGHTS[light.colour]
    return LightView(colour=light.colour, zh=zh, en=en, days=light.days, points=light.points)


def project_row(found: Found[Project], today: date, rules: WatchRules) -> ProjectRow:
    """A project as one row."""
    return ProjectRow(**_row_values(found, today, rules))


def _row_values(found: Found[Project], today: date, rules: WatchRules) -> dict[str, Any]:
    project = found.state
    status_zh, status_en = labels.of_project(project.status)
    told = ProjectRow.model_fields.keys() & Project.model_fields.keys() - {"group", "status"}
    return {
        **{name: getattr(project, name) for name in told},
        "id": found.id,
        "version": found.version,
        "group": project.group.zh,
        "group_id": project.group.id,
        "group_en": project.group.en,
        "funding_zh": labels.of_funding(project.funding)[0],
        "finish_on": project.plan.finish_on if project.plan else None,
        "status": project.status,
        "status_zh": status_zh,
        "status_en": status_en,
        "light": light_view(light_of(project, today, rules)),
    }


def project_view(
    found: Found[Project],
    inspections: Sequence[Found[Inspection]],
    today: date,
    timeline: Sequence[Happening],
    rules: WatchRules,
) -> ProjectView:
    """A project with its inspections and what its timeline tells, oldest first (E-38)."""
    project = found.state
    return ProjectView(
        **_row_values(found, today, rules),
        ballot=project.ballot,
        sources=list(project.sources),
        plan=project.plan,
        change=project.change,
        readiness=project.readiness,
        acceptance=project.acceptance,
        rating=project.rating,
        survey=project.survey,
        written_off=project.written_off,
        rectify_by=project.rectify_by,
        disputes=len(project.disputes),
        photos=len(project.photos),
        inspections=[inspection_row(one, today) for one in inspections],
        timeline=list(timeline),
    )


def project_done(changed: Changed[Project]) -> Done:
    """The answer to a command on a project."""
    zh = labels.of_project(changed.state.status)[0]
    return Done(id=changed.id, version=changed.version, status=changed.state.status, status_zh=zh)


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
