"""Forums as JSON and as a workbook (E-23)."""

from fastapi import APIRouter, Response

from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Page, Paging
from services.screening.forum.sheets import FORUM_COLUMNS, FORUM_TITLE, forum_rows
from services.screening.forum.views import ForumView, forum_view
from services.screening.kinds import FORUMS
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.roles import Clerk, is_staff

api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@api.get("/cycles/{cycle}/forums")
async def get_forums(ask: Anyone, cycle: str, paging: Paging) -> Page[ForumView]:
    """The forums of a cycle. Public; neighbours' names only for the staff."""
    page = await ask.ctx.store.find(
        FORUMS, ask.street, {"cycle": cycle}, after=paging.after, limit=paging.limit
    )
    staff = is_staff(ask)
    return Page(items=[forum_view(forum, staff) for forum in page.items], next=page.next)


@api.get("/cycles/{cycle}/forums.xlsx")
async def get_forums_sheet(ask: Clerk, cycle: str) -> Response:
    """座谈记录 as a workbook, for the staff."""
    await ledger_of(ask.ctx, ask.street, cycle)
    rows = forum_rows(ask.ctx.store.stream(FORUMS, ask.street, {"cycle": cycle}))
    name, mark = f"{FORUM_TITLE}-{cycle}.xlsx", ask.ctx.settings.mark
    return await stream_table(name, FORUM_TITLE, FORUM_COLUMNS, rows, mark=mark)
