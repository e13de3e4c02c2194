"""Inspections as JSON and as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging, tagged
from services.supervision.asking import asked_for, today_of
from services.supervision.inspection import queries
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.sheets import INSPECTION_COLUMNS, inspection_rows
from services.supervision.inspection.views import (
    InspectionRow,
    InspectionView,
    inspection_row,
    inspection_view,
)
from services.supervision.roles import Anyone, is_staff

api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])

Filter = Annotated[str, Query(max_length=64)]


@api.get("/inspections")
async def get_inspections(
    ask: Anyone,
    paging: Paging,
    project: Filter = "",
    stage: Filter = "",
    status: Status | None = None,
) -> Page[InspectionRow]:
    """督查台账 by planned day, public (W-10)."""
    where = asked_for(project=project, stage=stage, status=status or "")
    page = await queries.inspection_page(ask.ctx, ask.street, paging, where)
    today = today_of(ask)
    return Page(items=[inspection_row(found, today) for found in page.items], next=page.next)


@api.get("/inspections.xlsx")
async def get_inspections_sheet(
    ask: Anyone, project: Filter = "", stage: Filter = "", status: Status | None = None
) -> Response:
    """督查台账 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    where = asked_for(project=project, stage=stage, status=status or "")
    found = await queries.inspections_of(ask.ctx, ask.street, where)
    rows = inspection_rows(found, today_of(ask))
    mark = ask.ctx.settings.mark
    data = write_table("督查台账", INSPECTION_COLUMNS, rows, mark=mark)
    return sheet_response(f"{charter.zh}督查台账.xlsx", data)


@api.get("/inspections/{inspection}")
async def get_inspection(inspection: str, ask: Anyone, response: Response) -> InspectionView:
    """An inspection; evidence is told to staff only."""
    found = await queries.inspection_of(ask.ctx, ask.street, inspection)
    tagged(response, found.version)
    return inspection_view(found, today_of(ask), is_staff(ask))
