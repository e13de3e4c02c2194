"""What all pages of the screening share: the words of the charter, the colours of statuses."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from chassis.core.documents import Listing
from chassis.pages import render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask, PageParams, speaks_chinese
from chassis.web.command_routes import Refusal
from contracts.charter import Charter
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.labels import CODES, named
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
}


async def show(
    ask: Ask, template: str, *, refusal: Refusal | None = None, **context: Any
) -> Response:
    """A page of the screening; what was refused stands above it, and again in its form."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    problem = refusal.problem if refusal else None
    return render(
        ask.request,
        f"screening/{template}",
        http_status=int(problem.status) if problem else 200,
        problem=problem,
        refusal=refusal,
        street=ask.street,
        base=f"/screening/streets/{ask.street}",
        charter=charter,
        clerk=is_clerk(ask),
        words=_words(chinese),
        named=_named(charter, chinese),
        badges=BADGES,
        **context,
    )


def _words(chinese: bool) -> Callable[[str], str]:
    def words(code: str) -> str:
        """A code in the language of the page; what is unknown stands for itself."""
        pair = CODES.get(code)
        return code if pair is None else pair[0 if chinese else 1]

    return words


def _named(charter: Charter, chinese: bool) -> Callable[[str], str]:
    lists = (
        charter.communities,
        charter.suggestion_categories,
        charter.projects.classes,
        charter.channels,
    )
    known = {one: name for options in lists for one, name in named(options, chinese=chinese)}
    return lambda name: known.get(name, name)


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
