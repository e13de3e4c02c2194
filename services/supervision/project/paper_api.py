"""Papers and workbooks of projects: 项目清单, 路线图 and each project's 倒排时间表."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.errors import NotFound
from chassis.rooms.calendar import calendar_of
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import Paper, paper_response
from chassis.rooms.sheets import Column, sheet_response, write_table
from chassis.web.ask import Ask
from services.supervision.asking import today_of
from services.supervision.project import papers
from services.supervision.project.queries import newest_projects, project_of
from services.supervision.project.views import project_row
from services.supervision.roles import Anyone
from services.supervision.schedule.domain.gantt import picture
from services.supervision.schedule.papers import SHEET_COLUMNS, sheet_rows, timetable_paper
from services.supervision.schedule.queries import schedule_of
from services.supervision.schedule.views import ScheduleView, done_days, schedule_view

paper_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


async def _printed(ask: Ask, paper: Paper) -> Response:
    return await paper_response(ask.ctx.settings, paper, "pdf", ask.ctx.now())


@paper_api.get("/projects.pdf")
async def get_list(ask: Anyone, cycle: str = "") -> Response:
    """项目清单 on A3 across."""
    charter = await charter_of(ask.ctx, ask.street)
    chosen, found, _ = await newest_projects(ask.ctx, ask.street, cycle)
    return await _printed(ask, papers.list_paper(charter, chosen, found, today_of(ask)))


@paper_api.get("/roadmap.pdf")
async def get_roadmap(ask: Anyone, cycle: str = "") -> Response:
    """路线图 on one page of A3 across (W-19)."""
    charter = await charter_of(ask.ctx, ask.street)
    chosen, found, _ = await newest_projects(ask.ctx, ask.street, cycle)
    return await _printed(ask, papers.roadmap_paper(charter, chosen, found, today_of(ask)))


@paper_api.get("/roadmap.xlsx")
async def get_roadmap_sheet(ask: Anyone, cycle: str = "") -> Response:
    """路线图 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    chosen, found, _ = await newest_projects(ask.ctx, ask.street, cycle)
    months = papers.roadmap_months(one.state for one in found)
    columns = [Column("no", "序号", "int"), Column("title", "项目", max_length=60)]
    columns += [Column(f"m{n}", f"{y}年{m}月", max_length=60) for n, (y, m) in enumerate(months)]
    columns.append(Column("light", "进度灯", max_length=10))
    today = today_of(ask)
    rows: list[dict[str, Any]] = []
    for one in found:
        light = project_row(one, today, charter.projects.watch).light
        cells = papers.roadmap_cells(one.state, months, today)
        row = {f"m{n}": "；".join(cell) for n, cell in enumerate(cells)}
        about = {"no": one.state.no, "title": one.state.title, "light": light.zh if light else ""}
        rows.append(row | about)
    data = write_table("路线图", columns, rows, mark=ask.ctx.settings.mark)
    return sheet_response(f"{charter.zh}{chosen}路线图.xlsx", data)


async def _timetable(ask: Ask, project: str) -> ScheduleView:
    """Raises ``NotFound`` where no timetable was laid down."""
    found = await project_of(ask.ctx, ask.street, project)
    laid = await schedule_of(ask.ctx, ask.street, project)
    if not laid.state.laid:
        raise NotFound("no-schedule", "还没有倒排时间表。", "There is no timetable yet.")
    calendar = calendar_of(ask.ctx.settings)
    return schedule_view(laid.state, laid.version, found.state, calendar, today_of(ask))


@paper_api.get("/projects/{project}/schedule.pdf")
async def get_schedule_paper(project: str, ask: Anyone) -> Response:
    """倒排时间表 with its picture on A3 across."""
    view = await _timetable(ask, project)
    charter = await charter_of(ask.ctx, ask.street)
    found = (await project_of(ask.ctx, ask.street, project)).state
    laid = (await schedule_of(ask.ctx, ask.street, project)).state
    drawing = picture(laid, done_days(found), today_of(ask))
    return await _printed(ask, timetable_paper(charter, found, view, drawing, today_of(ask)))


@paper_api.get("/projects/{project}/schedule.xlsx")
async def get_schedule_sheet(project: str, ask: Anyone) -> Response:
    """倒排时间表 as a workbook."""
    view = await _timetable(ask, project)
    found = (await project_of(ask.ctx, ask.street, project)).state
    data = write_table("倒排时间表", SHEET_COLUMNS, sheet_rows(view), mark=ask.ctx.settings.mark)
    return sheet_response(f"{found.title}倒排时间表.xlsx", data)
