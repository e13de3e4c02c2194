"""Inspections as JSON and as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Page, Paging, tagged
from services.supervision.asking import asked_for, today_of
from services.supervision.inspection import queries
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.sheets import (
    INSPECTION_COLUMNS,
    INSPECTION_TITLE,
    inspection_rows,
)
from services.supervision.inspection.views import (
    InspectionRow,
    InspectionView,
    inspection_row,
    inspection_view,
)
from services.supervision.kinds import INSPECTIONS
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
    rows = inspection_rows(ask.ctx.store.stream(INSPECTIONS, ask.street, where), today_of(ask))
    name, mark = f"{charter.zh}{INSPECTION_TITLE}.xlsx", ask.ctx.settings.mark
    return await stream_table(name, INSPECTION_TITLE, INSPECTION_COLUMNS, rows, mark=mark)


@api.get("/inspections/{inspection}")
async def get_inspection(inspection: str, ask: Anyone, response: Response) -> InspectionView:
    """An inspection; evidence is told to staff only."""
    found = await queries.inspection_of(ask.ctx, ask.street, inspection)
    tagged(response, found.version)
    return inspection_view(found, today_of(ask), is_staff(ask))
