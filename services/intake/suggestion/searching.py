"""The page of what was looked for: the same for residents and for the desk, but for its scope."""

from fastapi import Response

from chassis.core.documents import Listing
from chassis.core.errors import Invalid
from chassis.web.ask import Ask
from services.intake.showing import show
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import looked_for
from services.intake.suggestion.views import row_of, titled_row

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
        rows=[titled_row(one) if desk else row_of(one) for one in found.items],
        next=found.next,
        page=page,
    )
