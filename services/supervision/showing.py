"""What all pages of supervision share: the street's words and the colours of every status."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from chassis.rooms.copies import charter_of
from chassis.rooms.street_page import street_page
from chassis.web.ask import Ask
from services.supervision import labels

BADGES: Mapping[str, str] = {
    "APPROVED": "plain",
    "PLANNED": "active",
    "STARTED": "active",
    "IMPLEMENTING": "active",
    "READY": "wait",
    "RECTIFYING": "stop",
    "ACCEPTED": "done",
    "WRITTEN_OFF": "done",
    "CHANGE_REQUESTED": "wait",
    "TERMINATED": "stop",
    "NOTIFIED": "active",
    "CONDUCTED": "active",
    "FINDINGS": "stop",
    "RECHECKED": "active",
    "CLOSED": "done",
    "WAIVED": "plain",
}


async def show(ask: Ask, template: str, **context: Any) -> Response:
    """A page of supervision; ``context`` also takes what ``street_page`` takes."""
    charter = await charter_of(ask.ctx, ask.street)
    page = f"supervision/{template}"
    return street_page(ask, page, charter, badges=BADGES, words=labels, **context)
