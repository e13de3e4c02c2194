"""The log of problems as JSON, page, workbook and paper, over all projects and years. Public."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.papers import form_of, paper_response
from chassis.rooms.sheet_stream import stream_table
from chassis.rooms.sheets import Column
from chassis.web.ask import Ask, Page
from services.supervision.asking import today_of
from services.supervision.fieldwork.domain import EntryStatus
from services.supervision.finding.log import (
    Log,
    Problem,
    bounded,
    of_entries,
    of_inspections,
    of_orders,
    three_lists,
)
from services.supervision.inspection.domain.inspection import Status
from services.supervision.kinds import ENTRIES, INSPECTIONS, ORDERS
from services.supervision.roles import Anyone
from services.supervision.showing import show

problems_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])
problem_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
Show = Annotated[str, Query(alias="show", max_length=20)]
Words = Annotated[str, Query(max_length=60)]
FOUND = (Status.FINDINGS, Status.RECTIFYING, Status.RECHECKED, Status.CLOSED)
SAW = (EntryStatus.OPEN, EntryStatus.ANSWERED)
COLUMNS = (
    Column("project_no", "项目序号", "int"),
    Column("title", "项目名称", max_length=120),
    Column("text", "问题", max_length=80),
    Column("source_zh", "来源", max_length=20),
    Column("found_on", "发现日期", "date"),
    Column("unit", "责任单位", max_length=30),
    Column("due_on", "期限", "date"),
    Column("done", "整改情况", max_length=80),
    Column("checked", "复查人", max_length=20),
    Column("status_zh", "状态", max_length=12),
)
TITLE = "问题清单"


class Problems(Page[Problem]):
    """All rows at once; ``left_out``: how many older solved ones are not among them."""

    left_out: int = 0


async def _log(ask: Ask, shown: str, words: str) -> Log:
    """The problems that are open, or all of them (``shown`` is ``all``), the oldest first."""
    store, street = ask.ctx.store, ask.street
    held = await store.every(INSPECTIONS, street, {"status": list(FOUND)})
    orders = await store.every(ORDERS, street)
    seen = await store.every(ENTRIES, street, {"status": list(SAW)})
    rows = [*of_inspections(held), *of_orders(orders), *of_entries(seen)]
    wanted = [one for one in rows if (shown == "all" or one.open) and one.holds(words.strip())]
    return bounded(wanted)


@problems_api.get("/problems")
async def get_problems(ask: Anyone, show_: Show = "", q: Words = "") -> Problems:
    """Every problem of a street, the open ones or all."""
    await charter_of(ask.ctx, ask.street)
    rows, left_out = await _log(ask, show_, q)
    return Problems(items=rows, left_out=left_out)


@problems_api.get("/problems.xlsx")
async def get_sheet(ask: Anyone, show_: Show = "", q: Words = "") -> Response:
    """The three lists as a workbook: problem, who owes it, what was done."""
    charter = await charter_of(ask.ctx, ask.street)
    rows = _rows(await _log(ask, show_, q))
    mark = ask.ctx.settings.mark
    return await stream_table(f"{charter.zh}{TITLE}.xlsx", TITLE, COLUMNS, rows, mark=mark)


async def _rows(log: Log) -> AsyncIterator[dict[str, str | int | bool | None]]:
    for one in log.rows:
        yield one.model_dump(include={column.name for column in COLUMNS}, mode="json")
    if log.zh:
        yield {"text": log.zh}


@problems_api.get("/problems.pdf")
@problems_api.get("/problems.docx")
async def get_lists(ask: Anyone, show_: Show = "", q: Words = "") -> Response:
    """问题清单、责任清单、整改清单 on paper."""
    charter = await charter_of(ask.ctx, ask.street)
    paper = three_lists(charter, await _log(ask, show_, q), today_of(ask))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@problem_pages.get("/problems")
async def get_page(ask: Anyone, show_: Show = "", q: Words = "") -> Response:
    """The log, with the three lists to print."""
    log = await _log(ask, show_, q)
    return await show(ask, "problems.html", log=log, rows=log.rows, shown=show_, q=q)
