"""Pages of projects: list, one project with its timeline and forms, fragments for other pages."""

from collections import Counter
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.errors import Problem
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from chassis.web.forms import given_of, tried
from services.supervision import queries
from services.supervision.api.answers import Happening
from services.supervision.api.inspection_views import InspectionRow
from services.supervision.api.people import Anyone, Staff, wished
from services.supervision.api.project_views import ProjectRow, project_row, project_view
from services.supervision.domain.inspection import AHEAD
from services.supervision.domain.life import outside_guide
from services.supervision.domain.project import Plan, ProjectStatus
from services.supervision.pages.forms import PROJECT_FORMS, step_of
from services.supervision.pages.showing import show, version_of

project_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)

Filter = Annotated[str, Query(max_length=64)]
PATH = ("APPROVED", "PLANNED", "STARTED", "IMPLEMENTING", "READY", "ACCEPTED", "WRITTEN_OFF")
"""The straight way of a project, as the stepper draws it."""


@project_pages.get("")
async def get_home(ask: Anyone) -> Response:
    """The list of projects is where supervision begins."""
    return RedirectResponse(f"/supervision/streets/{ask.street}/projects", 303)


@project_pages.get("/projects")
async def get_projects(
    ask: Anyone, cycle: Filter = "", project_class: Filter = "", light: Filter = ""
) -> Response:
    """项目清单 of a cycle: class, group, light (E-31, E-35)."""
    chosen, rows, cycles = await _rows(ask, cycle)
    late = await queries.overdue_inspections(ask.ctx, ask.street)
    return await show(
        ask,
        "projects.html",
        cycle=chosen,
        cycles=cycles,
        every=rows,
        rows=[row for row in rows if _shown(row, project_class, light)],
        project_class=project_class,
        light=light,
        classes=Counter(row.project_class for row in rows),
        lights=Counter(row.light.colour for row in rows if row.light),
        late=len(late),
    )


async def _rows(ask: Ask, cycle: str) -> tuple[str, list[ProjectRow], list[str]]:
    chosen, found, cycles = await queries.newest_projects(ask.ctx, ask.street, cycle)
    today = queries.day_of(ask.ctx)
    return chosen, [project_row(one, today) for one in found], cycles


def _shown(row: ProjectRow, project_class: str, light: str) -> bool:
    colour = row.light.colour if row.light else ""
    return project_class in ("", row.project_class) and light in ("", colour)


@project_pages.get("/chosen")
async def get_chosen(ask: Anyone, cycle: Filter = "") -> Response:
    """Fragment for the street's page: the chosen projects with class, group and light."""
    chosen, rows, _ = await _rows(ask, cycle)
    return await show(ask, "chosen.html", rows=rows, cycle=chosen)


@project_pages.get("/for/{candidate}")
async def get_for(ask: Anyone, candidate: str) -> Response:
    """Fragment for a candidate's page: what became of it (E-29)."""
    found = await queries.projects_of(ask.ctx, ask.street, {"candidate": candidate})
    today = queries.day_of(ask.ctx)
    views = []
    for one in found:
        held = await queries.inspections_of(ask.ctx, ask.street, {"project": one.id})
        views.append(project_view(one, held, today))
    return await show(ask, "for.html", views=views, next_of=_next_of)


def _next_of(inspections: list[InspectionRow]) -> InspectionRow | None:
    return next((one for one in inspections if one.status in AHEAD), None)


@project_pages.get("/projects/{project}")
async def get_project(ask: Anyone, project: str, kind: Filter = "") -> Response:
    """A project: facts, plan, inspections, timeline, and the way back to its suggestions."""
    return await project_page(ask, project, kind)


async def project_page(
    ask: Ask, project: str, kind: str = "", problem: Problem | None = None, step: str = ""
) -> Response:
    """The page, with the reason above it where a step was refused."""
    found = await queries.project_of(ask.ctx, ask.street, project)
    held = await queries.inspections_of(ask.ctx, ask.street, {"project": project})
    today = queries.day_of(ask.ctx)
    one = project_view(found, held, today)
    plan = found.state.plan
    needs_members = found.state.status is ProjectStatus.READY and ask.person.signed_in
    return await show(
        ask,
        "project.html",
        problem=problem,
        step=step,
        given=given_of(await ask.request.form()) if problem else {},
        one=one,
        today=today,
        kind=kind,
        happenings=_happenings(one.timeline, one.inspections, kind),
        place=PATH.index(_place(one.status, found.state.change)),
        course=PATH,
        outside=await _outside(ask, plan),
        timetable=_timetable(plan),
        members=await queries.members_in_office(ask.ctx, ask.street) if needs_members else [],
    )


def _place(status: str, change: Any) -> str:
    if change is not None:
        return str(change.before)
    return {"RECTIFYING": "READY", "TERMINATED": "APPROVED"}.get(status, status)


async def _outside(ask: Ask, plan: Plan | None) -> bool:
    if plan is None:
        return False
    charter = await charter_of(ask.ctx, ask.street)
    return outside_guide(charter.projects, plan.budget_yuan)


def _timetable(plan: Plan | None) -> str:
    return "\n".join(f"{m.due_on} {m.title}" for m in plan.milestones) if plan else ""


def _happenings(
    told: list[Happening], inspections: list[InspectionRow], kind: str
) -> list[dict[str, Any]]:
    """Past steps, then what lies ahead, which says that an inspection was planned."""
    past: list[dict[str, Any]] = [
        {"date": one.at, "zh": one.zh, "en": one.en, "who": one, "note": one.note, "state": "done"}
        for one in told
        if kind in ("", one.kind) and (one.kind, one.action) != ("INSPECTION", "plan")
    ]
    ahead = [_ahead(one) for one in inspections if one.status in AHEAD and kind != "PROJECT"]
    return past + ahead


def _ahead(one: InspectionRow) -> dict[str, Any]:
    told = (f"计划开展{one.stage_zh}", f"{one.stage_en} planned")
    late = (f"{one.stage_zh}已过计划日期，尚未开展", f"{one.stage_en} is overdue")
    zh, en = late if one.overdue else told
    state = "problem" if one.overdue else "future"
    return {"date": one.planned_on, "zh": zh, "en": en, "who": None, "note": "", "state": state}


@project_pages.post("/projects/{project}/steps/{step}")
async def post_step(ask: Staff, project: str, step: str) -> Response:
    """A step of a project from its form; each step names its roles in ``forms``."""
    wanted = step_of(PROJECT_FORMS, step)
    ask.need(*wanted.roles)
    form = await ask.request.form()
    wish = replace(wished(ask, project, wanted.action), version=version_of(form))
    return await tried(
        lambda: wanted.act(wish, form),
        f"/supervision/streets/{ask.street}/projects/{project}",
        lambda problem: project_page(ask, project, "", problem, step),
    )
