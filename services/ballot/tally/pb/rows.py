"""The rows of a .pb file, one after the other, each with the line it ends on.

The file is never held in memory. UTF-8 with or without a byte order mark; any line ends; cells
are separated by semicolons, and a cell that holds one stands in double quotes.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

SECTIONS = ("META", "PROJECTS", "VOTES")
Row = tuple[int, list[str]]
CELL = 1_000_000
"""Longest cell, in characters: what is longer is a quote that was never closed."""


class Unreadable(Exception):
    """A file that cannot be tallied: the line (0: the whole file) and why, in two languages."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(f"line {line}: {en}" if line else en)
        self.line, self.zh, self.en = line, zh, en


def rows_of(path: Path) -> Iterator[Row]:
    """Every row that is not blank. Raises ``Unreadable``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file)
    except UnicodeDecodeError:
        raise Unreadable(
            _line_of_bad_bytes(path), "文件不是 UTF-8 编码。", "The file is not in UTF-8."
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(0, f"文件打不开：{reason}", f"It cannot be opened: {reason}.") from None


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    csv.field_size_limit(CELL)
    reader = csv.reader(lines, delimiter=";", skipinitialspace=True)
    ended = 0
    try:
        for row in reader:
            if reader.line_num > ended + 1 and _swallowed(row):
                raise _unclosed(ended + 1)
            ended = reader.line_num
            if row and (len(row) > 1 or row[0].strip()):
                yield ended, row
    except csv.Error:
        raise _unclosed(ended + 1) from None


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
