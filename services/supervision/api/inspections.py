"""Inspections over HTTP: calendar, arrangements, what was found, recheck."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.charters import charter_of
from chassis.decision import Cause
from chassis.sheets import sheet_response, write_table
from chassis.web import Ask, Page, Paging, anyone, asked, tagged
from contracts.charter import Role
from services.supervision import queries, sheets
from services.supervision.actions.inspections import Decide, change_inspection
from services.supervision.api import bodies
from services.supervision.domain import inspection as inspecting
from services.supervision.domain.inspection import Recheck, Report, Status
from services.supervision.views import (
    Done,
    InspectionRow,
    InspectionView,
    inspection_done,
    inspection_row,
    inspection_view,
    is_staff,
)

api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])

Anyone = Annotated[Ask, anyone("supervision")]
Committee = Annotated[Ask, asked("supervision", Role.NPC_COMMITTEE)]
Office = Annotated[Ask, asked("supervision", Role.NPC_COMMITTEE, Role.STREET_OFFICE)]
Inspector = Annotated[Ask, asked("supervision", Role.NPC_COMMITTEE, Role.DEPUTY)]
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
    page = await queries.inspection_page(
        ask.ctx, ask.street, paging, project=project, stage=stage, status=status or ""
    )
    today = queries.day_of(ask.ctx)
    return Page(items=[inspection_row(found, today) for found in page.items], next=page.next)


@api.get("/inspections.xlsx")
async def get_inspections_sheet(
    ask: Anyone, project: Filter = "", stage: Filter = "", status: Status | None = None
) -> Response:
    """督查台账 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    found = await queries.inspections_of(
        ask.ctx, ask.street, project=project, stage=stage, status=status or ""
    )
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
    cause = ask.cause("correct_inspection")
    return await _done(
        ask,
        inspection,
        lambda found: inspecting.correct(
            found, body.planned_on, body.inspectors, body.reason, cause
        ),
        cause,
        response,
    )


@api.post("/inspections/{inspection}/notify")
async def post_notify(inspection: str, ask: Committee, response: Response) -> Done:
    """Department and deputies are told."""
    cause = ask.cause("notify_inspection")
    return await _done(
        ask, inspection, lambda found: inspecting.notify(found, cause), cause, response
    )


@api.post("/inspections/{inspection}/conduct")
async def post_conduct(
    inspection: str, body: bodies.Conducted, ask: Inspector, response: Response
) -> Done:
    """What the deputies saw of progress, quality and funds (E-34)."""
    cause = ask.cause("conduct_inspection")
    report = Report(**body.model_dump())
    today = queries.day_of(ask.ctx)
    return await _done(
        ask,
        inspection,
        lambda found: inspecting.conduct(inspection, found, report, today, cause),
        cause,
        response,
    )


@api.post("/inspections/{inspection}/findings")
async def post_findings(
    inspection: str, body: bodies.NewFindings, ask: Inspector, response: Response
) -> Done:
    """Problems that were found; more may follow until they are to be put right."""
    cause = ask.cause("record_findings")
    findings = [new.finding() for new in body.findings]
    return await _done(
        ask, inspection, lambda found: inspecting.find(found, findings, cause), cause, response
    )


@api.post("/inspections/{inspection}/rectify")
async def post_rectify(
    inspection: str, body: bodies.Rectification, ask: Committee, response: Response
) -> Done:
    """To be put right by a day (E-35)."""
    cause = ask.cause("order_rectification")
    today = queries.day_of(ask.ctx)
    return await _done(
        ask,
        inspection,
        lambda found: inspecting.rectify(found, body.due_on, today, cause),
        cause,
        response,
    )


@api.post("/inspections/{inspection}/recheck")
async def post_recheck(
    inspection: str, body: bodies.Rechecked, ask: Inspector, response: Response
) -> Done:
    """Another person looks again."""
    cause = ask.cause("recheck_inspection")
    today = queries.day_of(ask.ctx)
    looked = Recheck(by=body.by, on=today, passed=body.passed, note=body.note)
    return await _done(
        ask,
        inspection,
        lambda found: inspecting.recheck(found, looked, body.due_on, today, cause),
        cause,
        response,
    )


@api.post("/inspections/{inspection}/close")
async def post_close(inspection: str, ask: Committee, response: Response) -> Done:
    """Nothing is open any more."""
    cause = ask.cause("close_inspection")
    return await _done(
        ask, inspection, lambda found: inspecting.close(found, cause), cause, response
    )


@api.post("/inspections/{inspection}/waive")
async def post_waive(
    inspection: str, body: bodies.Reasoned, ask: Committee, response: Response
) -> Done:
    """Do without it, with a reason (E-33)."""
    cause = ask.cause("waive_inspection")
    return await _done(
        ask, inspection, lambda found: inspecting.waive(found, body.reason, cause), cause, response
    )


async def _done(
    ask: Ask, inspection: str, decide: Decide, cause: Cause, response: Response
) -> Done:
    changed = await change_inspection(
        ask.ctx, ask.street, inspection, decide, cause, ask.if_version
    )
    return inspection_done(changed, response)
