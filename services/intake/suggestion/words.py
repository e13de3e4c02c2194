"""The public words of a suggestion, as a fragment for other services' pages."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.intake.roles import Anyone
from services.intake.showing import show
from services.intake.suggestion.queries import public_suggestion_of

words_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)


@words_pages.get("/suggestions/{suggestion}/words")
async def get_words(suggestion: str, ask: Anyone) -> Response:
    """The text that may be read by all; opened alone, the suggestion's page."""
    if ask.request.headers.get("hx-request", "") != "true":
        return RedirectResponse(f"/intake/streets/{ask.street}/suggestions/{suggestion}", 303)
    found = await public_suggestion_of(ask.ctx, ask.street, suggestion)
    return await show(ask, "words.html", text=found.state.public_text)
