"""Similar suggestions, shown while a resident writes and to the clerk on a suggestion (E-21)."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.web.ask import Ask, anyone
from chassis.web.forms import text_of
from chassis.web.offers import offers_of
from services.intake.roles import Importer
from services.intake.showing import show
from services.intake.similar.finding import COMPARED, similar_to, staff_words
from services.intake.similar.proposing import proposed
from services.intake.similar.texts import Message
from services.intake.suggestion.commands import MERGE
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.views import row_of, titled_row

likeness_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)
WRITING = "60/minute"
"""A resident who writes for a minute pauses less often."""
SHORTEST = 6
Writing = Annotated[Ask, anyone("intake", rate=WRITING)]


@likeness_pages.post("/similar")
async def post_similar(ask: Writing) -> Response:
    """What others have said already, by public words only. The text is in no address and no log."""
    ask.keep_nothing()
    text = text_of(await ask.request.form(), "content")[:COMPARED]
    near = []
    if len(text) >= SHORTEST:
        near = await similar_to(ask.ctx, ask.street, Message("", "", text), staff=False)
    rows = [(row_of(one.found), one.very) for one in near]
    return await show(ask, "similar.html", block="while_writing", rows=rows)


@likeness_pages.get("/desk/suggestions/{suggestion}/similar")
async def get_similar(suggestion: str, ask: Importer) -> Response:
    """What is like it in this street, with one click to merge it there or to open it."""
    found = await suggestion_of(ask.ctx, ask.street, suggestion)
    near = await similar_to(ask.ctx, ask.street, staff_words(found), staff=True)
    rows = [(titled_row(one.found), one.very, _leads(found.state, one.found.state)) for one in near]
    merge = offers_of(ask, (MERGE,), found)
    block = "for_staff" if ask.request.headers.get("hx-request") else None
    told = await proposed(ask.ctx, ask.street, found.state)
    shown = {"rows": rows, "merge": merge, "found": found, "proposed": told}
    return await show(ask, "similar.html", block=block, **shown)


def _leads(state: Suggestion, other: Suggestion) -> bool:
    """Whether the other may take it in: of one cycle, and not merged itself."""
    return bool(state.cycle) and state.cycle == other.cycle and other.status != "MERGED"
