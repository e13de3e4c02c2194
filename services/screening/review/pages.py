"""The page of the score cards: who has given theirs; once they are in, tallies and the cut line."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from contracts.charter import Charter
from services.screening.candidate.queries import candidates_of
from services.screening.candidate.views import candidate_row
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import REVIEWABLE, are_shown, deciding
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.review.commands import GIVE
from services.screening.review.queries import Reviewed, numbers_of, own_cards, reviewed
from services.screening.review.views import Picture, picture_of, reviewed_view
from services.screening.showing import show

review_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@review_pages.get("/cycles/{cycle}/reviews")
async def get_reviews(
    ask: Anyone, cycle: str, margin: Annotated[Literal["5", "10", "20"], Query()] = "10"
) -> Response:
    """The score cards of a cycle (E-24)."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    charter = await charter_of(ask.ctx, ask.street)
    shown = are_shown(ledger)
    parts = await (_opened(ask, ledger, charter, int(margin)) if shown else _coming(ask, ledger))
    return await show(
        ask, "reviews.html", ledger=ledger, shown=shown, leg=deciding(ledger), **parts
    )


async def _coming(ask: Ask, ledger: Ledger) -> dict[str, Any]:
    """While the cards come in: how many there are, and which of them are one's own."""
    everyone = await candidates_of(ask.ctx, ask.street, ledger.cycle)
    reviews = ask.person.has(*GIVE.may) and ask.street in ask.person.streets
    return {
        "rows": [candidate_row(one) for one in everyone if one.state.status in REVIEWABLE],
        "numbers": await numbers_of(ask.ctx, ask.street, ledger.cycle),
        "mine": await own_cards(ask.ctx, ask.street, ledger.cycle, ask.person.sub),
        "reviewer": reviews,
    }


async def _opened(ask: Ask, ledger: Ledger, charter: Charter, margin: int) -> dict[str, Any]:
    rows = await reviewed(ask.ctx, ask.street, ledger, charter)
    return {
        "rows": [reviewed_view(one) for one in rows],
        "picture": _picture(ledger, charter, rows, margin),
        "margins": (5, 10, 20),
    }


def _picture(
    ledger: Ledger, charter: Charter, rows: Sequence[Reviewed], margin: int
) -> Picture | None:
    """The line stands where the leg's guide figure puts it; none where there is none to draw."""
    leg = deciding(ledger)
    if leg is None or not 0 < leg.target < len(rows):
        return None
    return picture_of(rows, charter, leg.target, margin)
