"""Forums as JSON and as a workbook (E-23)."""

from fastapi import APIRouter, Response

from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Page, Paging
from services.screening.forum.sheets import forum_sheet
from services.screening.forum.views import ForumView, forum_view
from services.screening.kinds import FORUMS
from services.screening.ledger.queries import ledger_of
from services.screening.roles import Anyone, Clerk, is_staff

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
    found = await ask.ctx.store.every(FORUMS, ask.street, {"cycle": cycle})
    return sheet_response(f"座谈记录-{cycle}.xlsx", forum_sheet(found, ask.ctx.settings.demo))
