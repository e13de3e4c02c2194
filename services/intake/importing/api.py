"""The ledger in and out as a workbook, and how far an import is."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from chassis.core.catalogue import sheet_problems
from chassis.core.documents import Where
from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_official import OfficialSheet
from chassis.rooms.sheet_stream import stream_sheet
from chassis.rooms.sheets import MAX_PROBLEMS, sheet_response
from chassis.web.ask import Ask
from services.intake.importing import domain
from services.intake.importing.bodies import Doubtful
from services.intake.importing.checking import problems
from services.intake.importing.columns import file_name
from services.intake.importing.queries import bad_rows, batch_of, pages_of, rows_of
from services.intake.importing.seeing import check_sees, import_seen, is_own
from services.intake.importing.sheets import (
    error_sheet,
    ledger_rows,
    masked_rows,
    official,
    sheet_column,
)
from services.intake.importing.template import ledger_template
from services.intake.importing.uploading import checked, keep, sent_before
from services.intake.importing.views import (
    BatchRef,
    BatchView,
    ImportView,
    Preview,
    RowProblemView,
    batch_view,
    row_of,
    view_of,
)
from services.intake.kinds import IMPORTS, MEMBERS, SUGGESTIONS
from services.intake.roles import Importer, Staff
from services.intake.suggestion.filters import Filtered
from services.intake.suggestion.queries import listed

api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])


# ---- in --------------------------------------------------------------------------------------


@api.post("/suggestions/import", status_code=202)
async def post_import(
    file: UploadFile,
    response: Response,
    ask: Importer,
    dry_run: Annotated[bool, Query()] = False,
    duplicates: Annotated[Doubtful, Query()] = Doubtful.TAKE,
) -> BatchRef | Preview:
    """Import 意见建议台账 in one step; with ``dry_run`` only tell what would happen to each row.

    With a mistake anywhere nothing is imported, and every one is told. ``duplicates``: what
    becomes of rows that look like another.
    """
    if dry_run:
        ask.keep_nothing()
        response.status_code = 200
        return Preview(
            rows=[row_of(row) for row in (await checked(ask.ctx, ask.street, file)).rows]
        )
    return await _in_one_step(file, ask, duplicates)


async def _in_one_step(file: UploadFile, ask: Ask, duplicates: Doubtful) -> BatchRef:
    cause = ask.cause("commit_ledger")
    before = await sent_before(ask.ctx, ask.street, cause)
    if before is not None:
        return BatchRef(batch=before.id, total=before.state.total)
    found = await checked(ask.ctx, ask.street, file)
    wrong = problems(found.rows)
    if wrong:
        raise sheet_problems(wrong, MAX_PROBLEMS)
    took = duplicates is Doubtful.TAKE
    began = found.ledger(file.filename or "", cause, ask.person.name)
    change = domain.commit(began, cause.derive("ledger"), duplicates=took)
    kept = await keep(ask.ctx, ask.street, found, change, cause)
    return BatchRef(batch=kept.id, total=kept.state.total)


@api.get("/batches/{batch}")
async def get_batch(batch: str, ask: Importer) -> BatchView:
    """How far an import, or an acceptance of many, is."""
    found = await ask.ctx.store.get(IMPORTS.key(ask.street, batch))
    if found is not None:
        check_sees(ask, found.state)
        return batch_view(batch, found.state, await rows_of(ask.ctx, ask.street, batch))
    state = await batch_of(ask.ctx, ask.street, batch)
    failed = [RowProblemView(**problem.model_dump()) for problem in state.failed]
    return BatchView(
        batch=batch, status=state.status.value, total=state.total, done=state.done, failed=failed
    )


@api.get("/imports/{ledger}")
async def get_import(ledger: str, ask: Importer) -> ImportView:
    """A ledger that was checked, and how far its rows are entered."""
    return view_of(await import_seen(ask, ledger))


@api.get("/imports/{ledger}/rows")
async def get_rows(
    ledger: str, ask: Importer, page: Annotated[int, Query(ge=0, le=1000)] = 0
) -> Preview:
    """Fifty rows of it, each with what was found in which cell; ``page`` from 0."""
    await import_seen(ask, ledger)
    pages = await pages_of(ask.ctx, ask.street, ledger)
    rows = pages[page].rows if page < len(pages) else ()
    return Preview(rows=[row_of(row) for row in rows])


@api.get("/imports/{ledger}/errors.xlsx")
async def get_errors(ledger: str, ask: Importer) -> Response:
    """The rows that are bad, with the reasons: to mend and hand in again.

    As they were typed for whoever handed them in; for a clerk with authors and phones masked.
    """
    found = await import_seen(ask, ledger)
    charter = await charter_of(ask.ctx, ask.street)
    rows = await bad_rows(ask.ctx, ask.street, ledger, found.state)
    if not is_own(ask, found.state):
        rows = masked_rows(charter, found.state, rows)
    data = error_sheet(charter, found.state, rows)
    return sheet_response(file_name(charter, "（需修改的行）"), data)


@api.get("/ledger/template.xlsx")
async def get_template(ask: Importer) -> Response:
    """The empty ledger of the street, with lists to choose from."""
    charter = await charter_of(ask.ctx, ask.street)
    members = await ask.ctx.store.every(MEMBERS, ask.street)
    names = sorted({member.state.name for member in members})
    data = ledger_template(charter, names, mark=ask.ctx.settings.mark)
    return sheet_response(file_name(charter, "（模板）"), data)


# ---- out -------------------------------------------------------------------------------------


@api.get("/suggestions.xlsx")
async def get_ledger(filters: Filtered, ask: Staff) -> Response:
    """意见建议台账 as a workbook, names and phones masked. For the staff."""
    return await ledger_sheet(ask, await filters.where(ask))


async def ledger_sheet(ask: Ask, where: Where, *, unmasked: bool = False) -> Response:
    """The ledger in the street's own columns, whatever its length."""
    charter = await charter_of(ask.ctx, ask.street)
    await listed(ask.ctx, ask.street, where, "", 1)
    found = ask.ctx.store.stream(SUGGESTIONS, ask.street, where)
    rows = ledger_rows(charter, found, unmasked=unmasked)
    columns = [replace(sheet_column(one), required=False) for one in charter.ledger.columns]
    day, mark = ask.ctx.today(), ask.ctx.settings.mark

    def begin(book: object) -> OfficialSheet:
        return official(book, charter, columns, day=day, mark=mark)

    return await stream_sheet(file_name(charter, "（含联系方式）" if unmasked else ""), begin, rows)
