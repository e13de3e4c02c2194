"""Routes of the suggestions in the screening and of the forums (E-22, E-23)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Page, Paging
from services.screening.actions.items import triage_item
from services.screening.actions.proposals import record_forum
from services.screening.api.bodies import NewForum, NewTriage
from services.screening.api.candidate_views import FateView, candidate_row
from services.screening.api.people import Anyone, Clerk, is_staff
from services.screening.api.views import (
    Done,
    ForumView,
    ItemView,
    forum_view,
    item_view,
)
from services.screening.domain.items import ItemStatus, Triage
from services.screening.domain.opinions import Forum
from services.screening.kinds import FORUMS, ITEMS
from services.screening.ledger_sheets import forum_sheet, item_sheet
from services.screening.queries import fate_of, forums_of, items_of, ledger_of

items_api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@items_api.get("/cycles/{cycle}/items")
async def get_items(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    status: Annotated[ItemStatus | None, Query()] = None,
) -> Page[ItemView]:
    """The suggestions of a cycle as they are screened. Public (W-10)."""
    where = {"cycle": cycle} | ({"status": status.value} if status else {})
    page = await ask.ctx.store.find(
        ITEMS, ask.street, where, after=paging.after, limit=paging.limit
    )
    return Page(items=[item_view(item) for item in page.items], next=page.next)


@items_api.get("/cycles/{cycle}/items.xlsx")
async def get_items_sheet(
    ask: Anyone,
    cycle: str,
) -> Response:
    """分级分类清单 as a workbook. Public."""
    await ledger_of(ask.ctx, ask.street, cycle)
    found = await items_of(ask.ctx, ask.street, cycle)
    return sheet_response(f"分级分类清单-{cycle}.xlsx", item_sheet(found, ask.ctx.settings.demo))


@items_api.get("/items/{suggestion}")
async def get_item(
    ask: Anyone,
    suggestion: str,
) -> FateView:
    """A suggestion and what became of it here (E-29). Public."""
    item, lead, candidates = await fate_of(ask.ctx, ask.street, suggestion)
    return FateView(
        item=item_view(item),
        lead=item_view(lead),
        candidates=[candidate_row(one) for one in candidates],
    )


@items_api.post("/items/{suggestion}/triage")
async def post_triage(
    ask: Clerk,
    suggestion: str,
    body: NewTriage,
) -> Done:
    """Grade and classify a suggestion (E-22); again until the leg closes."""
    triage = Triage(**body.model_dump())
    cause = ask.cause("triage_item")
    changed = await triage_item(ask.ctx, ask.street, suggestion, triage, cause, ask.if_version)
    return Done(id=suggestion, version=changed.version, status=changed.state.status)


@items_api.get("/cycles/{cycle}/forums")
async def get_forums(
    ask: Anyone,
    cycle: str,
    paging: Paging,
) -> Page[ForumView]:
    """The forums of a cycle. Public; neighbours' names only for the staff."""
    page = await ask.ctx.store.find(
        FORUMS, ask.street, {"cycle": cycle}, after=paging.after, limit=paging.limit
    )
    staff = is_staff(ask)
    return Page(items=[forum_view(forum, staff) for forum in page.items], next=page.next)


@items_api.post("/cycles/{cycle}/forums", status_code=201)
async def post_forum(
    ask: Clerk,
    cycle: str,
    body: NewForum,
) -> Done:
    """Record a forum of deputies and neighbourhood leads (E-23)."""
    given = body.model_dump() | {"held_on": body.held_on.isoformat()}
    forum = Forum(cycle=cycle, **given)
    changed = await record_forum(ask.ctx, ask.street, forum, ask.cause("record_forum"))
    return Done(id=changed.id, version=changed.version, status="RECORDED")


@items_api.get("/cycles/{cycle}/forums.xlsx")
async def get_forums_sheet(
    ask: Clerk,
    cycle: str,
) -> Response:
    """座谈记录 as a workbook, for the staff."""
    await ledger_of(ask.ctx, ask.street, cycle)
    found = await forums_of(ask.ctx, ask.street, cycle)
    return sheet_response(f"座谈记录-{cycle}.xlsx", forum_sheet(found, ask.ctx.settings.demo))
