"""What all pages of the screening share: the words of the charter, the colours of statuses."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from chassis.core.documents import Listing
from chassis.rooms.choices import namer, worded
from chassis.rooms.copies import charter_of
from chassis.rooms.street_page import street_page
from chassis.web.ask import Ask, PageParams, speaks_chinese
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.labels import CODES
from services.screening.roles import is_clerk

BADGES: Mapping[str, str] = {
    CandidateStatus.ALTERNATIVE: "wait",
    CandidateStatus.CANDIDATE: "active",
    CandidateStatus.ON_BALLOT: "active",
    CandidateStatus.SELECTED: "done",
    CandidateStatus.RESERVED: "plain",
    CandidateStatus.DECLINED: "stop",
    CandidateStatus.MERGED: "plain",
    CandidateStatus.WITHDRAWN: "plain",
    "item OPEN": "wait",
    "item TRIAGED": "done",
    "item MERGED": "plain",
    "leg PENDING": "plain",
    "leg OPEN": "active",
    "leg CLOSED": "done",
    "standing ABOVE": "done",
    "standing DEPENDS": "wait",
    "standing BELOW": "plain",
}


async def show(ask: Ask, template: str, **context: Any) -> Response:
    """A page of the screening; ``context`` also takes what ``street_page`` takes."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    return street_page(
        ask,
        f"screening/{template}",
        charter,
        clerk=is_clerk(ask),
        words=worded(CODES, chinese=chinese),
        named=namer(
            charter.communities,
            charter.suggestion_categories,
            charter.projects.classes,
            charter.projects.kinds,
            charter.channels,
            chinese=chinese,
        ),
        badges=BADGES,
        **context,
    )


def turning(listing: Listing[Any], paging: PageParams, page: int, **filters: str) -> dict[str, Any]:
    """What ``parts.turn`` draws below a list: this page's number, the next, the way back."""
    kept = {name: value for name, value in filters.items() if value}
    kept |= {"limit": str(paging.limit)}
    following = {"after": listing.next, "page": str(page + 1)}
    return {
        "page": page,
        "next": f"?{urlencode(kept | following)}" if listing.next else None,
        "first": f"?{urlencode(kept)}" if paging.after else None,
    }


def is_fragment(ask: Ask) -> bool:
    """Whether another page asks for a part of itself, and not a person for a page."""
    return ask.request.headers.get("hx-request", "") == "true"
