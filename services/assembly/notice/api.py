"""Public notices as JSON and as a workbook."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Page, Paging
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import NOTICES
from services.assembly.member.views import show_public
from services.assembly.notice.queries import notice_of, on_notice
from services.assembly.notice.views import NOTICE_COLUMNS, show_notice
from services.assembly.roles import Anyone

api = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])


@api.get("/notices")
async def get_notices(paging: Paging, ask: Anyone) -> Page[dict[str, Any]]:
    """Public notices over candidates (E-17). Public."""
    found = await ask.ctx.store.find(NOTICES, ask.street, after=paging.after, limit=paging.limit)
    today = ask.ctx.today()
    return Page(items=[show_notice(one, today) for one in found.items], next=found.next)


@api.get("/notices.xlsx")
async def get_notices_sheet(ask: Anyone) -> Response:
    """公示清单 as a workbook; no names: those hang on the notice only while it runs."""
    today, mark = ask.ctx.today(), ask.ctx.settings.mark
    rows = (show_notice(one, today) async for one in ask.ctx.store.stream(NOTICES, ask.street))
    return await stream_table("公示清单.xlsx", "公示", NOTICE_COLUMNS, rows, mark=mark)


@api.get("/notices/{notice}")
async def get_notice(notice: str, ask: Anyone) -> dict[str, Any]:
    """One notice, while it hangs with the names on it. Public."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await notice_of(ask.ctx, ask.street, notice)
    named = await on_notice(ask.ctx, ask.street, notice)
    people = [show_public(one, charter) for one in named]
    return show_notice(found, ask.ctx.today()) | {"people": people}
