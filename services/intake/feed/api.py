"""The address of the feed, page by page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Span
from chassis.rooms.copies import charter_of
from services.intake.feed.atom import CONTENT_TYPE, Place, feed_of
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import base_of
from services.intake.roles import Anyone
from services.intake.suggestion.domain.status import Status

feed_api = APIRouter(tags=["intake"])
ADDRESS = "/intake/streets/{street}/suggestions.atom"
PER_PAGE = 50
PUBLIC = [one.value for one in Status if one not in (Status.SUBMITTED, Status.RETURNED)]
"""Only what was accepted has ever left these two."""


@feed_api.get(ADDRESS)
async def get_feed(ask: Anyone, after: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Accepted suggestions and answers as Atom, what changed last first."""
    charter = await charter_of(ask.ctx, ask.street)
    span = Span("updated_at", newest=True, after=after)
    where = {"status": PUBLIC}
    page = await ask.ctx.store.along(SUGGESTIONS, ask.street, span, where, limit=PER_PAGE)
    base = base_of(ask.request)
    address = base + ADDRESS.format(street=ask.street)
    place = Place(
        base,
        ask.street,
        f"{address}?after={quote(after)}" if after else address,
        f"{address}?after={quote(page.next)}" if page.next else "",
    )
    return Response(feed_of(charter, place, page.items, ask.ctx.now()), media_type=CONTENT_TYPE)
