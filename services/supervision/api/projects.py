"""Projects over HTTP: lists and facts. Their life: ``project_life``."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging, tagged
from services.supervision import queries, sheets
from services.supervision.actions import projects
from services.supervision.api import bodies
from services.supervision.api.answers import Done
from services.supervision.api.people import Anyone, Committee, Office, wished
from services.supervision.api.project_views import (
    ProjectRow,
    ProjectView,
    project_done,
    project_row,
    project_view,
)
from services.supervision.domain.project import ProjectStatus

api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])

Filter = Annotated[str, Query(max_length=64)]


@api.get("/projects")
async def get_projects(
    ask: Anyone,
    paging: Paging,
    cycle: Filter = "",
    project_class: Filter = "",
    status: ProjectStatus | None = None,
) -> Page[ProjectRow]:
    """项目清单, public (W-10)."""
    where = queries.given(cycle=cycle, project_class=project_class, status=status or "")
    page = await queries.project_page(ask.ctx, ask.street, paging, where)
    today = queries.day_of(ask.ctx)
    return Page(items=[project_row(found, today) for found in page.items], next=page.next)


@api.get("/projects.xlsx")
async def get_projects_sheet(
    ask: Anyone,
    cycle: Filter = "",
    project_class: Filter = "",
    status: ProjectStatus | None = None,
) -> Response:
    """项目清单 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    where = queries.given(cycle=cycle, project_class=project_class, status=status or "")
    found = await queries.projects_of(ask.ctx, ask.street, where)
    rows = sheets.project_rows(found, queries.day_of(ask.ctx))
    demo = ask.ctx.settings.demo
    data = write_table("项目清单", sheets.PROJECT_COLUMNS, rows, demo=demo)
    return sheet_response(f"{charter.zh}项目清单.xlsx", data)


@api.get("/projects/{project}")
async def get_project(project: str, ask: Anyone, response: Response) -> ProjectView:
    """A project with its sources, inspections and timeline (E-29, E-30, E-38)."""
    found = await queries.project_of(ask.ctx, ask.street, project)
    inspections = await queries.inspections_of(ask.ctx, ask.street, {"project": project})
    tagged(response, found.version)
    return project_view(found, inspections, queries.day_of(ask.ctx))


@api.patch("/projects/{project}")
async def patch_project(project: str, body: bodies.Facts, ask: Office, response: Response) -> Done:
    """Put facts right, with a reason; the trail keeps what they were."""
    wish = wished(ask, project, "correct_project")
    changed = await projects.correct_project(wish, body.given(), body.reason)
    return project_done(changed, response)


@api.post("/projects/{project}/reclass")
async def post_reclass(
    project: str, body: bodies.Reclass, ask: Committee, response: Response
) -> Done:
    """Another class; the group moves with it (E-31)."""
    wish = wished(ask, project, "reclass_project")
    changed = await projects.reclass_project(wish, body.project_class, body.reason)
    return project_done(changed, response)
