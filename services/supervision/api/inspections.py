"""Inspections over HTTP: calendar, arrangements, what was found, recheck."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging, tagged
from services.supervision import queries, sheets
from services.supervision.actions import inspections
from services.supervision.api import bodies
from services.supervision.api.answers import Done
from services.supervision.api.inspection_views import (
    InspectionRow,
    InspectionView,
    inspection_done,
    inspection_row,
    inspection_view,
)
from services.supervision.api.people import Anyone, Committee, Inspector, Office, is_staff, wished
from services.supervision.domain.inspection import Status

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
    where = queries.given(project=project, stage=stage, status=status or "")
    page = await queries.inspection_page(ask.ctx, ask.street, paging, where)
    today = queries.day_of(ask.ctx)
    return Page(items=[inspection_row(found, today) for found in page.items], next=page.next)


@api.get("/inspections.xlsx")
async def get_inspections_sheet(
    ask: Anyone, project: Filter = "", stage: Filter = "", status: Status | None = None
) -> Response:
    """督查台账 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    where = queries.given(project=project, stage=stage, status=status or "")
    found = await queries.inspections_of(ask.ctx, ask.street, where)
    rows = sheets.inspection_rows(found, queries.day_of(ask.ctx))
    demo = ask.ctx.settings.demo
    data = write_table("督查台账", sheets.INSPECTION_COLUMNS, rows, demo=demo)
    return sheet_response(f"{charter.zh}督查台账.xlsx", data)


@api.get("/inspections/{inspection}")
async def get_inspection(inspection: str, ask: Anyone, response: Response) -> InspectionView:
    """An inspection; evidence is told to staff only."""
    found = await queries.inspection_of(ask.ctx, ask.street, inspection)
    tagged(response, found.version)
    return inspection_view(found, queries.day_of(ask.ctx), is_staff(ask))


@api.patch("/inspections/{inspection}")
async def patch_inspection(
    inspection: str, body: bodies.Arrangements, ask: Office, response: Response
) -> Done:
    """Another day or other deputies, while it lies ahead."""
    wish = wished(ask, inspection, "correct_inspection")
    changed = await inspections.correct_inspection(
        wish, body.planned_on, body.inspectors, body.reason
    )
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/notify")
async def post_notify(inspection: str, ask: Committee, response: Response) -> Done:
    """Department and deputies are told."""
    changed = await inspections.notify_inspection(wished(ask, inspection, "notify_inspection"))
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/conduct")
async def post_conduct(
    inspection: str, body: bodies.Conducted, ask: Inspector, response: Response
) -> Done:
    """What the deputies saw of progress, quality and funds (E-34)."""
    wish = wished(ask, inspection, "conduct_inspection")
    changed = await inspections.conduct_inspection(wish, body.report())
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/findings")
async def post_findings(
    inspection: str, body: bodies.NewFindings, ask: Inspector, response: Response
) -> Done:
    """Problems that were found; more may follow until they are to be put right."""
    wish = wished(ask, inspection, "record_findings")
    changed = await inspections.record_findings(wish, [new.finding() for new in body.findings])
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/rectify")
async def post_rectify(
    inspection: str, body: bodies.Rectification, ask: Committee, response: Response
) -> Done:
    """To be put right by a day (E-35)."""
    wish = wished(ask, inspection, "order_rectification")
    changed = await inspections.order_rectification(wish, body.due_on)
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/recheck")
async def post_recheck(
    inspection: str, body: bodies.Rechecked, ask: Inspector, response: Response
) -> Done:
    """Another person looks again."""
    wish = wished(ask, inspection, "recheck_inspection")
    changed = await inspections.recheck_inspection(
        wish, body.by, body.passed, body.note, body.due_on
    )
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/close")
async def post_close(inspection: str, ask: Committee, response: Response) -> Done:
    """Nothing is open any more."""
    changed = await inspections.close_inspection(wished(ask, inspection, "close_inspection"))
    return inspection_done(changed, response)


@api.post("/inspections/{inspection}/waive")
async def post_waive(
    inspection: str, body: bodies.Reasoned, ask: Committee, response: Response
) -> Done:
    """Do without it, with a reason (E-33)."""
    wish = wished(ask, inspection, "waive_inspection")
    changed = await inspections.waive_inspection(wish, body.reason)
    return inspection_done(changed, response)
