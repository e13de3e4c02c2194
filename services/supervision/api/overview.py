"""The city's overview: aggregates of every street, nothing else (C-13)."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Ask, Paging
from services.supervision import city, sheets
from services.supervision.api.people import City
from services.supervision.city import StreetRow

api = APIRouter(prefix="/supervision/api", tags=["supervision"])


class Overview(BaseModel):
    """One page of the streets within the person's scope, and the sums of this page."""

    items: list[StreetRow]
    next: str
    projects: int
    overdue_inspections: int


def within(ask: Ask) -> frozenset[str] | None:
    """The streets this person may see; nothing for all of them."""
    return None if ask.person.across else ask.person.streets


@api.get("/overview")
async def get_overview(ask: City, paging: Paging) -> Overview:
    """Stage, funnel, suggestions, projects, inspections and what is overdue, street by street."""
    rows, following = await city.page(ask.ctx, within(ask), paging)
    return Overview(
        items=rows,
        next=following,
        projects=sum(row.project_count for row in rows),
        overdue_inspections=sum(row.overdue_inspections for row in rows),
    )


@api.get("/overview.xlsx")
async def get_overview_sheet(ask: City) -> Response:
    """All streets as a workbook."""
    rows = sheets.city_rows(await city.every_row(ask.ctx, within(ask)))
    demo = ask.ctx.settings.demo
    data = write_table("街道总览", sheets.CITY_COLUMNS, rows, demo=demo)
    return sheet_response("街道总览.xlsx", data)
