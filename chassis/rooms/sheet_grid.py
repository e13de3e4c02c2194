"""A sheet as people keep it: a title above, headers of their own, a line to sign below.

``sheets.read_table`` reads what the house wrote; this reads what an office typed. Every cell comes
as it is, with its place, so that whoever checks a row can name the cell and give it back.
"""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from fastapi import UploadFile

from chassis.core.catalogue import sheet_empty
from chassis.core.errors import Invalid
from chassis.rooms.sheet_cells import filled
from chassis.rooms.sheet_parts import Cell, letters_of, unpacked
from chassis.rooms.sheets import READING, rows_of, too_long

LOOKED_AT = 15
"""Filled rows in which the headers are looked for."""
NOTES = re.compile(r"[（(][^（）()]*[）)]|[\s*＊:：]+")
"""What stands in a header beside its word: （必填）, *, blanks between the letters."""
Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Line:
    """A filled row: its number in the sheet and its cells from column A on."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Head:
    """Where the headers stand: what is above them, and the column (from 0) of each name found.

    ``words``: the headers as they are written; ``unknown``: those that mean nothing here.
    """

    number: int
    above: tuple[Line, ...]
    words: tuple[str, ...]
    places: Mapping[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The filled rows of a sheet, and the cells (C17) that hold a formula."""

    lines: tuple[Line, ...]
    formulas: frozenset[str]


async def read_grid(file: UploadFile, max_rows: int) -> Grid:
    """The first sheet of an uploaded file, one file at a time in this process.

    Raises ``Invalid`` for no workbook, an empty one, or more filled rows; ``Busy``.
    """
    return await READING.run(grid_of, file.file, max_rows)


def grid_of(file: BinaryIO | bytes, max_rows: int) -> Grid:
    """The same of a file at hand."""
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    lines: list[Line] = []
    with unpacked(source, None) as parts:
        formulas = frozenset(cell.name for cell in parts.formulas)
        for number, row in enumerate(rows_of(parts), 1):
            if not any(map(filled, row)):
                continue
            lines.append(Line(number, tuple(row)))
            if len(lines) > max_rows + LOOKED_AT:
                raise too_long(max_rows, len(lines))
    if not lines:
        raise sheet_empty()
    return Grid(tuple(lines), formulas)


def head_of(grid: Grid, meanings: Mapping[str, str], wanted: Mapping[str, str]) -> Head:
    """The row that holds most of the headers. Raises ``Invalid`` naming what is missing.

    ``meanings``: plain header → name of the column; ``wanted``: the names that must be there, with
    the words a person knows them by.
    """
    best = max(grid.lines[:LOOKED_AT], key=lambda line: len(_places(line.cells, meanings)))
    places = _places(best.cells, meanings)
    missing = {name: words for name, words in wanted.items() if name not in places}
    if missing:
        raise _no_head(missing, len(places))
    words = tuple(str(cell).strip() if filled(cell) else "" for cell in best.cells)
    above = tuple(line for line in grid.lines if line.number < best.number)
    known = set(places.values())
    unknown = tuple(word for at, word in enumerate(words) if word and at not in known)
    return Head(best.number, above, words, places, unknown)


def plain(header: Any) -> str:
    """A header without what people add to it.

    >>> plain("联 系 电 话（必填）*")
    '联系电话'
    """
    return NOTES.sub("", unicodedata.normalize("NFKC", str(header))) if filled(header) else ""


def cell_name(column: int, row: int) -> str:
    """The place of a cell as a spreadsheet shows it; ``column`` counts from 0."""
    return f"{letters_of(column + 1)}{row}"


def column_of(name: str) -> int:
    """The column of a cell (``C17``), from 0."""
    return Cell(name.rstrip("0123456789"), 1).column - 1


def _places(cells: Sequence[Any], meanings: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = meanings.get(plain(cell))
        if name:
            found.setdefault(name, at)
    return found


def _no_head(missing: Mapping[str, str], found: int) -> Invalid:
    words = "、".join(missing.values())
    zh = f"没有找到表头“{words}”。" if found else f"没有找到表头行，至少要有“{words}”这几列。"
    details = [
        {"row": 0, "column": words, "zh": f"缺少“{words}”列。", "en": f"No column for {name}."}
        for name, words in missing.items()
    ]
    names = ", ".join(missing)
    return Invalid("sheet-headers", f"{zh}请对照模板。", f"Headers missing: {names}.", details)
