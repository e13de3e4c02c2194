"""Projects as JSON and as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Page, Paging, tagged
from services.supervision.asking import asked_for, bounds_of, today_of
from services.supervision.kinds import PROJECTS
from services.supervision.project import queries
from services.supervision.project.course import course_of, seen_by
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.project.sheets import PROJECT_COLUMNS, PROJECT_TITLE, project_rows
from services.supervision.project.views import ProjectRow, ProjectView, project_row, project_view
from services.supervision.roles import Anyone
from services.supervision.sections import STRANDS

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
    where = asked_for(cycle=cycle, project_class=project_class, status=status or "")
    page = await queries.project_page(ask.ctx, ask.street, paging, where)
    today, rules = today_of(ask), await bounds_of(ask)
    return Page(items=[project_row(one, today, rules) for one in page.items], next=page.next)


@api.get("/projects.xlsx")
async def get_projects_sheet(
    ask: Anyone,
    cycle: Filter = "",
    project_class: Filter = "",
    status: ProjectStatus | None = None,
) -> Response:
    """项目清单 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    where = asked_for(cycle=cycle, project_class=project_class, status=status or "")
    rows = project_rows(
        ask.ctx.store.stream(PROJECTS, ask.street, where), today_of(ask), charter.projects.watch
    )
    name, mark = f"{charter.zh}{PROJECT_TITLE}.xlsx", ask.ctx.settings.mark
    return await stream_table(name, PROJECT_TITLE, PROJECT_COLUMNS, rows, mark=mark)


@api.get("/projects/{project}")
async def get_project(project: str, ask: Anyone, response: Response) -> ProjectView:
    """A project with its sources, inspections and timeline (E-29, E-30, E-38)."""
    seen = await seen_by(ask, project)
    told = await course_of(seen, STRANDS)
    tagged(response, seen.found.version)
    return project_view(seen.found, seen.held, seen.today, told.past, await bounds_of(ask))
