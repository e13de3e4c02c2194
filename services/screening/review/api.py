"""Score cards as JSON and as a workbook, once they are in (E-24)."""

from fastapi import APIRouter, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Ask
from services.screening.candidate.queries import candidate_of
from services.screening.ledger.domain.reviewing import are_shown
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.review.queries import cards_on, own_card, reviewed
from services.screening.review.sheets import TITLE, review_sheet
from services.screening.review.views import CardView, ReviewedView, card_view, reviewed_view
from services.screening.roles import is_staff

api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@api.get("/cycles/{cycle}/reviews")
async def get_reviews(ask: Anyone, cycle: str) -> list[ReviewedView]:
    """Each alternative's tally of score cards. 409 before the cards are in. Public then."""
    return await _rows(ask, cycle)


@api.get("/cycles/{cycle}/reviews.xlsx")
async def get_reviews_sheet(ask: Anyone, cycle: str) -> Response:
    """评审汇总表 as a workbook. 409 before the cards are in. Public then."""
    rows, charter = await _rows(ask, cycle), await charter_of(ask.ctx, ask.street)
    data = review_sheet(rows, charter.criteria, ask.ctx.settings.mark)
    return sheet_response(f"{TITLE}-{cycle}.xlsx", data)


@api.get("/candidates/{candidate}/reviews")
async def get_cards(ask: Anyone, candidate: str) -> list[CardView]:
    """The cards on one alternative; only the asker's own before the cards are in."""
    found = await candidate_of(ask.ctx, ask.street, candidate)
    ledger = (await ledger_of(ask.ctx, ask.street, found.state.cycle)).state
    if are_shown(ledger):
        cards = await cards_on(ask.ctx, ask.street, ledger, candidate)
        return [card_view(one, is_staff(ask)) for one in cards]
    mine = await own_card(ask.ctx, ask.street, candidate, ask.person.sub)
    return [card_view(mine, staff=True)] if mine else []


async def _rows(ask: Ask, cycle: str) -> list[ReviewedView]:
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    charter = await charter_of(ask.ctx, ask.street)
    return [reviewed_view(one) for one in await reviewed(ask.ctx, ask.street, ledger, charter)]
