"""Routes that read: suggestions, the ledger, collections, figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.errors import NotFound
from chassis.rooms.batch import BATCHES
from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_stream import stream_table
from chassis.store.search_keys import LONGEST_QUERY
from chassis.web.ask import Ask, Page, Paging, anyone, asked, tagged
from services.intake.api.filters import Filtered
from services.intake.api.people import IMPORTERS, STAFF, is_staff
from services.intake.import_views import BatchView, RowProblemView
from services.intake.kinds import COLLECTIONS
from services.intake.ledger_sheet import COLUMNS, TITLE, ledger_rows
from services.intake.queries import (
    all_listed,
    figures_of,
    listed,
    looked_for,
    newest_cycle,
    public_suggestion_of,
    suggestion_of,
    summary_of,
)
from services.intake.views import (
    CollectionView,
    Row,
    SuggestionView,
    Summary,
    row_of,
    view_of,
)

reading_api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])
Public = Annotated[Ask, anyone("intake")]


@reading_api.get("/suggestions")
async def get_suggestions(
    filters: Filtered,
    paging: Paging,
    ask: Public,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
) -> Page[Row]:
    """The suggestions of a cycle, by number. Public; what is not accepted only for the staff.

    With ``q`` those of all cycles that hold these words; the other filters do not count then.
    """
    if q:
        found = await looked_for(
            ask.ctx, ask.street, q, paging.after, paging.limit, staff=is_staff(ask)
        )
        return Page(items=[row_of(one) for one in found.items], next=found.next)
    where = await filters.where(ask)
    page = await listed(ask.ctx, ask.street, where, paging.after, paging.limit)
    return Page(items=[row_of(found) for found in page.items], next=page.next)


@reading_api.get("/suggestions.xlsx")
async def get_ledger(filters: Filtered, ask: Annotated[Ask, asked("intake", *STAFF)]) -> Response:
    """意见建议台账 as a workbook, names and phones masked. For the staff."""
    where = await filters.where(ask)
    charter = await charter_of(ask.ctx, ask.street)
    await listed(ask.ctx, ask.street, where, "", 1)
    rows = ledger_rows(charter, all_listed(ask.ctx, ask.street, where))
    name = f"{charter.zh}意见建议台账.xlsx"
    return await stream_table(name, TITLE, COLUMNS, rows, demo=ask.ctx.settings.demo)


@reading_api.get("/suggestions/{suggestion}")
async def get_suggestion(suggestion: str, response: Response, ask: Public) -> SuggestionView:
    """A suggestion, its timeline and where it went (E-29). The staff see its text and trail."""
    staff = is_staff(ask)
    read = suggestion_of if staff else public_suggestion_of
    found = await read(ask.ctx, ask.street, suggestion)
    tagged(response, found.version)
    return view_of(found, staff=staff)


@reading_api.get("/summary")
async def get_summary(ask: Public, cycle: Annotated[str, Query(max_length=40)] = "") -> Summary:
    """The figures of a cycle, the newest where none is named. Public."""
    wanted = cycle or await newest_cycle(ask.ctx, ask.street)
    return await summary_of(ask.ctx, ask.street, wanted)


@reading_api.get("/collections/{cycle}")
async def get_collection(cycle: str, ask: Public) -> CollectionView:
    """Whether a cycle's collection is open, and what it comes to. Public."""
    found = await ask.ctx.store.get(COLLECTIONS.key(ask.street, cycle))
    if found is None:
        raise NotFound("unknown-cycle", "这一年度尚未开始征集。", "No collection in this cycle.")
    state = found.state
    figures = state.figures if state.counted else await figures_of(ask.ctx, ask.street, cycle)
    return CollectionView(
        cycle=cycle,
        status=state.status.value,
        accepted=figures.accepted,
        merged=figures.merged,
        collectors=figures.collectors,
        exact=state.counted,
    )


@reading_api.get("/batches/{batch}")
async def get_batch(batch: str, ask: Annotated[Ask, asked("intake", *IMPORTERS)]) -> BatchView:
    """How far an import is."""
    found = await ask.ctx.store.get(BATCHES.key(ask.street, batch))
    if found is None:
        raise NotFound("unknown-batch", "没有这一批导入。", "There is no such import.")
    failed = [RowProblemView(**problem.model_dump()) for problem in found.state.failed]
    return BatchView(
        batch=batch,
        status=found.state.status.value,
        total=found.state.total,
        done=found.state.done,
        failed=failed,
    )
