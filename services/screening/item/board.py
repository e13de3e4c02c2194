"""The triage board (分级分类台): every suggestion of a cycle as a row that is a form of its own.

Each row saves by itself, so that two clerks can share the work and a refusal is about one row.
Without JavaScript it is a table of forms; ``board.js`` adds keys and saves a row in place. A
resident's words stay with intake: the browser fetches them into the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.rooms.choices import named, pairs
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.fields import Field, Pair
from chassis.web.offers import Offer, offer_of
from contracts.charter import Charter, Work
from contracts.screening import Disposition, Level
from services.screening import labels
from services.screening.item.bulk import BULK
from services.screening.item.commands import TRIAGE, UNDO
from services.screening.item.domain import Item, ItemStatus
from services.screening.item.queries import item_of
from services.screening.item.routing import READY
from services.screening.item.views import ItemView, item_view
from services.screening.kinds import ITEMS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.roles import Clerk
from services.screening.showing import is_fragment, show

board_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)
ROWS = 100
LEVEL_KEYS = {"q": Level.COMMUNITY, "w": Level.STREET, "e": Level.DISTRICT, "r": Level.CITY}
UNIT_KEYS = "asdfghzxcvbnm"
BARRED_KEYS = "789"
"""Keys of a row: the upper row of letters for the level, the others for the charter's units."""


@dataclass(frozen=True)
class Row:
    """A suggestion with its form and, where it has a triage, the form that takes it back."""

    item: ItemView
    save: Offer
    undo: Offer | None

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the form by their names."""
        return {field.name: field for field in self.save.fields}


@board_pages.get("/cycles/{cycle}/board")
async def get_board(
    ask: Clerk,
    cycle: str,  # noqa: ARG001
    after: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The board: the suggestions by number, a hundred on a page."""
    return await board_page(ask, after=after)


async def board_page(ask: Ask, refusal: Refusal | None = None, after: str = "") -> Response:
    """The board, with the reason above it where a bulk triage was refused."""
    ledger = (await ledger_of(ask.ctx, ask.street, ask.request.path_params["cycle"])).state
    ledger.doing(Work.TRIAGE)
    where = {"cycle": ledger.cycle}
    charter = await charter_of(ask.ctx, ask.street)
    found = await ask.ctx.store.find(ITEMS, ask.street, where, after=after, limit=ROWS)
    counts = await ask.ctx.store.count(ITEMS, ask.street, where, by="status")
    rows = [one for one in found.items if one.state.status is not ItemStatus.MERGED]
    return await show(
        ask,
        "board.html",
        refusal=refusal,
        ledger=ledger,
        rows=[_row(ask, charter, one) for one in rows],
        next=found.next,
        open=counts.get(ItemStatus.OPEN, 0),
        total=sum(counts.values()) - counts.get(ItemStatus.MERGED, 0),
        keys=_keys(charter, chinese=speaks_chinese(ask)),
        units=charter.units,
        bulk=await _bulk(ask, charter, ledger, refusal),
    )


@board_pages.get("/items/{suggestion}/row")
async def get_row(ask: Clerk) -> Response:
    """A row of the board after it was saved; opened alone, the board at this row."""
    return await row_page(ask)


async def row_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The row, with the reason in it where it was refused."""
    found = await item_of(ask.ctx, ask.street, ask.request.path_params["suggestion"])
    if not is_fragment(ask):
        board = f"/screening/streets/{ask.street}/cycles/{found.state.cycle}/board"
        return RedirectResponse(f"{board}#item-{found.id}", 303)
    charter = await charter_of(ask.ctx, ask.street)
    row = _row(ask, charter, found, refusal)
    return await show(ask, "board_row.html", refusal=refusal, row=row, units=charter.units)


def _row(ask: Ask, charter: Charter, found: Found[Item], refusal: Refusal | None = None) -> Row:
    chinese = speaks_chinese(ask)
    values = {TRIAGE.name: first_values(found.state)}
    choices = choices_of(charter, chinese=chinese)
    save = offer_of(ask, TRIAGE, found, choices, values, refusal)
    undo = offer_of(ask, UNDO, found) if UNDO.offered(found.state, ask.person, ask.street) else None
    return Row(item_view(found), save, undo)


def first_values(item: Item) -> dict[str, Any]:
    """What the form of a triage shows at first: the triage, the one before, else the likely one."""
    if last := item.triage or item.earlier:
        return last.model_dump()
    return {
        "level": Level.STREET,
        "category": item.category,
        "disposition": Disposition.PROJECT_SOURCE,
    }


def choices_of(charter: Charter, *, chinese: bool) -> dict[str, Sequence[Pair]]:
    """The choices of the forms of a triage, in one language."""
    return {
        "levels": pairs(labels.LEVELS, chinese=chinese),
        "categories": named(charter.suggestion_categories, chinese=chinese),
        "dispositions": pairs(labels.DISPOSITIONS, chinese=chinese),
        "barred": named(charter.negative_list, chinese=chinese),
        "units": [(unit.zh, unit.zh if chinese else unit.en) for unit in charter.units],
    }


async def _bulk(ask: Ask, charter: Charter, ledger: Ledger, refusal: Refusal | None) -> Offer:
    found = await ledger_of(ask.ctx, ask.street, ledger.cycle)
    options = {**choices_of(charter, chinese=speaks_chinese(ask)), "items": ()}
    values = {BULK.name: {"level": Level.STREET, "disposition": Disposition.PROJECT_SOURCE}}
    offer = offer_of(ask, BULK, found, options, values, refusal)
    return replace(offer, fields=[one for one in offer.fields if one.name != "items"])


@dataclass(frozen=True)
class KeyOf:
    """A key, the field it sets, the value, and the words for it; ``ready`` comes with it."""

    key: str
    field: str
    value: str
    words: str
    ready: str = ""


def _keys(charter: Charter, *, chinese: bool) -> list[KeyOf]:
    """Every key that sets a field of the row at hand."""
    dispositions = pairs(labels.DISPOSITIONS, chinese=chinese)
    found = [
        KeyOf(str(n), "disposition", code, words, READY[Disposition(code)])
        for n, (code, words) in enumerate(dispositions, 1)
    ]
    levels = dict(pairs(labels.LEVELS, chinese=chinese))
    found += [KeyOf(key, "level", level, levels[level]) for key, level in LEVEL_KEYS.items()]
    for key, unit in zip(UNIT_KEYS, charter.units, strict=False):
        found.append(KeyOf(key, "unit", unit.zh, unit.zh if chinese else unit.en))
    for key, one in zip(BARRED_KEYS, charter.negative_list, strict=False):
        found.append(KeyOf(key, "barred", one.id, one.zh if chinese else one.en, one.answer_zh))
    categories = named(charter.suggestion_categories, chinese=chinese)
    for key, (code, words) in zip(ascii_lowercase, categories, strict=False):
        found.append(KeyOf(f"t {key}", "category", code, words))
    return found
