"""What the API answers about an import: the check, an order, its progress."""

from collections.abc import Sequence

from pydantic import BaseModel

from chassis.core.documents import Found
from services.intake.importing.domain import ImportStatus, LedgerImport, LedgerRow, RowState

STATES = {
    RowState.NEW: ("可导入", "Will be imported"),
    RowState.WARNING: ("可导入，请留意", "Will be imported; note"),
    RowState.DUPLICATE: ("可能重复", "May be repeated"),
    RowState.EXISTS: ("已在清单中", "In the list already"),
    RowState.ERROR: ("有误", "Wrong"),
    RowState.ENTERED: ("已导入", "Imported"),
    RowState.SKIPPED: ("未导入", "Not imported"),
}
BADGES = {
    RowState.NEW: "done",
    RowState.WARNING: "wait",
    RowState.DUPLICATE: "wait",
    RowState.EXISTS: "plain",
    RowState.ERROR: "stop",
    RowState.ENTERED: "done",
    RowState.SKIPPED: "stop",
}


class NoteView(BaseModel):
    """What was found in a cell (``C17``, empty for the whole row), and how to mend it."""

    cell: str
    column: str
    zh: str
    en: str


class PreviewRow(BaseModel):
    """What an import would do with one row, and why; ``zh`` and ``en`` sum the notes up."""

    row: int
    state: str
    zh: str
    en: str
    notes: list[NoteView]


class Preview(BaseModel):
    """What an import would do; nothing was written."""

    rows: list[PreviewRow]


class ImportView(BaseModel):
    """A ledger that was checked: ``found`` counts its rows by state, ``done`` of ``total``."""

    id: str
    version: int
    status: str
    file: str
    cycle: str
    total: int
    done: int
    entered: int
    skipped: int
    found: dict[str, int]
    unknown: list[str]


class BatchRef(BaseModel):
    """An import that was ordered."""

    batch: str
    total: int


class RowProblemView(BaseModel):
    """A row that was not imported, and why."""

    row: int
    zh: str
    en: str


class BatchView(BaseModel):
    """How far an import is: ``done`` of ``total``."""

    batch: str
    status: str
    total: int
    done: int
    failed: list[RowProblemView]


def view_of(found: Found[LedgerImport]) -> ImportView:
    """An import with its figures."""
    state = found.state
    shared = ("status", "file", "cycle", "total", "done", "entered", "skipped", "found", "unknown")
    told = {name: getattr(state, name) for name in shared}
    return ImportView(id=found.id, version=found.version, **told)


def row_of(row: LedgerRow) -> PreviewRow:
    """A row with what was found."""
    zh, en = STATES[row.state]
    return PreviewRow(
        row=row.row,
        state=row.state.lower(),
        zh="；".join(note.zh.rstrip("。") for note in row.notes) + "。" if row.notes else zh,
        en="; ".join(note.en for note in row.notes) or en,
        notes=[NoteView(**note.model_dump()) for note in row.notes],
    )


def batch_view(key: str, ledger: LedgerImport, rows: Sequence[LedgerRow]) -> BatchView:
    """An import as a batch: what was in the list already, and what could not be entered."""
    left = (RowState.EXISTS, RowState.SKIPPED, RowState.ERROR)
    failed = [
        RowProblemView(row=row.row, zh=row_of(row).zh, en=row_of(row).en)
        for row in rows
        if row.state in left
    ]
    running = ledger.status is ImportStatus.ENTERING
    status = "RUNNING" if running else ledger.status.value
    return BatchView(batch=key, status=status, total=ledger.total, done=ledger.done, failed=failed)
