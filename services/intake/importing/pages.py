"""The import at the desk: checked, ordered, watched (W-11)."""

from fastapi import APIRouter, Response, UploadFile
from fastapi.responses import RedirectResponse

from chassis.core.errors import Refused
from services.intake.importing.api import read_ledger
from services.intake.importing.ledger import order_import, preview_import
from services.intake.importing.queries import batch_of
from services.intake.importing.views import said_of
from services.intake.roles import Importer, Staff
from services.intake.showing import show
from services.intake.suggestion.desk import desk_page

import_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)


@import_pages.post("/import")
async def post_import(ask: Importer, file: UploadFile) -> Response:
    """Check a ledger (button 检查) or import it (button 导入)."""
    checking = (await ask.request.form()).get("act") == "check"
    try:
        rows = await read_ledger(file)
        if checking:
            ask.keep_nothing()
            return await desk_page(ask, preview=await preview_import(ask.ctx, ask.street, rows))
        ordered = await order_import(ask.ctx, ask.street, rows, ask.cause("import_suggestions"))
    except Refused as problem:
        return await desk_page(ask, problem=problem)
    return RedirectResponse(f"/intake/streets/{ask.street}/desk/batches/{ordered.id}", 303)


@import_pages.get("/batches/{batch}")
async def get_batch(batch: str, ask: Staff, part: bool = False) -> Response:
    """How far a command over many is, n of m; ``part``: only the figure, which renews itself."""
    state = await batch_of(ask.ctx, ask.street, batch)
    block = "progress" if part else None
    return await show(
        ask, "batch.html", block=block, batch=batch, one=state, said=said_of(state.name)
    )
