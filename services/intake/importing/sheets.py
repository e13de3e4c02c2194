"""Workbooks of the ledger: out in the street's own columns, a template, the mistakes back."""

import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from chassis.core.documents import Found
from chassis.core.text import mask_name, mask_phone
from chassis.rooms.choices import Option
from chassis.rooms.personal import masked
from chassis.rooms.sheet_cells import Column, Value
from chassis.rooms.sheet_grid import column_of, plain
from chassis.rooms.sheet_official import OfficialSheet
from contracts.charter import Charter
from contracts.intake import Outcome
from contracts.ledger_form import LedgerColumn, LedgerField
from services.intake.importing.columns import REASON, meanings, title_of
from services.intake.importing.domain import LedgerImport, LedgerRow, Scalar
from services.intake.labels import LEVELS, of_outcome
from services.intake.suggestion.domain.answers import WORDS
from services.intake.suggestion.domain.consents import GROUNDS, Ground
from services.intake.suggestion.domain.status import NAMES
from services.intake.suggestion.domain.suggestion import LONGEST_TEXT, Suggestion
from services.intake.suggestion.masks import masked_author, masked_contact

F = LedgerField
DATES = {F.COLLECTED_ON, F.DUE_ON}
WIDE = {F.CONTENT: LONGEST_TEXT, F.REPLY: 40, F.TITLE: 24, F.CONTACT: 15, F.UNIT: 16}
USUAL_WIDTH = 12
LINES_OF_A_LEDGER = "填报单位：{unit}　　　填报人：{filled}　　　审核人：{checked}　　　{day}"
PEOPLE = {F.AUTHOR.value: mask_name, F.CONTACT.value: mask_phone}
BLANK = "＿＿＿＿＿＿"
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False}
Row = Mapping[str, Value | None]


def sheet_column(column: LedgerColumn) -> Column:
    """A column of the ledger as a sheet writes it."""
    kind = "date" if column.field in DATES else "int" if column.field is F.NO else "text"
    width = WIDE.get(column.field, USUAL_WIDTH)
    return Column(column.field.value, column.zh, kind, column.required, width)  # type: ignore[arg-type]


def head_line(charter: Charter, day: str = "") -> str:
    """填报单位, 填报人, 审核人 and the date, as the charter has them."""
    form = charter.ledger
    return LINES_OF_A_LEDGER.format(
        unit=form.unit or f"{charter.zh}办事处",
        filled=form.filled_by or BLANK,
        checked=form.checked_by or BLANK,
        day=f"填报日期：{day or BLANK}",
    )


def official(
    book: Any, charter: Charter, columns: Sequence[Column], *, day: str, mark: str
) -> OfficialSheet:
    """The sheet of the ledger with its title and the line below, where the street has them."""
    headed = charter.ledger.headed
    return OfficialSheet(
        book,
        "意见建议台账",
        columns,
        title=title_of(charter) if headed else "",
        line=head_line(charter, day) if headed else "",
        mark=mark,
    )


# ---- out -------------------------------------------------------------------------------------


async def ledger_rows(
    charter: Charter, found: AsyncIterator[Found[Suggestion]], *, unmasked: bool = False
) -> AsyncIterator[Row]:
    """The rows as the clerks keep them, in names, with what became of each (C-05)."""
    async for one in found:
        yield _row(charter, one.state, unmasked=unmasked)


def _row(charter: Charter, state: Suggestion, *, unmasked: bool) -> Row:
    kept = {one.value: str(getattr(state, one.value, "")) for one in F}
    no = state.no
    return kept | {
        "no": int(no) if no.isdigit() else no,
        "channel": _label(charter.channels, state.channel),
        "community": _label(charter.communities, state.community),
        "category": _label(charter.suggestion_categories, state.category),
        "topic": _label(charter.topics, state.topic),
        "consent_how": GROUNDS[Ground(state.consent_how)][0] if state.consent_how else "",
        "urgent": "是" if state.urgent else "",
        "weak_point": "是" if state.weak_point else "",
        "priority": _label(charter.priorities, state.priority),
        "ticket_kind": _label(charter.hotline.kinds, state.ticket_kind),
        "title": (state.written_title if unmasked else "") or state.title,
        "author": state.author if unmasked else masked_author(state),
        "contact": state.contact if unmasked else masked_contact(state),
        "status": NAMES[state.status][0],
        "level": LEVELS.get(state.level, (state.level, ""))[0],
        "outcome": of_outcome(state.outcome)[0],
        "reply": state.reply or (WORDS[Outcome(state.outcome)][0] if state.outcome else ""),
    }


def _label(options: Sequence[Option], name: str) -> str:
    return next((one.zh for one in options if one.id == name), name)


# ---- the mistakes back -----------------------------------------------------------------------


def error_sheet(charter: Charter, ledger: LedgerImport, rows: Sequence[LedgerRow]) -> bytes:
    """The rows that are bad, as they were typed, each with its reasons in the first column.

    Mended, the same file is handed in again: the column of reasons is not read.
    """
    import xlsxwriter

    known = meanings(charter)
    kinds = {column.field.value: sheet_column(column) for column in charter.ledger.columns}
    columns = [Column(REASON, REASON, max_length=40)]
    for at, word in enumerate(ledger.head):
        like = kinds.get(known.get(plain(word), ""), Column("", "", max_length=12))
        columns.append(Column(str(at), word, like.kind, max_length=like.max_length))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **PLAIN}) as book:
        title = str(ledger.above[0][0]) if ledger.above else title_of(charter)
        sheet = OfficialSheet(book, "需修改的行", columns, title=f"{title}（需修改的行）")
        for row in rows:
            _write_bad(sheet, row)
    return buffer.getvalue()


def masked_rows(
    charter: Charter, ledger: LedgerImport, rows: Sequence[LedgerRow]
) -> list[LedgerRow]:
    """The rows for another than who typed them: nobody in them is known by name or phone (C-05).

    A column that is not read may hold anything, so nothing of it is shown.
    """
    known = meanings(charter)
    fields = [known.get(plain(word), "") for word in ledger.head]
    return [
        row.model_copy(
            update={"cells": tuple(map(_hidden, [*fields, *[""] * len(row.cells)], row.cells))}
        )
        for row in rows
    ]


def _hidden(field: str, cell: Scalar) -> Scalar:
    text = str(_cell(cell))
    if not text:
        return cell
    if field in PEOPLE:
        return PEOPLE[field](text)
    if not field:
        return "*"
    return masked(text) if masked(text) != text else cell


def _write_bad(sheet: OfficialSheet, row: LedgerRow) -> None:
    reasons = "\n".join(f"{note.cell} {note.zh}".strip() for note in row.notes)
    cells: dict[str, Value | None] = {str(at): _cell(cell) for at, cell in enumerate(row.cells)}
    cells[REASON] = f"原第 {row.row} 行\n{reasons}"
    sheet.write(cells, {str(column_of(note.cell)) for note in row.notes if note.cell})


def _cell(cell: Any) -> Value | None:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
