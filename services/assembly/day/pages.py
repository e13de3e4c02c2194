"""The page of the daily report, and the report on paper."""

from collections.abc import Sequence
from datetime import date
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

day_pages = APIRouter(prefix="/streets/{street}/desk", include_in_schema=False)


@day_pages.get("/day")
async def get_day_page(ask: DayReader, on: Annotated[str, Query(max_length=10)] = "") -> Response:
    """The report of a day (today where none is named); each service's part is a fragment."""
    day = read_day(ask.ctx, on or ask.ctx.today())
    charter = await charter_in_force(ask.ctx, ask.street)
    names = pages_of(ask.request).days
    return show(ask, "day.html", charter=charter, day=day, today=ask.ctx.today(), names=names)


@day_pages.get("/day/{day}.pdf")
@day_pages.get("/day/{day}.docx")
async def get_day_paper(
    ask: DayReader, day: str, part: Annotated[list[str], Query(max_length=10)]
) -> Response:
    """The report on paper, of the sealed parts that the page gathered."""
    wanted = read_day(ask.ctx, day)
    charter = await charter_in_force(ask.ctx, ask.street)
    parts = _gathered(ask, wanted, part)
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
