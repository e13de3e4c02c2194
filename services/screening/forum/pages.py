"""The page of the forums of a cycle, with the form to record one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.web.ask import Ask, PageParams, Paging, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.charter import Work
from services.screening.forum.commands import RECORD
from services.screening.forum.views import forum_view
from services.screening.kinds import FORUMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.roles import Anyone
from services.screening.showing import show, turning

forum_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)

USUAL_KIND = ("“代表+邻长”座谈会", "Forum of deputies and neighbourhood leads")
PAGE = PageParams(limit=50, after="")


@forum_pages.get("/cycles/{cycle}/forums")
async def get_forums(
    ask: Anyone, paging: Paging, page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """The forums of a cycle by date (座谈记录)."""
    return await forums_page(ask, paging=paging, page=page)


async def forums_page(
    ask: Ask, refusal: Refusal | None = None, paging: PageParams = PAGE, page: int = 1
) -> Response:
    """One page of the list; the clerks record a forum here while alternatives are proposed."""
    cycle = ask.request.path_params["cycle"]
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    store, where = ask.ctx.store, {"cycle": cycle}
    found = await store.find(FORUMS, ask.street, where, after=paging.after, limit=paging.limit)
    return await show(
        ask,
        "forums.html",
        refusal=refusal,
        offers=_offers(ask, ledger, refusal),
        ledger=ledger,
        forums=[forum_view(forum, staff=False) for forum in found.items],
        total=(await store.count(FORUMS, ask.street, where)).get("", 0),
        turn=turning(found, paging, page),
    )


def _offers(ask: Ask, ledger: Ledger, refusal: Refusal | None) -> dict[str, Offer]:
    open_now = ledger.is_open_for(Work.PROPOSE)
    if not (open_now and RECORD.offered(ledger, ask.person, ask.street)):
        return {}
    kind = USUAL_KIND[0 if speaks_chinese(ask) else 1]
    values = {RECORD.name: {"kind": kind, "people": ""}}
    return {RECORD.name: offer_of(ask, RECORD, None, {}, values, refusal)}
