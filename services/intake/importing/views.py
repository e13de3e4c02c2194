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


class Said(BaseModel):
    """What the page of a batch says: its title, what was done and not, and where one goes on."""

    title: tuple[str, str]
    done: tuple[str, str]
    on: tuple[str, str] = ("", "")
    to: str = ""


SAID = {
    "accept_suggestions": Said(
        title=("受理建议", "Acceptance"),
        done=("受理 %d 条，未受理 %d 条。", "%d accepted, %d not accepted."),
        on=("继续受理", "Go on accepting"),
        to="/desk/accept",
    ),
    "draft_answers": Said(
        title=("按模板拟稿", "Drafting answers"),
        done=("拟稿 %d 条，未拟稿 %d 条。", "%d drafted, %d not drafted."),
        on=("去审核", "Review them"),
        to="/desk/answers?tab=drafts",
    ),
    "review_answers": Said(
        title=("审核答复", "Reviewing answers"),
        done=("审核通过 %d 条，未通过 %d 条。", "%d reviewed, %d not reviewed."),
        on=("去公布", "Publish them"),
        to="/desk/answers?tab=ready",
    ),
    "publish_answers": Said(
        title=("公布答复", "Publishing answers"),
        done=("公布 %d 条，未公布 %d 条。", "%d published, %d not published."),
        on=("回到书面答复", "Back to the answers"),
        to="/desk/answers",
    ),
}


def said_of(name: str) -> Said:
    """The words for a batch of this name."""
    return SAID[name]
