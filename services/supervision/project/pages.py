"""Pages of projects: list, one project with its timeline and forms, fragments for other pages."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from services.supervision.asking import bounds_of, today_of
from services.supervision.inspection.domain.inspection import AHEAD
from services.supervision.inspection.queries import inspections_of, overdue_inspections
from services.supervision.inspection.views import InspectionRow
from services.supervision.project import queries
from services.supervision.project.course import course_of, seen_by
from services.supervision.project.domain.project import Project
from services.supervision.project.frame import Drawn, Section, Seen
from services.supervision.project.views import ProjectRow, project_row, project_view
from services.supervision.roles import Anyone
from services.supervision.sections import SECTIONS, STRANDS
from services.supervision.showing import show

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
    late = await overdue_inspections(ask.ctx, ask.street)
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
        older=await queries.open_of_others(ask.ctx, ask.street, chosen),
    )


async def _rows(ask: Ask, cycle: str) -> tuple[str, list[ProjectRow], list[str]]:
    chosen, found, cycles = await queries.newest_projects(ask.ctx, ask.street, cycle)
    today, rules = today_of(ask), await bounds_of(ask)
    return chosen, [project_row(one, today, rules) for one in found], cycles


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
    today, rules = today_of(ask), await bounds_of(ask)
    views = []
    for one in found:
        held = await inspections_of(ask.ctx, ask.street, {"project": one.id})
        views.append(project_view(one, held, today, (), rules))
    return await show(ask, "for.html", views=views, next_of=_next_of)


def _next_of(inspections: list[InspectionRow]) -> InspectionRow | None:
    return next((one for one in inspections if one.status in AHEAD), None)


@project_pages.get("/projects/{project}")
async def get_project(ask: Anyone, kind: Filter = "") -> Response:
    """A project: facts, plan, inspections, timeline, and the way back to its suggestions."""
    return await project_page(ask, kind=kind)


async def project_page(ask: Ask, refusal: Refusal | None = None, kind: str = "") -> Response:
    """The page, with the reason above it where a form was refused."""
    seen = await seen_by(ask, ask.request.path_params["project"], refusal)
    drawn = await _drawn(seen)
    told = await course_of(seen, STRANDS, kind)
    return await show(
        ask,
        "project.html",
        refusal=refusal,
        drawn=drawn,
        every_offer=[offer for _, one in drawn for offer in one.offers.values()],
        one=project_view(seen.found, seen.held, seen.today, told.past, await bounds_of(ask)),
        kind=kind,
        strands=STRANDS,
        told=told,
        place=PATH.index(_place(seen.project)),
        course=PATH,
        last_words=seen.project.history[-1].note,
    )


async def _drawn(seen: Seen) -> list[tuple[Section, Drawn]]:
    drawn = [(section, await section.draw(seen)) for section in SECTIONS]
    return [(section, one) for section, one in drawn if one is not None]


def _place(project: Project) -> str:
    status = project.change.before if project.change else project.status
    return {"RECTIFYING": "READY", "TERMINATED": "APPROVED"}.get(status, status)
