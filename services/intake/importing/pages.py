"""The import at the desk in two steps: checked and looked at, then entered and watched (W-11)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal, form_routes
from chassis.web.fields import Pair
from chassis.web.offers import NONE, Offer, offer_of, offers_of
from services.intake.importing.bodies import CHOICES, DOUBTFUL
from services.intake.importing.columns import read_columns
from services.intake.importing.commands import CHECK, COMMIT, DROP, JUDGE
from services.intake.importing.domain import LedgerImport, LedgerRow, RowState
from services.intake.importing.queries import batch_of, latest, rows_of
from services.intake.importing.seeing import import_seen, is_own, sees
from services.intake.importing.views import BADGES, STATES, row_of, said_of
from services.intake.kinds import IMPORTS
from services.intake.roles import IMPORTERS, Importer, Staff
from services.intake.showing import show

import_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 50
FIRST_SHOWN = (
    RowState.ERROR,
    RowState.SKIPPED,
    RowState.DUPLICATE,
    RowState.WARNING,
    RowState.EXISTS,
    RowState.NEW,
    RowState.ENTERED,
)
"""Rows that need a person come first."""
PageNumber = Annotated[int, Query(ge=1, le=200)]


@import_pages.get("/import")
async def get_import(ask: Importer) -> Response:
    """Where a ledger is handed in, with the template and what the last ones came to."""
    return await import_page(ask)


async def import_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The same, with the reason where a file was refused."""
    charter = await charter_of(ask.ctx, ask.street)
    return await show(
        ask,
        "import.html",
        refusal=refusal,
        offer=offer_of(ask, CHECK, None, NONE, NONE, refusal),
        columns=read_columns(charter),
        ledgers=await latest(ask.ctx, ask.street, partial(sees, ask)),
    )


@import_pages.get("/imports/{ledger}")
async def get_ledger(
    ask: Importer,
    state: Annotated[str, Query(max_length=20)] = "",
    page: PageNumber = 1,
    part: bool = False,
) -> Response:
    """What the check found, or how far the entering is; ``part``: only the figure that renews."""
    return await ledger_page(ask, None, state, page, part=part)


async def ledger_page(
    ask: Ask,
    refusal: Refusal | None = None,
    state: str = "",
    page: int = 1,
    *,
    part: bool = False,
) -> Response:
    """An import, with the reason where a step was refused."""
    key = ask.request.path_params.get("ledger") or ask.request.path_params["batch"]
    found = await import_seen(ask, key)
    if part:
        return await show(ask, "ledger.html", block="progress", key=key, one=found.state)
    rows = await rows_of(ask.ctx, ask.street, key)
    counts = [(one, sum(row.state is one for row in rows)) for one in FIRST_SHOWN]
    shown, chosen = _chosen(rows, state)
    return await show(
        ask,
        "ledger.html",
        refusal=refusal,
        key=key,
        one=found.state,
        own=is_own(ask, found.state),
        offers=_offers(ask, found, refusal),
        states=[(one, STATES[one], number) for one, number in counts if number],
        badges_of_rows={one.lower(): BADGES[one] for one in RowState},
        chosen=chosen,
        choices={row: CHOICES[one] for row, one in found.state.choices.items()},
        rows=[row_of(row) for row in shown[(page - 1) * PER_PAGE : page * PER_PAGE]],
        page=page,
        more=len(shown) > page * PER_PAGE,
    )


def _offers(ask: Ask, found: Found[LedgerImport], refusal: Refusal | None) -> Mapping[str, Offer]:
    chinese = speaks_chinese(ask)
    options: Mapping[str, Sequence[Pair]] = {
        "duplicates": pairs(DOUBTFUL, chinese=chinese),
        "choices": pairs(CHOICES, chinese=chinese),
        "rows": (),
    }
    return offers_of(ask, (JUDGE, COMMIT, DROP), found, options=options, refusal=refusal)


def _chosen(rows: Sequence[LedgerRow], state: str) -> tuple[list[LedgerRow], str]:
    """The rows of a state; of none that is there, all, those that need a person first."""
    shown = [row for row in rows if row.state == state]
    if shown:
        return shown, state
    return sorted(rows, key=lambda row: (FIRST_SHOWN.index(row.state), row.row)), ""


@import_pages.get("/batches/{batch}")
async def get_batch(batch: str, ask: Staff, part: bool = False) -> Response:
    """How far a command over many is, n of m; ``part``: only the figure, which renews itself."""
    if await ask.ctx.store.get(IMPORTS.key(ask.street, batch)):
        ask.need(*IMPORTERS)
        return await ledger_page(ask, part=part)
    state = await batch_of(ask.ctx, ask.street, batch)
    block = "progress" if part else None
    return await show(
        ask, "batch.html", block=block, batch=batch, one=state, said=said_of(state.name)
    )


import_forms = form_routes((CHECK,), import_page)
ledger_forms = form_routes((JUDGE, COMMIT, DROP), ledger_page)
