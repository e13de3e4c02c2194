"""The clerks' desk: the ledger in and out, what came in, what waits for an answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from chassis.core.errors import NotFound, Refused
from chassis.rooms.batch import BATCHES
from chassis.service import Context
from chassis.store.search_keys import LONGEST_QUERY
from chassis.web.ask import Ask, asked
from services.intake.actions.importing import order_import, preview_import
from services.intake.api.imports import read_ledger
from services.intake.api.people import IMPORTERS, STAFF
from services.intake.domain.status import Status
from services.intake.import_views import Preview
from services.intake.kinds import SUGGESTIONS
from services.intake.pages.searching import search_page, titled
from services.intake.pages.showing import show
from services.intake.queries import newest_cycle, running_collection, summary_of
from services.intake.views import Row

desk_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
Staff = Annotated[Ask, asked("intake", *STAFF)]
Importer = Annotated[Ask, asked("intake", *IMPORTERS)]
MOST_SHOWN = 50
TO_ANSWER = (Status.ASSIGNED, Status.HANDLING, Status.REOPENED)


@desk_pages.get("")
async def get_desk(ask: Staff) -> Response:
    """The desk."""
    return await desk_page(ask)


@desk_pages.get("/search")
async def get_search(
    ask: Staff,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Suggestions of all years whose title or text holds these words, accepted or not."""
    return await search_page(ask, q, after, page, desk=True)


@desk_pages.post("/import")
async def post_import(ask: Importer, file: UploadFile) -> Response:
    """Check a ledger (button 检查) or import it (button 导入)."""
    checking = (await ask.request.form()).get("act") == "check"
    try:
        rows = await read_ledger(file)
        if checking:
            return await desk_page(ask, preview=await preview_import(ask.ctx, ask.street, rows))
        ordered = await order_import(ask.ctx, ask.street, rows, ask.cause("import_suggestions"))
    except Refused as problem:
        return await desk_page(ask, problem=problem)
    return RedirectResponse(f"/intake/streets/{ask.street}/desk/batches/{ordered.id}", 303)


async def desk_page(
    ask: Ask, *, problem: Refused | None = None, preview: Preview | None = None
) -> Response:
    """The desk, with the preview of a ledger or what was refused."""
    cycle = await newest_cycle(ask.ctx, ask.street)
    waiting = [row for status in TO_ANSWER for row in await _with(ask.ctx, ask.street, status)]
    return await show(
        ask,
        "desk.html",
        problem=problem,
        preview=preview,
        cycle=cycle,
        summary=await summary_of(ask.ctx, ask.street, cycle),
        collecting=await running_collection(ask.ctx, ask.street) is not None,
        incoming=await _with(ask.ctx, ask.street, Status.SUBMITTED),
        waiting=waiting,
        today=ask.ctx.today(),
    )


async def _with(ctx: Context, street: str, status: Status) -> list[Row]:
    where = {"status": status.value}
    found = await ctx.store.find(SUGGESTIONS, street, where, limit=MOST_SHOWN)
    return [titled(one) for one in found.items]


@desk_pages.get("/batches/{batch}")
async def get_batch(batch: str, ask: Importer, part: bool = False) -> Response:
    """How far an import is: n of m; ``part`` answers only the figure, which renews itself."""
    found = await ask.ctx.store.get(BATCHES.key(ask.street, batch))
    if found is None:
        raise NotFound("unknown-batch", "没有这一批导入。", "There is no such import.")
    block = "progress" if part else None
    return await show(ask, "batch.html", block=block, batch=batch, one=found.state)
