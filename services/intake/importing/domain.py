"""A ledger on its way in: checked and shown first, then entered, page by page (E-21, W-11).

One document holds the import and its figures, a page of it so many rows. Nothing of a row counts
before somebody who saw the check says so; a row that was entered is let go at once.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from chassis.core.decision import Change, StateTable
from chassis.core.decision import State as Document
from chassis.core.errors import Invalid
from contracts.intake import SuggestionsOrdered

MAX_ROWS = 5_000
PAGE_ROWS = 50
Scalar = str | int | float | bool


class ImportStatus(StrEnum):
    """How far an import is."""

    CHECKED = "CHECKED"
    ENTERING = "ENTERING"
    DONE = "DONE"
    DROPPED = "DROPPED"


IMPORT = StateTable(
    name="import",
    start=ImportStatus.CHECKED,
    moves={
        (ImportStatus.CHECKED, "commit"): ImportStatus.ENTERING,
        (ImportStatus.CHECKED, "judge"): ImportStatus.CHECKED,
        (ImportStatus.CHECKED, "drop"): ImportStatus.DROPPED,
        (ImportStatus.ENTERING, "finish"): ImportStatus.DONE,
    },
    zh={
        ImportStatus.CHECKED: "已检查，待导入",
        ImportStatus.ENTERING: "导入中",
        ImportStatus.DONE: "已完成",
        ImportStatus.DROPPED: "已放弃",
    },
)


class RowState(StrEnum):
    """What a check, and then the entering, came to for one row."""

    NEW = "NEW"
    WARNING = "WARNING"
    DUPLICATE = "DUPLICATE"
    EXISTS = "EXISTS"
    ERROR = "ERROR"
    ENTERED = "ENTERED"
    SKIPPED = "SKIPPED"


FOUND = (RowState.NEW, RowState.WARNING, RowState.DUPLICATE, RowState.EXISTS, RowState.ERROR)
"""What a check comes to."""


class Choice(StrEnum):
    """What a clerk made of a row that may be repeated."""

    NEW = "NEW"
    SAME = "SAME"
    LEAVE = "LEAVE"


BAD = (RowState.ERROR, RowState.SKIPPED)
"""Rows that go back to who wrote them, with the reasons."""


class Note(Document):
    """Something about one cell (``C17``; empty for the whole row), and how to mend it."""

    cell: str = ""
    column: str = ""
    zh: str
    en: str


class LedgerRow(Document):
    """One row: its cells as they were typed, what they mean, and what was found.

    ``cells`` and ``values`` are let go once it is entered. ``entry``: the suggestion's id.
    """

    row: int
    cells: tuple[Scalar, ...] = ()
    values: dict[str, str] = Field(default_factory=dict)
    state: RowState
    notes: tuple[Note, ...] = ()
    entry: str = ""


class Kept(Document):
    """What is erased some weeks after ``at`` (``chassis.flow.purge``), once it has ended."""

    at: datetime
    erased: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing is to be done with it any more."""
        return True


class LedgerPage(Kept):
    """So many rows of one import, in their order."""

    ledger: str
    number: int
    rows: tuple[LedgerRow, ...]


class LedgerImport(Kept):
    """A workbook that was checked, and how far its rows are entered.

    ``cycle``: where they will count (``next`` between two collections). ``above``: the lines over
    the headers, ``head`` the headers as written, ``unknown`` those that are not taken. ``found``:
    row state → how many. ``duplicates``: whether rows that look like another are entered too;
    ``choices``: row → ``Choice``, where somebody decided on it alone.
    """

    file: str
    by: str
    typist: str = ""
    cycle: str
    above: tuple[tuple[Scalar, ...], ...] = ()
    head: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    total: int
    pages: int
    found: dict[str, int]
    status: ImportStatus = ImportStatus.CHECKED
    duplicates: bool = False
    choices: dict[str, Choice] = Field(default_factory=dict)
    pages_done: int = 0
    entered: int = 0
    skipped: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing is being done with it: also where nobody ever said yes."""
        return self.status is not ImportStatus.ENTERING

    def takes(self, row: LedgerRow) -> bool:
        """Whether a row is entered once somebody said yes."""
        if row.state is not RowState.DUPLICATE:
            return row.state in (RowState.NEW, RowState.WARNING)
        choice = self.choices.get(str(row.row))
        return self.duplicates if choice is None else choice is Choice.NEW

    def gives_back(self, row: LedgerRow) -> bool:
        """Whether a row goes back to who wrote it; one that is the same as another does not."""
        if row.state is not RowState.DUPLICATE:
            return row.state in BAD
        return not self.takes(row) and self.choices.get(str(row.row)) is not Choice.SAME

    def chosen(self, choice: Choice) -> int:
        """How many rows somebody decided on so."""
        return list(self.choices.values()).count(choice)

    @property
    def undecided(self) -> int:
        """Rows that may be repeated and that nobody decided on alone."""
        return self.found.get(RowState.DUPLICATE, 0) - len(self.choices)

    @property
    def wanted(self) -> int:
        """Rows that are entered if somebody says yes now."""
        sure = self.found.get(RowState.NEW, 0) + self.found.get(RowState.WARNING, 0)
        return sure + self.chosen(Choice.NEW) + (self.undecided if self.duplicates else 0)

    @property
    def bad(self) -> int:
        """Rows that go back: with a mistake, not entered, or doubles that nobody wanted."""
        doubles = self.chosen(Choice.LEAVE) + (0 if self.duplicates else self.undecided)
        return self.found.get(RowState.ERROR, 0) + self.skipped + doubles

    @property
    def done(self) -> int:
        """Rows that were looked at while entering."""
        return min(self.pages_done * PAGE_ROWS, self.total)


def commit(ledger: LedgerImport, key: str, *, duplicates: bool) -> Change[LedgerImport]:
    """Enter what was found good. Raises ``Invalid`` where that is nothing."""
    status = ImportStatus(IMPORT.move(ledger.status, "commit"))
    ordered = ledger.model_copy(update={"status": status, "duplicates": duplicates})
    if not ordered.wanted:
        raise Invalid("nothing-to-import", "没有可以导入的行。", "No row can be imported.")
    return Change(ordered, [SuggestionsOrdered(batch=key)])


def drop(ledger: LedgerImport) -> Change[LedgerImport]:
    """Nothing of it is wanted."""
    status = ImportStatus(IMPORT.move(ledger.status, "drop"))
    return Change(ledger.model_copy(update={"status": status}))


def note_entered(page: LedgerPage, results: dict[int, LedgerRow]) -> Change[LedgerPage]:
    """Rows were entered or could not be; what was noted before stays."""
    rows = tuple(results.get(row.row, row) for row in page.rows)
    return Change(page.model_copy(update={"rows": rows}))


def note_page(ledger: LedgerImport, page: LedgerPage) -> Change[LedgerImport]:
    """All rows of a page were looked at; a page is counted once."""
    if ledger.pages_done != page.number:
        return Change(ledger)
    states = [row.state for row in page.rows]
    update: dict[str, Any] = {
        "pages_done": page.number + 1,
        "entered": ledger.entered + states.count(RowState.ENTERED),
        "skipped": ledger.skipped + states.count(RowState.SKIPPED),
    }
    if page.number + 1 == ledger.pages:
        update["status"] = ImportStatus(IMPORT.move(ledger.status, "finish"))
    return Change(ledger.model_copy(update=update))
