"""Pages of the suggestions in the screening: list, triage, and the trace other pages show."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.errors import Problem
from chassis.web.ask import Ask, Paging
from chassis.web.forms import read_form, tried
from contracts.charter import Work
from services.screening.actions.items import triage_item
from services.screening.api.bodies import NewTriage
from services.screening.api.candidate_views import candidate_row
from services.screening.api.people import Anyone, Clerk
from services.screening.api.views import (
    item_view,
)
from services.screening.domain.items import Item, ItemStatus, Triage
from services.screening.domain.ledger import Ledger
from services.screening.kinds import ITEMS
from services.screening.pages.showing import is_fragment, show
from services.screening.queries import fate_of, item_of, ledger_of

item_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@item_pages.get("/cycles/{cycle}/items")
async def get_items(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    status: Annotated[ItemStatus | None, Query()] = None,
) -> Response:
    """The suggestions of a cycle as they are screened (分级分类清单)."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    where = {"cycle": cycle} | ({"status": status.value} if status else {})
    page = await ask.ctx.store.find(
        ITEMS, ask.street, where, after=paging.after, limit=paging.limit
    )
    counts = await ask.ctx.store.count(ITEMS, ask.street, {"cycle": cycle}, by="status")
    return await show(
        ask,
        "items.html",
        ledger=ledger,
        rows=[item_view(item) for item in page.items],
        next=page.next,
        first=not paging.after,
        status=status,
        counts=counts,
    )


@item_pages.get("/items/{suggestion}")
async def get_item(ask: Anyone, suggestion: str) -> Response:
    """A suggestion: its triage and what became of it; the clerks triage it here."""
    return await item_page(ask, suggestion)


async def item_page(ask: Ask, suggestion: str, problem: Problem | None = None) -> Response:
    """The page of a suggestion, with the reason above it where something was refused."""
    item, lead, candidates = await fate_of(ask.ctx, ask.street, suggestion)
    ledger = (await ledger_of(ask.ctx, ask.street, item.state.cycle)).state
    return await show(
        ask,
        "item.html",
        problem=problem,
        ledger=ledger,
        item=item_view(item),
        lead=item_view(lead),
        candidates=[candidate_row(one) for one in candidates],
        triaging=_triaging(ledger, item.state),
    )


def _triaging(ledger: Ledger, item: Item) -> bool:
    current = ledger.current()
    is_open = bool(current) and Work.TRIAGE in ledger.leg(current).works
    return is_open and item.status is not ItemStatus.MERGED


@item_pages.post("/items/{suggestion}")
async def post_triage(ask: Clerk, suggestion: str) -> Response:
    """Triage a suggestion from its form, then back to those that still wait."""
    form = await ask.request.form()
    cycle = (await item_of(ask.ctx, ask.street, suggestion)).state.cycle

    async def act() -> object:
        triage = Triage(**read_form(form, NewTriage).model_dump())
        cause = ask.cause("triage_item")
        return await triage_item(ask.ctx, ask.street, suggestion, triage, cause, ask.if_version)

    there = f"/screening/streets/{ask.street}/cycles/{cycle}/items?status={ItemStatus.OPEN.value}"
    return await tried(act, there, lambda problem: item_page(ask, suggestion, problem))


@item_pages.get("/for/{suggestion}")
async def get_trace_fragment(ask: Anyone, suggestion: str) -> Response:
    """What became of a suggestion, as a fragment for other pages; opened alone, its page (E-29)."""
    if not is_fragment(ask):
        return RedirectResponse(f"/screening/streets/{ask.street}/items/{suggestion}", 303)
    item, lead, candidates = await fate_of(ask.ctx, ask.street, suggestion)
    return await show(
        ask,
        "fate.html",
        item=item_view(item),
        lead=item_view(lead),
        candidates=[candidate_row(one) for one in candidates],
    )
