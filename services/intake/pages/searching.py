"""The page of what was looked for: the same for residents and for the desk, but for its scope."""

from fastapi import Response

from chassis.core.documents import Found, Listing
from chassis.core.errors import Invalid
from chassis.web.ask import Ask
from services.intake.domain.suggestion import Suggestion
from services.intake.pages.showing import show
from services.intake.queries import looked_for
from services.intake.views import Row, row_of

PER_PAGE = 20


async def search_page(ask: Ask, query: str, after: str, page: int, *, desk: bool) -> Response:
    """One page of results; without any word, only the box."""
    found: Listing[Suggestion] = Listing([], "")
    problem = None
    try:
        if query.strip():
            found = await looked_for(ask.ctx, ask.street, query, after, PER_PAGE, staff=desk)
    except Invalid as refused:
        problem = refused
    return await show(
        ask,
        "search.html",
        problem=problem,
        q=query,
        desk=desk,
        rows=[titled(one) if desk else row_of(one) for one in found.items],
        next=found.next,
        page=page,
    )


def titled(found: Found[Suggestion]) -> Row:
    """A row for the staff: where a resident left the title to them, how the text begins."""
    row = row_of(found)
    return row if row.title else row.model_copy(update={"title": found.state.content[:30]})
