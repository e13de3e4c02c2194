"""A workbook that was handed in: read, checked as a whole, and kept for somebody to say yes."""

from collections.abc import Sequence

from fastapi import UploadFile

from chassis.core.decision import Cause, Change, created
from chassis.core.documents import Changed
from chassis.rooms.sheet_grid import Head, read_grid
from chassis.rooms.sheets import READING
from chassis.service import Context
from services.intake.importing.checking import check_grid
from services.intake.importing.domain import (
    FOUND,
    MAX_ROWS,
    PAGE_ROWS,
    LedgerImport,
    LedgerPage,
    LedgerRow,
    Scalar,
)
from services.intake.importing.known import Known, known_of
from services.intake.importing.queries import page_key
from services.intake.kinds import IMPORTS, LEDGER_PAGES

LONGEST_NAME = 80
WIDEST_ABOVE = 3
"""Lines over the headers that go back with a sheet of mistakes."""


class Checked:
    """A ledger as it was read, before anything is written."""

    def __init__(self, known: Known, head: Head, rows: Sequence[LedgerRow]) -> None:
        self.known, self.head, self.rows = known, head, rows

    def ledger(self, file: str, cause: Cause, typist: str) -> LedgerImport:
        """The import that this would be."""
        states = [row.state for row in self.rows]
        return LedgerImport(
            file=file[:LONGEST_NAME],
            by=cause.actor,
            typist=typist,
            at=cause.at,
            cycle=self.known.cycle,
            above=tuple(_texts(line.cells) for line in self.head.above[:WIDEST_ABOVE]),
            head=self.head.words,
            unknown=self.head.unknown,
            total=len(self.rows),
            pages=-(-len(self.rows) // PAGE_ROWS),
            found={state.value: states.count(state) for state in FOUND},
        )


def _texts(cells: Sequence[object]) -> tuple[Scalar, ...]:
    return tuple(str(cell)[:LONGEST_NAME] for cell in cells if cell not in (None, ""))


async def checked(ctx: Context, street: str, file: UploadFile) -> Checked:
    """Read and check a file. Raises ``Invalid`` where it is no ledger; ``Busy``."""
    grid = await read_grid(file, MAX_ROWS)
    known = await known_of(ctx, street)
    head, rows = await READING.run(check_grid, grid, known)
    return Checked(known, head, rows)


async def sent_before(ctx: Context, street: str, cause: Cause) -> Changed[LedgerImport] | None:
    """The import that this very request began already, so that it is not held against itself.

    Raises ``Invalid`` where its key came with another file.
    """
    place = IMPORTS.key(street, cause.derive("ledger"))
    found = await ctx.store.get(place)
    return await ctx.change(place, created(found.state), cause) if found else None


async def keep(
    ctx: Context, street: str, found: Checked, began: Change[LedgerImport], cause: Cause
) -> Changed[LedgerImport]:
    """Write the pages, then the import that names them: sent again, both are there once."""
    key = cause.derive("ledger")
    for number in range(began.state.pages):
        rows = tuple(found.rows[number * PAGE_ROWS : (number + 1) * PAGE_ROWS])
        page = LedgerPage(ledger=key, number=number, rows=rows, at=cause.at)
        place = LEDGER_PAGES.key(street, page_key(key, number))
        await ctx.change(place, created(page), cause.part(f"page-{number}"), fresh=True)
    place_of_import = IMPORTS.key(street, key)
    return await ctx.change(place_of_import, created(began.state, *began.events), cause)
