"""The city's overview as JSON and as a workbook (C-13)."""

from fastapi import APIRouter, Response

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Paging
from services.supervision.overview import queries
from services.supervision.overview.queries import within
from services.supervision.overview.sheets import CITY_COLUMNS, city_rows
from services.supervision.overview.views import Overview
from services.supervision.roles import City

api = APIRouter(prefix="/supervision/api", tags=["supervision"])


@api.get("/overview")
async def get_overview(ask: City, paging: Paging) -> Overview:
    """Stage, funnel, suggestions, projects, inspections and what is overdue, street by street."""
    rows, following = await queries.page(ask.ctx, within(ask), paging)
    return Overview(
        items=rows,
        next=following,
        projects=sum(row.project_count for row in rows),
        overdue_inspections=sum(row.overdue_inspections for row in rows),
    )


@api.get("/overview.xlsx")
async def get_overview_sheet(ask: City) -> Response:
    """All streets as a workbook."""
    rows = city_rows(await queries.every_row(ask.ctx, within(ask)))
    mark = ask.ctx.settings.mark
    data = write_table("街道总览", CITY_COLUMNS, rows, mark=mark)
    return sheet_response("街道总览.xlsx", data)
