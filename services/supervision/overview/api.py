"""The city's overview as JSON and as a workbook (C-13)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Paging
from services.supervision.overview import queries
from services.supervision.overview.pages import Look
from services.supervision.overview.queries import within
from services.supervision.overview.sheets import CITY_COLUMNS, city_rows
from services.supervision.overview.views import Overview, sums_of
from services.supervision.roles import City

api = APIRouter(prefix="/supervision/api", tags=["supervision"])
Year = Annotated[str, Query(max_length=10)]


@api.get("/overview")
async def get_overview(ask: City, paging: Paging, year: Year = "") -> Overview:
    """One year, street by street: stage, funnel, suggestions, turnout, projects, what is late."""
    city = await queries.city_of(ask.ctx, within(ask), year)
    here, following = queries.page_of(city.found, paging)
    rows = await queries.rows_of(ask.ctx, city, only=[one.street for one in here] or ("",))
    return Overview(
        cycle=city.cycle,
        cycles=list(city.cycles),
        items=rows,
        next=following,
        projects=sum(row.project_count for row in rows),
        overdue_inspections=sum(row.overdue_inspections for row in rows),
        sums=sums_of(rows),
    )


@api.get("/overview.xlsx")
async def get_overview_sheet(ask: City, look: Look) -> Response:
    """The streets of a year as a workbook: those that are looked at, in their order."""
    city = await queries.city_of(ask.ctx, within(ask), look.year)
    found = await queries.rows_of(ask.ctx, city, district=look.district, q=look.q)
    rows = city_rows(queries.sorted_rows(found, look.sort, ranked=False))
    name = f"街道总览{city.cycle}"
    return sheet_response(
        f"{name}.xlsx", write_table(name, CITY_COLUMNS, rows, mark=ask.ctx.settings.mark)
    )
