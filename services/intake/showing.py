"""What all pages of intake share: the words of the street, who may act, the addresses."""

from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.rooms.choices import namer
from chassis.rooms.copies import charter_of
from chassis.rooms.street_page import street_page
from chassis.web.ask import Ask, speaks_chinese
from contracts.intake import Outcome
from services.intake import labels
from services.intake.roles import IMPORTERS, is_staff
from services.intake.suggestion.domain.status import Status

BADGES = {
    Outcome.SELECTED: "done",
    Outcome.SOLVED: "done",
    Outcome.RESERVED: "wait",
    Outcome.DECLINED: "stop",
    Outcome.RETURNED: "stop",
    "CANDIDATE": "active",
    "WITHDRAWN": "plain",
}


async def show(ask: Ask, template: str, **context: Any) -> Response:
    """A page of intake; ``context`` also takes what ``street_page`` takes."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    named = namer(
        charter.communities,
        charter.suggestion_categories,
        charter.topics,
        charter.channels,
        charter.priorities,
        chinese=chinese,
    )
    return street_page(
        ask,
        f"intake/{template}",
        charter,
        staff=is_staff(ask),
        importer=ask.street in ask.person.streets and ask.person.has(*IMPORTERS),
        new_key=lambda: uuid4().hex,
        named=named,
        counted=lambda counts: [(named(name), number) for name, number in counts.items()],
        words=partial(labels.said, chinese=chinese),
        status_badge=status_badge,
        badges=BADGES,
        **context,
    )


def status_badge(status: str, outcome: str) -> str:
    """The colour of a badge; its words say the same."""
    if outcome:
        return BADGES.get(outcome, "plain")
    return "wait" if status in (Status.SUBMITTED, Status.ACCEPTED) else "active"
