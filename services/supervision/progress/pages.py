"""Notes as pages: the month's table with what is owed, one note to share, its pictures."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from chassis.pages.words import say_date
from chassis.rooms.copies import charter_of
from chassis.rooms.files.serving import file_response
from chassis.rooms.papers import paper_response
from chassis.rooms.qr import qr_svg
from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Ask
from services.supervision.asking import bounds_of, today_of
from services.supervision.progress.commands import KEPT_OF_UPDATES
from services.supervision.progress.domain import Update, is_silent, owed_by
from services.supervision.progress.hears import rules_of
from services.supervision.progress.monthly import (
    SHEET_COLUMNS,
    TITLE,
    Row,
    monthly_paper,
    monthly_rows,
    sheet_rows,
)
from services.supervision.progress.queries import newest_of, owing, update_of
from services.supervision.project.queries import newest_projects
from services.supervision.roles import Anyone
from services.supervision.showing import show

Filter = Annotated[str, Query(max_length=64)]
progress_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
progress_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


@progress_pages.get("/progress")
async def get_progress(ask: Anyone, cycle: Filter = "") -> Response:
    """The month's table, and which projects owe a note (W-24)."""
    chosen, rows = await _rows(ask, cycle)
    rules, today = await rules_of(ask.ctx, ask.street), today_of(ask)
    owed = [
        (one, owed_by(one.state, rules), is_silent(one.state, rules, today))
        for one in await owing(ask.ctx, ask.street, today)
    ]
    return await show(
        ask, "progress/month.html", rows=rows, cycle=chosen, owed=owed, days=rules.update_days
    )


async def _rows(ask: Ask, cycle: str) -> tuple[str, list[tuple[str, Row]]]:
    chosen, projects, _ = await newest_projects(ask.ctx, ask.street, cycle)
    newest = await newest_of(ask.ctx, ask.street, chosen)
    return chosen, monthly_rows(projects, newest, today_of(ask), await bounds_of(ask))


@progress_pages.get("/projects/{project}/updates/{update}")
async def get_update(ask: Anyone, update: str) -> Response:
    """One note to share: words for a chat, and a code that leads here (E-37)."""
    found = await update_of(ask.ctx, ask.street, update)
    base = ask.ctx.settings.base_url or str(ask.request.base_url)
    at = f"/supervision/streets/{ask.street}/projects/{found.state.project}/updates/{update}"
    address = f"{base.rstrip('/')}{at}"
    return await show(
        ask,
        "progress/update.html",
        found=found,
        one=found.state,
        words_to_share=_words(found.state, address),
        picture=qr_svg(address),
    )


def _words(one: Update, address: str) -> str:
    """At most 200 characters and the address, as a chat takes them."""
    told = f"【{one.title}】{say_date(one.said_on, 'zh')}进展：{one.text}"
    return f"{told if len(told) <= 200 else told[:199] + '…'} {address}"


@progress_api.get("/projects/{project}/updates/{update}/photos/{photo}")
async def get_update_photo(
    ask: Anyone, update: str, photo: str, small: bool = False
) -> StreamingResponse:
    """A picture of a note, or its thumbnail (``small``); public."""
    found = await update_of(ask.ctx, ask.street, update)
    owner = KEPT_OF_UPDATES.owner(ask.street, update)
    return await file_response(ask.ctx, owner, found.state.photos, photo, public=True, small=small)


@progress_api.get("/progress.pdf")
async def get_monthly_paper(ask: Anyone, cycle: Filter = "") -> Response:
    """月度进展表 for the notice board, A3 across."""
    _, rows = await _rows(ask, cycle)
    paper = monthly_paper(await charter_of(ask.ctx, ask.street), rows, today_of(ask))
    return await paper_response(ask.ctx.settings, paper, "pdf", ask.ctx.now())


@progress_api.get("/progress.xlsx")
async def get_monthly_sheet(ask: Anyone, cycle: Filter = "") -> Response:
    """月度进展表 as a workbook."""
    _, rows = await _rows(ask, cycle)
    charter, mark = await charter_of(ask.ctx, ask.street), ask.ctx.settings.mark
    name = f"{charter.zh}{TITLE}.xlsx"

    return await stream_table(name, TITLE, SHEET_COLUMNS, _each(sheet_rows(rows)), mark=mark)


async def _each(rows: Sequence[dict[str, str]]) -> AsyncIterator[dict[str, str]]:
    for row in rows:
        yield row
