"""Excel in and out at every list: a table of named columns in one sheet of an .xlsx workbook.

Every problem of a file is told at once, with its row and column. The file itself is trusted with
nothing: ``sheet_parts`` unpacks it within bounds before anything else reads it, and a process
reads one file at a time. Writing never leaves a text that a spreadsheet could take for a formula
(C-15).
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import quote

from fastapi import Response, UploadFile
from python_calamine import CalamineError, CalamineWorkbook

from chassis.core.catalogue import sheet_empty, sheet_problems
from chassis.core.errors import Invalid
from chassis.rooms.sheet_cells import (
    FORMULA_STARTS,
    MAX_INT,
    CellProblem,
    Value,
    filled,
    value_of,
)
from chassis.rooms.sheet_cells import Column as Column
from chassis.rooms.sheet_parts import Parts, unpacked, unreadable
from chassis.rooms.turns import Turns

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_PROBLEMS = 50
MAX_CELL = 32_000
READING = Turns()
"""Files are read one at a time in a process, whoever reads them."""


# ---- in -------------------------------------------------------------------------------------


def read_table(
    data: bytes,
    columns: Sequence[Column],
    sheet: str | None = None,
    max_rows: int = 1000,
    *,
    unique: str = "",
    numbered: bool = False,
) -> list[dict[str, Value]]:
    """The rows under these columns, blank rows left out, in the sheet named or the first one.

    The first row that is not blank holds the headers, in any order; others are ignored. An empty
    cell is ``""`` (text, date), ``0`` or ``False``. ``unique`` names a column whose values may not
    repeat. ``numbered`` adds ``row``, the row's number in the sheet, which a batch shows again.
    Raises ``Invalid`` with up to 50 details ``{"row", "column", "zh", "en"}``.
    """
    return _read(io.BytesIO(data), columns, sheet, max_rows, unique, numbered)


async def read_upload(
    file: UploadFile,
    columns: Sequence[Column],
    sheet: str | None = None,
    max_rows: int = 1000,
    *,
    unique: str = "",
    numbered: bool = False,
) -> list[dict[str, Value]]:
    """``read_table`` of an uploaded file, outside the event loop, one at a time in this process.

    Raises ``Busy`` where the turn does not come.
    """
    return await READING.run(_read, file.file, columns, sheet, max_rows, unique, numbered)


def _read(
    file: BinaryIO,
    columns: Sequence[Column],
    sheet: str | None,
    max_rows: int,
    unique: str,
    numbered: bool,
) -> list[dict[str, Value]]:
    reading = _Reading(columns, unique, numbered)
    with unpacked(file, sheet) as parts:
        for cell in parts.formulas:
            zh = f"{cell.name} 是公式，请粘贴为数值。"
            reading.problem(cell.row, cell.letters, zh, "a formula")
        return reading.table(rows_of(parts), max_rows)


def rows_of(parts: Parts) -> Iterator[list[Any]]:
    """Every row of the sheet, from the first one on, blank ones too."""
    try:
        with CalamineWorkbook.from_path(parts.path) as workbook:
            sheet = workbook.get_sheet_by_name(parts.sheet)
            yield from sheet.iter_rows()
    except (CalamineError, ValueError, OSError):
        raise unreadable() from None


@dataclass
class _Reading:
    """One pass over a table: what was found, and what is wrong with it."""

    columns: Sequence[Column]
    unique: str
    numbered: bool
    problems: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[Value, int] = field(default_factory=dict)

    def problem(self, row: int, column: str, zh: str, en: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            place = {"row": row, "column": column}
            self.problems.append({**place, "zh": f"第 {row} 行：{zh}", "en": f"Row {row}: {en}"})

    def table(self, cells: Iterable[list[Any]], max_rows: int) -> list[dict[str, Value]]:
        used = ((n, row) for n, row in enumerate(cells, 1) if any(map(filled, row)))
        head = next(used, None)
        if head is None:
            raise sheet_empty()
        places = self._headers(*head)
        self._refuse()
        rows = [self._row(number, row, places) for number, row in islice(used, max_rows)]
        beyond = sum(1 for _ in used)
        if beyond:
            raise too_long(max_rows, len(rows) + beyond)
        self._refuse()
        return rows

    def _headers(self, number: int, row: list[Any]) -> dict[str, int]:
        found = [str(cell).strip().rstrip("*＊ ") for cell in row]
        for column in self.columns:
            times = found.count(column.zh)
            if times > 1:
                self.problem(number, column.zh, f"表头“{column.zh}”重复。", "a header twice")
            elif not times and column.required:
                self.problem(number, column.zh, f"缺少表头“{column.zh}”。", "a header is missing")
        return {c.name: found.index(c.zh) for c in self.columns if c.zh in found}

    def _row(self, number: int, row: list[Any], places: dict[str, int]) -> dict[str, Value]:
        values: dict[str, Value] = {"row": number} if self.numbered else {}
        for column in self.columns:
            cell = row[places[column.name]] if column.name in places else ""
            try:
                values[column.name] = value_of(cell, column)
            except CellProblem as problem:
                self.problem(number, column.zh, f"“{column.zh}”{problem.zh}", problem.en)
        if self.unique:
            self._check_unique(number, values.get(self.unique, ""))
        return values

    def _check_unique(self, number: int, value: Value) -> None:
        if value == "":
            return
        first = self.seen.setdefault(value, number)
        if first != number:
            zh = next(column.zh for column in self.columns if column.name == self.unique)
            self.problem(number, zh, f"“{zh}”与第 {first} 行重复。", f"the same as row {first}")

    def _refuse(self) -> None:
        if self.problems:
            raise sheet_problems(self.problems, MAX_PROBLEMS)


def too_long(most: int, rows: int) -> Invalid:
    """The answer to a sheet with more rows than are taken at once."""
    return Invalid(
        "sheet-too-long",
        f"最多 {most} 行，这里有 {rows} 行，请分批导入。",
        f"At most {most} rows; there are {rows}. Import them in parts.",
    )


# ---- out ------------------------------------------------------------------------------------


def write_table(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Value | None]],
    *,
    mark: str = "",
) -> bytes:
    """A workbook with one sheet: headers in the first row, then the rows, missing values blank.

    What it writes, ``read_table`` with the same columns reads again. ``mark`` (演示数据 or 演练)
    stands in the sheet's name and on its printed pages.
    """
    import xlsxwriter  # its many formats: only where something is written

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = begin_sheet(book, title, columns, mark=mark)
        for number, row in enumerate(rows, 1):
            write_row(page, number, columns, row)
    return buffer.getvalue()


def begin_sheet(book: Any, title: str, columns: Sequence[Column], *, mark: str) -> Any:
    """The one sheet of a workbook with its header row."""
    page = book.add_worksheet(sheet_name(title, mark))
    if mark:
        page.set_header(f"&C{mark}")
    _write_headers(book, page, columns)
    return page


def write_row(
    page: Any, number: int, columns: Sequence[Column], row: Mapping[str, Value | None]
) -> None:
    """One row under the headers; the first is number 1."""
    for place, column in enumerate(columns):
        _write_cell(page, number, place, row.get(column.name))


def _write_headers(book: Any, page: Any, columns: Sequence[Column]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for place, column in enumerate(columns):
        page.write_string(0, place, column.zh, bold)
        page.set_column(place, place, _width(column))


def _write_cell(page: Any, row: int, place: int, value: Value | None) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, place, "是" if value else "否")
    elif isinstance(value, int) and abs(value) <= MAX_INT:
        page.write_number(row, place, value)
    else:
        page.write_string(row, place, neutral(str(value))[:MAX_CELL])


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula, also after being saved as CSV (C-15)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _width(column: Column) -> int:
    # A Chinese character is two columns wide; long texts wrap in a wide column.
    wanted = {"int": 10, "date": 12, "yes": 8}.get(column.kind, column.max_length)
    return max(2 * len(column.zh) + 2, min(wanted, 50))


def sheet_name(title: str, mark: str) -> str:
    """What a sheet may be called: 31 characters, some of them forbidden."""
    clean = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "Sheet1"
    word = mark.partition(" ")[0]
    return f"{clean[:24]}（{word}）" if word else clean[:31]


def sheet_response(filename: str, data: bytes) -> Response:
    """A workbook as a download; the Chinese file name travels as RFC 5987 asks."""
    return Response(data, media_type=XLSX, headers=download_headers(filename))


def download_headers(filename: str) -> dict[str, str]:
    """What makes an answer a download of this name, kept by nobody on the way."""
    name = re.sub(r'[\x00-\x1f\x7f"/\\:*?<>|]', "", filename) or "export.xlsx"
    plain = name if name.isascii() else "export.xlsx"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
