"""What all pages of supervision share: the street's words and the colours of every status."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from chassis.pages import render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
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


async def show(
    ask: Ask, template: str, *, refusal: Refusal | None = None, **context: Any
) -> Response:
    """A page; what was refused stands above it, and again in its form."""
    charter = await charter_of(ask.ctx, ask.street)
    ask.request.state.street_name = assembly_name(charter, chinese=speaks_chinese(ask))
    problem = refusal.problem if refusal else None
    return render(
        ask.request,
        f"supervision/{template}",
        http_status=int(problem.status) if problem else 200,
        problem=problem,
        refusal=refusal,
        street=ask.street,
        base=f"/supervision/streets/{ask.street}",
        charter=charter,
        badges=BADGES,
        words=labels,
        **context,
    )
