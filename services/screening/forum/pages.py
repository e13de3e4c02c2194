"""The page of the forums of a cycle, with the form to record one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.choices import pairs
from chassis.rooms.files.attached import removals_of
from chassis.web.ask import Ask, PageParams, Paging, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of, offers_of
from services.screening.forum.bodies import Held
from services.screening.forum.commands import ATTACHED, RECORD
from services.screening.forum.queries import forum_of
from services.screening.forum.views import forum_view
from services.screening.kinds import FORUMS
from services.screening.labels import FORMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.roles import is_staff
from services.screening.showing import show, turning

forum_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)

USUAL_KIND = ("“代表+邻长”座谈会", "Forum of deputies and neighbourhood leads")
HELD_HERE = {one.value: FORMS[one.value] for one in Held}
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
    if not (ledger.current() and RECORD.offered(ledger, ask.person, ask.street)):
        return {}
    kind = USUAL_KIND[0 if speaks_chinese(ask) else 1]
    values = {RECORD.name: {"kind": kind, "people": ""}}
    options = {"forms": pairs(HELD_HERE, chinese=speaks_chinese(ask))}
    return {RECORD.name: offer_of(ask, RECORD, None, options, values, refusal)}


@forum_pages.get("/forums/{forum}")
async def get_forum(ask: Anyone) -> Response:
    """One record with who was there, what was said and its papers."""
    return await forum_page(ask)


async def forum_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page of a record; the clerks attach papers here."""
    found = await forum_of(ask.ctx, ask.street, ask.request.path_params["forum"])
    ledger = (await ledger_of(ask.ctx, ask.street, found.state.cycle)).state
    add, remove = ATTACHED.commands
    removals = removals_of(ask, remove, found, found.state.attachments, refusal)
    offers = offers_of(ask, [add], found, refusal=refusal)
    return await show(
        ask,
        "forum.html",
        refusal=refusal,
        offers=offers,
        removals=removals,
        every=[*offers.values(), *removals.values()],
        ledger=ledger,
        one=forum_view(found, is_staff(ask)),
        staff=is_staff(ask),
        leg=next((leg for leg in ledger.legs if leg.id == found.state.leg), None),
    )
