"""Suggestions in the screening as JSON and as a workbook (E-22, E-29)."""

from fastapi import APIRouter, Response

from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Page, Paging
from services.screening.item.queries import Filtered, fate_of
from services.screening.item.sheets import ITEM_COLUMNS, ITEM_TITLE, item_rows
from services.screening.item.views import FateView, ItemView, fate_view, item_view
from services.screening.kinds import ITEMS
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone

api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@api.get("/cycles/{cycle}/items")
async def get_items(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    wanted: Filtered,
) -> Page[ItemView]:
    """The suggestions of a cycle as they are screened. Public (W-10)."""
    where = wanted.where(cycle)
    page = await ask.ctx.store.find(
        ITEMS, ask.street, where, after=paging.after, limit=paging.limit
    )
    return Page(items=[item_view(item) for item in page.items], next=page.next)


@api.get("/cycles/{cycle}/items.xlsx")
async def get_items_sheet(ask: Anyone, cycle: str) -> Response:
    """分级分类清单 as a workbook. Public."""
    await ledger_of(ask.ctx, ask.street, cycle)
    rows = item_rows(ask.ctx.store.stream(ITEMS, ask.street, {"cycle": cycle}))
    name, mark = f"{ITEM_TITLE}-{cycle}.xlsx", ask.ctx.settings.mark
    return await stream_table(name, ITEM_TITLE, ITEM_COLUMNS, rows, mark=mark)


@api.get("/items/{suggestion}")
async def get_item(ask: Anyone, suggestion: str) -> FateView:
    """A suggestion and what became of it here (E-29). Public."""
    return fate_view(await fate_of(ask.ctx, ask.street, suggestion))
