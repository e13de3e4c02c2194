"""What is read of imports."""

from collections.abc import Callable, Sequence

from chassis.core.catalogue import too_early, unknown_batch
from chassis.core.documents import Found
from chassis.rooms.batch import BATCHES, Batch
from chassis.service import Context
from services.intake.importing.domain import LedgerImport, LedgerPage, LedgerRow
from services.intake.kinds import IMPORTS, LEDGER_PAGES

SHOWN = 5
"""Imports that the page of a new one lists."""


async def batch_of(ctx: Context, street: str, batch: str) -> Batch:
    """How far an acceptance of many is. Raises ``NotFound``."""
    found = await ctx.store.get(BATCHES.key(street, batch))
    if found is None:
        raise unknown_batch()
    return found.state


async def import_of(ctx: Context, street: str, key: str) -> Found[LedgerImport]:
    """An import. Raises ``NotFound``."""
    found = await ctx.store.get(IMPORTS.key(street, key))
    if found is None:
        raise unknown_batch()
    return found


def page_key(key: str, number: int) -> str:
    """The id of a page of an import."""
    return f"{key}-{number:04d}"


async def page_of(ctx: Context, street: str, key: str, number: int) -> Found[LedgerPage]:
    """A page of an import. Raises ``TooEarly`` while it is not written."""
    found = await ctx.store.get(LEDGER_PAGES.key(street, page_key(key, number)))
    if found is None:
        raise too_early()
    return found


async def pages_of(ctx: Context, street: str, key: str) -> list[LedgerPage]:
    """All pages of an import that are written, in their order."""
    found = await ctx.store.every(LEDGER_PAGES, street, {"ledger": key})
    return sorted((one.state for one in found), key=lambda page: page.number)


async def rows_of(ctx: Context, street: str, key: str) -> list[LedgerRow]:
    """All rows of an import."""
    return [row for page in await pages_of(ctx, street, key) for row in page.rows]


async def bad_rows(ctx: Context, street: str, key: str, ledger: LedgerImport) -> list[LedgerRow]:
    """What goes back: mistakes, what could not be entered, and doubles that nobody wanted."""
    return [row for row in await rows_of(ctx, street, key) if ledger.gives_back(row)]


async def latest(
    ctx: Context, street: str, seen: Callable[[LedgerImport], bool]
) -> Sequence[Found[LedgerImport]]:
    """The newest imports of the street that are ``seen``, the last one first."""
    found = await ctx.store.every(IMPORTS, street)
    return [one for one in reversed(found) if seen(one.state)][:SHOWN]
