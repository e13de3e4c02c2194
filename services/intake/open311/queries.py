"""Reading for GeoReport: pages of requests by time, single ones, and their updates."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.datastructures import QueryParams

from chassis.core.clock import stamp
from chassis.core.documents import Found, Listing, Span, Where
from chassis.core.errors import Invalid
from contracts.intake import Outcome
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import Asked
from services.intake.open311.definitions import UNSORTED
from services.intake.open311.facts import Fact, request_of, updates_of
from services.intake.open311.windows import asked_span, end_of_second, read_moment, window
from services.intake.suggestion.domain.suggestion import Suggestion

MOST = 1000
"""Requests in one answer, as the standard has it."""
DEEPEST = 10_000
"""Requests that numbered pages reach; the ``next`` link goes on without a bound."""
STATUSES = {"open": [""], "closed": [outcome.value for outcome in Outcome]}


@dataclass(frozen=True)
class Numbered:
    """Which page, of how many items; ``after`` (a cursor) comes before the number."""

    page: int
    size: int


def numbered(given: QueryParams) -> Numbered:
    """``page`` (from 1) and ``page_size`` (1 to 1000). Raises ``Invalid``."""
    page, size = _number(given, "page", 1), _number(given, "page_size", MOST)
    if size > MOST or page * size > max(DEEPEST, size):
        raise Invalid(
            "page",
            f"page_size 最多 {MOST}，page 乘 page_size 最多 {DEEPEST}；再往后请用 Link 里的 next。",
            f"page_size is at most {MOST}, page times page_size at most {DEEPEST}; "
            "further on follow the next link.",
        )
    return Numbered(page, size)


def _number(given: QueryParams, name: str, default: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text[:7]) > 0 and len(text) < 7):
        raise Invalid("page-number", f"{name} 应为正整数。", f"{name} takes a positive number.")
    return int(text)


def listed(given: QueryParams, name: str) -> list[str]:
    """A parameter that may come several times, comma delimited."""
    parts = ",".join(given.getlist(name)).split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


async def requests_asked(asked: Asked) -> Listing[Suggestion]:
    """One page of what the query means. Raises ``Invalid``."""
    given = asked.request.query_params
    if wanted := listed(given, "service_request_id"):
        return await _of_ids(asked, wanted)
    span = asked_span(given, asked.ctx.now())
    return await _page(asked, span, conditions(given))


async def _page(asked: Asked, span: Span, where: Where) -> Listing[Suggestion]:
    """The page that comes after a cursor, else the one of a number."""
    given = asked.request.query_params
    which, after = numbered(given), given.get("after", "")[:400]
    along = partial(asked.ctx.store.along, SUGGESTIONS, asked.street)
    if after:
        return await along(replace(span, after=after), where, limit=which.size)
    most = which.page * which.size
    found = await along(span, where, limit=most)
    return Listing(found.items[most - which.size :], found.next)


def conditions(given: QueryParams) -> dict[str, str | list[str]]:
    """``service_code`` and ``status``; a status that the standard does not know is a mistake."""
    where: dict[str, str | list[str]] = {}
    if codes := listed(given, "service_code"):
        ids = ["" if code == UNSORTED.id else code for code in codes]
        where["category"] = ids[0] if len(ids) == 1 else ids
    states = [state.lower() for state in listed(given, "status")]
    if unknown := [state for state in states if state not in STATUSES]:
        raise Invalid(
            "unknown-status",
            "status 只能是 open 或 closed。",
            f"status takes open and closed, not {unknown[0][:20]}.",
        )
    if len(set(states)) == 1:
        where["outcome"] = STATUSES[states[0]]
    return where


async def _of_ids(asked: Asked, wanted: list[str]) -> Listing[Suggestion]:
    if len(wanted) > MOST:
        raise Invalid(
            "too-many-ids",
            f"一次最多查询 {MOST} 个 service_request_id。",
            f"At most {MOST} service_request_ids at once.",
        )
    keys = [SUGGESTIONS.key(asked.street, one) for one in wanted]
    found = await asyncio.gather(*map(asked.ctx.store.get, keys))
    return Listing([one for one in found if one is not None], "")


def facts_of(asked: Asked, items: list[Found[Suggestion]]) -> list[Fact]:
    """The facts of these requests."""
    return [request_of(one, asked.charter, asked.base) for one in items]


async def updates_asked(asked: Asked) -> tuple[list[Fact], str]:
    """Steps within the window, the oldest first, of one page of requests; and its ``next``.

    ``updated_after`` stands for ``start_date``. A page is one of requests in the order of their
    last change: a window that ends now is told whole unless more than 1,000 changed in it.
    """
    given = dict(asked.request.query_params)
    given["start_date"] = given.get("updated_after", "") or given.get("start_date", "")
    since, until = _bounds(given, asked)
    page = await _page(asked, Span("updated_at", since), {})
    told = [step for found in page.items for step in updates_of(found, since, until)]
    return [fact for _, fact in sorted(told, key=lambda step: step[0])], page.next


def _bounds(given: Mapping[str, str], asked: Asked) -> tuple[str, str]:
    since, until = window(given, asked.ctx.now())
    if not read_moment(given.get("end_date", ""), "end_date"):
        until = max(until, asked.ctx.now())
    return stamp(since.replace(microsecond=0)), end_of_second(until)
