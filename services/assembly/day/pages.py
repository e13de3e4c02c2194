"""The page of the daily report, and the report on paper."""

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.errors import Invalid
from chassis.pages import pages_of
from chassis.rooms.anchors import paper_answer
from chassis.web.ask import Ask
from chassis.web.days import DayPart, opened, read_day
from services.assembly.charter.queries import charter_in_force
from services.assembly.day.papers import day_paper
from services.assembly.portal.showing import show
from services.assembly.roles import DayReader

FRESH = timedelta(minutes=30)
"""How long what is open may be printed after it was gathered."""

day_pages = APIRouter(prefix="/streets/{street}/desk", include_in_schema=False)


@day_pages.get("/day")
async def get_day_page(ask: DayReader, on: Annotated[str, Query(max_length=10)] = "") -> Response:
    """The report of a day (today where none is named); each service's part is a fragment."""
    return await _day_page(ask, read_day(ask.ctx, on or ask.ctx.today()))


async def _day_page(ask: Ask, day: date, *, stale: bool = False) -> Response:
    """``stale``: asked for in place of a paper whose parts are too old."""
    return show(
        ask,
        "day.html",
        charter=await charter_in_force(ask.ctx, ask.street),
        day=day,
        today=ask.ctx.today(),
        names=pages_of(ask.request).days,
        stale=stale,
        http_status=HTTPStatus.CONFLICT if stale else HTTPStatus.OK,
    )


@day_pages.get("/day/{day}.pdf")
@day_pages.get("/day/{day}.docx")
async def get_day_paper(
    ask: DayReader, day: str, part: Annotated[list[str], Query(max_length=10)]
) -> Response:
    """The report on paper, of the sealed parts that the page gathered.

    Parts that were gathered longer ago than ``FRESH`` are not printed: the page gathers anew.
    """
    wanted = read_day(ask.ctx, day)
    parts = _gathered(ask, wanted, part)
    if min(one.at for one in parts) < ask.ctx.now() - FRESH:
        return await _day_page(ask, wanted, stale=True)
    charter = await charter_in_force(ask.ctx, ask.street)
    return await paper_answer(ask, day_paper(charter, wanted, parts))


def _gathered(ask: Ask, day: date, sealed: Sequence[str]) -> list[DayPart]:
    """Every service's part of this day and street, in their order. Raises ``Invalid``."""
    names = pages_of(ask.request).days
    parts = {one.service: one for one in (opened(ask.ctx.settings, text) for text in sealed)}
    fit = all((one.street, one.day) == (ask.street, day) for one in parts.values())
    if len(sealed) != len(names) or sorted(parts) != sorted(names) or not fit:
        raise Invalid(
            "day-incomplete",
            "日报还不完整，请重新打开，等各部分都显示后再打印。",
            "The report is not complete: open it again and wait until every part is there.",
        )
    return [parts[name] for name in names]
