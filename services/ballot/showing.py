"""What all pages of the ballot share: the words of the charter, who may act."""

from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.rooms.choices import namer, worded
from chassis.rooms.copies import charter_of
from chassis.rooms.street_page import street_page
from chassis.web.ask import Ask, speaks_chinese
from contracts.charter import Role
from services.ballot import roles
from services.ballot.labels import BADGES, WORDS


async def show(ask: Ask, template: str, **context: Any) -> Response:
    """A page of the ballot; ``context`` also takes what ``street_page`` takes."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    return street_page(
        ask,
        f"ballot/{template}",
        charter,
        staff=may(ask, *roles.STAFF),
        new_key=lambda: uuid4().hex,
        words=worded(WORDS, chinese=chinese),
        badges=BADGES,
        named=namer(charter.communities, charter.projects.classes, chinese=chinese),
        **context,
    )


def may(ask: Ask, *wanted: Role) -> bool:
    """Whether the person works in this street in one of these roles."""
    return roles.may(ask.person, ask.street, *wanted)
