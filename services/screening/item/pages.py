"""Pages of the suggestions in the screening: list, triage, and the trace other pages show."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_of
from chassis.web.ask import Ask, Paging, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offers_of
from contracts.charter import Charter, Work
from contracts.screening import Disposition
from services.screening.item.board import choices_of, first_values, row_page
from services.screening.item.commands import COMMANDS, SEND_BACK, TRIAGE, UNDO
from services.screening.item.domain import Item
from services.screening.item.queries import Filtered, fate_of
from services.screening.item.returning import is_late
from services.screening.item.views import fate_view, item_view
from services.screening.kinds import ITEMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.showing import is_fragment, show, turning

item_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)
IN_LEG = (TRIAGE.name, UNDO.name)
"""Forms that only the open triage has."""


@item_pages.get("/cycles/{cycle}/items")
async def get_items(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    wanted: Filtered,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """The suggestions of a cycle as they are screened (分级分类清单)."""
    store, ledger = ask.ctx.store, (await ledger_of(ask.ctx, ask.street, cycle)).state
    where = wanted.where(cycle)
    found = await store.find(ITEMS, ask.street, where, after=paging.after, limit=paging.limit)
    counts = await store.count(ITEMS, ask.street, {"cycle": cycle}, by="status")
    return await show(
        ask,
        "items.html",
        ledger=ledger,
        rows=[item_view(item) for item in found.items],
        wanted=wanted,
        triaging=ledger.is_open_for(Work.TRIAGE),
        counts=counts,
        total=(await store.count(ITEMS, ask.street, where)).get("", 0),
        turn=turning(found, paging, page, **wanted.query()),
    )


@item_pages.get("/items/{suggestion}")
async def get_item(ask: Anyone) -> Response:
    """A suggestion: its triage and what became of it; the clerks triage it here."""
    return await item_page(ask)


async def item_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page of a suggestion, with the reason above it where something was refused."""
    if is_fragment(ask):
        return await row_page(ask, refusal)
    fate = await fate_of(ask.ctx, ask.street, ask.request.path_params["suggestion"])
    ledger = (await ledger_of(ask.ctx, ask.street, fate.item.state.cycle)).state
    charter = await charter_of(ask.ctx, ask.street)
    return await show(
        ask,
        "item.html",
        refusal=refusal,
        offers=_offers(ask, charter, fate.item, ledger, refusal),
        ledger=ledger,
        fate=fate_view(fate),
        late=is_late(ledger, fate.item.state),
        sent_back=fate.item.state.sent_back,
    )


def _offers(
    ask: Ask, charter: Charter, found: Found[Item], ledger: Ledger, refusal: Refusal | None
) -> dict[str, Offer]:
    """The forms of this suggestion: triage only in its leg, giving back only for its own unit."""
    options = choices_of(charter, chinese=speaks_chinese(ask))
    values = {TRIAGE.name: first_values(found.state)}
    offers = offers_of(ask, COMMANDS, found, options=options, values=values, refusal=refusal)
    if is_late(ledger, found.state):
        offers = {name: _without_source(one) for name, one in offers.items()}
    elif not ledger.is_open_for(Work.TRIAGE):
        offers = {name: one for name, one in offers.items() if name not in IN_LEG}
    triage = found.state.triage
    if triage is None or unit_of(charter, ask.person) != triage.unit:
        offers.pop(SEND_BACK.name, None)
    return offers if charter.units else {name: _written(one) for name, one in offers.items()}


def _without_source(offer: Offer) -> Offer:
    """The form of a late triage: it is no source of a project any more."""
    source = Disposition.PROJECT_SOURCE
    fields = [
        replace(one, options=[pair for pair in one.options if pair[0] != source])
        for one in offer.fields
    ]
    return replace(offer, fields=fields)


def _written(offer: Offer) -> Offer:
    """The form of a street whose charter lists no units: the unit is written, not chosen."""
    fields = [replace(one, kind="text") if one.name == "unit" else one for one in offer.fields]
    return replace(offer, fields=fields)


@item_pages.get("/for/{suggestion}")
async def get_trace_fragment(ask: Anyone, suggestion: str) -> Response:
    """What became of a suggestion, as a fragment for other pages; opened alone, its page (E-29)."""
    if not is_fragment(ask):
        return RedirectResponse(f"/screening/streets/{ask.street}/items/{suggestion}", 303)
    fate = await fate_of(ask.ctx, ask.street, suggestion)
    return await show(ask, "fate.html", fate=fate_view(fate))
