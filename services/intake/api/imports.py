"""The route that takes a ledger as a workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from chassis.core.errors import Invalid
from chassis.rooms.batch import MAX_ROWS
from chassis.rooms.sheets import read_upload
from chassis.web.ask import Ask, asked
from services.intake.actions.importing import LEDGER, order_import, preview_import
from services.intake.api.people import IMPORTERS
from services.intake.import_views import BatchRef, Preview

imports_api = APIRouter(prefix="/intake/api/streets/{street}/suggestions", tags=["intake"])


@imports_api.post("/import", status_code=202)
async def post_import(
    file: UploadFile,
    response: Response,
    ask: Annotated[Ask, asked("intake", *IMPORTERS)],
    dry_run: Annotated[bool, Query()] = False,
) -> BatchRef | Preview:
    """Import 意见建议台账; with ``dry_run`` only tell what would happen to each row."""
    rows = await read_ledger(file)
    if dry_run:
        response.status_code = 200
        return await preview_import(ask.ctx, ask.street, rows)
    ordered = await order_import(ask.ctx, ask.street, rows, ask.cause("import_suggestions"))
    return BatchRef(batch=ordered.id, total=ordered.state.total)


async def read_ledger(file: UploadFile) -> list[dict[str, str | int | bool]]:
    """The rows of an uploaded ledger. Raises ``Invalid`` with every problem in it."""
    rows = await read_upload(file, LEDGER, max_rows=MAX_ROWS, unique="no", numbered=True)
    if not rows:
        raise Invalid("sheet-empty", "表格里没有要导入的行。", "The sheet holds no rows.")
    return rows
