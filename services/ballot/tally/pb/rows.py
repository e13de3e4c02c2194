"""The rows of a .pb file, and the lines they stand on.

The file is never held in memory. UTF-8 with or without a byte order mark; any line ends; cells
are separated by semicolons, and a cell that holds one stands in double quotes.
"""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

SECTIONS = ("META", "PROJECTS", "VOTES")
Row = tuple[int, list[str]]
Batch = tuple[int, list[list[str]]]
"""Rows in their order, and the number of lines before the first of them."""
CELL = 1_000_000
"""Longest cell, in characters: what is longer is a quote that was never closed."""


class Unreadable(Exception):
    """A file that cannot be tallied: the line (0: the whole file) and why, in two languages."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(f"line {line}: {en}" if line else en)
        self.line, self.zh, self.en = line, zh, en


class Batches:
    """The rows of a file, ``size`` at a time (1 until it is set), blank ones too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = 1

    def __iter__(self) -> Iterator[Batch]:
        """Every batch. Raises ``Unreadable``."""
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                yield from self._batches(file)
        except UnicodeDecodeError:
            line = _line_of_bad_bytes(self._path)
            raise Unreadable(line, "文件不是 UTF-8 编码。", "The file is not in UTF-8.") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unreadable(
                0, f"文件打不开：{reason}", f"It cannot be opened: {reason}."
            ) from None

    def _batches(self, lines: Iterator[str]) -> Iterator[Batch]:
        csv.field_size_limit(CELL)
        reader = csv.reader(lines, delimiter=";", skipinitialspace=True)
        rows: list[list[str]] = [[]]
        while rows:
            before, rows = reader.line_num, []
            try:
                rows.extend(islice(reader, self.size))
            except csv.Error:
                raise _unclosed(before + sum(map(_lines_of, rows)) + 1) from None
            yield before, rows


def lined(batch: Batch) -> Iterator[Row]:
    """The rows of a batch that are not blank, each with the line it begins on."""
    ended, rows = batch
    for row in rows:
        begun, ended = ended + 1, ended + _lines_of(row)
        if ended > begun and _swallowed(row):
            raise _unclosed(begun)
        if row and (len(row) > 1 or row[0].strip()):
            yield begun, row


def _lines_of(row: list[str]) -> int:
    return 1 + sum(cell.count("\n") for cell in row)


def _swallowed(row: list[str]) -> bool:
    """Whether a cell holds whole rows of the file: its quote was never closed."""
    lines = [line.strip(" ;\r").upper() for cell in row for line in cell.split("\n")[1:]]
    return any(line in SECTIONS for line in lines)


def _unclosed(line: int) -> Unreadable:
    return Unreadable(
        line,
        "这里的双引号没有成对，或一格太长。",
        "A double quote is opened and never closed, or a cell is too long.",
    )


def _line_of_bad_bytes(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 0
