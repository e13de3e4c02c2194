"""答复函 and 征询意见表 as PDF and DOCX."""

from fastapi import APIRouter, Response

from chassis.core.errors import NotFound
from chassis.rooms.anchors import anchored
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import form_of, paper_response
from services.intake.answering.papers import letter, sheet
from services.intake.roles import Anyone, Clerk
from services.intake.suggestion.domain.letters import Given
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import public_suggestion_of
from services.intake.suggestion.receipts import address_of

papers_api = APIRouter(prefix="/intake/api/streets/{street}/suggestions", tags=["intake"])


@papers_api.get("/{suggestion}/letter.pdf")
@papers_api.get("/{suggestion}/letter.docx")
async def get_letter(ask: Anyone, suggestion: str) -> Response:
    """答复函 with the last published answer. Public, as the answer is."""
    found = await public_suggestion_of(ask.ctx, ask.street, suggestion)
    charter = await charter_of(ask.ctx, ask.street)
    paper = letter(charter, found.state, _last(found.state))
    paper = await anchored(ask.ctx, ask.street, paper)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@papers_api.get("/{suggestion}/feedback.pdf")
@papers_api.get("/{suggestion}/feedback.docx")
async def get_feedback(ask: Clerk, suggestion: str) -> Response:
    """征询意见表, which goes with the letter; its code is the author's. For the street's clerks."""
    found = await public_suggestion_of(ask.ctx, ask.street, suggestion)
    charter = await charter_of(ask.ctx, ask.street)
    address = address_of(ask, found.id)
    paper = sheet(charter, found.state, _last(found.state), address)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


def _last(suggestion: Suggestion) -> Given:
    if not suggestion.answers:
        raise NotFound(
            "no-letter", "这条建议还没有书面答复。", "It has not been answered in writing."
        )
    return suggestion.answers[-1]
