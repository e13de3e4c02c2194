"""The ledger in and out as a workbook, and how far an import is."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from chassis.core.catalogue import sheet_empty
from chassis.rooms.batch import MAX_ROWS
from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_stream import stream_table
from chassis.rooms.sheets import read_upload
from services.intake.importing.ledger import LEDGER, order_import, preview_import
from services.intake.importing.queries import batch_of
from services.intake.importing.sheets import COLUMNS, TITLE, ledger_rows
from services.intake.importing.views import BatchRef, BatchView, Preview, RowProblemView
from services.intake.kinds import SUGGESTIONS
from services.intake.roles import Importer, Staff
from services.intake.suggestion.filters import Filtered
from services.intake.suggestion.queries import listed

api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])


@api.post("/suggestions/import", status_code=202)
async def post_import(
    file: UploadFile,
    response: Response,
    ask: Importer,
    dry_run: Annotated[bool, Query()] = False,
) -> BatchRef | Preview:
    """Import 意见建议台账; with ``dry_run`` only tell what would happen to each row."""
    rows = await read_ledger(file)
    if dry_run:
        ask.keep_nothing()
        response.status_code = 200
        return await preview_import(ask.ctx, ask.street, rows)
    ordered = await order_import(ask.ctx, ask.street, rows, ask.cause("import_suggestions"))
    return BatchRef(batch=ordered.id, total=ordered.state.total)


async def read_ledger(file: UploadFile) -> list[dict[str, str | int | bool]]:
    """The rows of an uploaded ledger. Raises ``Invalid`` with every problem in it."""
    rows = await read_upload(file, LEDGER, max_rows=MAX_ROWS, unique="no", numbered=True)
    if not rows:
        raise sheet_empty()
    return rows


@api.get("/suggestions.xlsx")
async def get_ledger(filters: Filtered, ask: Staff) -> Response:
    """意见建议台账 as a workbook, names and phones masked. For the staff."""
    where = await filters.where(ask)
    charter = await charter_of(ask.ctx, ask.street)
    await listed(ask.ctx, ask.street, where, "", 1)
    rows = ledger_rows(charter, ask.ctx.store.stream(SUGGESTIONS, ask.street, where))
    name = f"{charter.zh}意见建议台账.xlsx"
    return await stream_table(name, TITLE, COLUMNS, rows, mark=ask.ctx.settings.mark)


@api.get("/batches/{batch}")
async def get_batch(batch: str, ask: Importer) -> BatchView:
    """How far an import is."""
    state = await batch_of(ask.ctx, ask.street, batch)
    failed = [RowProblemView(**problem.model_dump()) for problem in state.failed]
    return BatchView(
        batch=batch, status=state.status.value, total=state.total, done=state.done, failed=failed
    )
