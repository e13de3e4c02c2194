"""A page for each focus topic: what was suggested, a code to scan, the form with the topic set."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.rooms.qr import qr_svg
from chassis.web.ask import Ask
from contracts.charter import Charter, Named
from services.intake.collection.queries import NO_CYCLE, newest_cycle, shown_cycles, summary_of
from services.intake.open311.asking import base_of
from services.intake.roles import Anyone
from services.intake.showing import show
from services.intake.suggestion.domain.suggestion import NEXT
from services.intake.suggestion.queries import listed
from services.intake.suggestion.views import row_of

topic_pages = APIRouter(prefix="/intake/streets/{street}/topics", include_in_schema=False)
PER_PAGE = 20


@topic_pages.get("")
async def get_topics(ask: Anyone) -> Response:
    """Every focus topic of the street, with how many suggestions it has now."""
    counts = await _counts(ask, await _shown(ask))
    return await show(ask, "topics.html", counts=counts)


@topic_pages.get("/{topic}")
async def get_topic(
    topic: str,
    ask: Anyone,
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One topic. Its code opens this page, from which the form is one step, all year round."""
    chosen = _known(await charter_of(ask.ctx, ask.street), topic)
    shown = await _shown(ask)
    where = {"cycle": shown, "topic": chosen.id}
    listing = await listed(ask.ctx, ask.street, where, after, PER_PAGE)
    address = f"{base_of(ask.request)}/intake/streets/{ask.street}/topics/{chosen.id}"
    return await show(
        ask,
        "topic.html",
        topic=chosen,
        count=(await _counts(ask, shown)).get(chosen.id, 0),
        rows=[row_of(one) for one in listing.items],
        address=address,
        picture=qr_svg(address),
        next=listing.next,
        page=page,
    )


async def _shown(ask: Ask) -> list[str]:
    """The newest cycle, and what waits for the next one; neither before anything is accepted."""
    newest = await newest_cycle(ask.ctx, ask.street)
    shown = await shown_cycles(ask.ctx, ask.street)
    return [one for one in (newest, NEXT) if one in shown] or [NO_CYCLE]


async def _counts(ask: Ask, cycles: list[str]) -> Counter[str]:
    """Topic → how many suggestions it has in these cycles."""
    counts: Counter[str] = Counter()
    for cycle in cycles:
        counts += Counter((await summary_of(ask.ctx, ask.street, cycle)).by_topic)
    return counts


def _known(charter: Charter, topic: str) -> Named:
    found = next((one for one in charter.topics if one.id == topic), None)
    if found is None:
        raise NotFound("unknown-topic", "没有这个关注专题。", "There is no such focus topic.")
    return found
