"""Where a value stands in the text of a charter (TOML), so that whoever mends it finds the line."""

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

HEADER = re.compile(r"^\[(\[)?\s*([\w.\-]+)\s*\]")
KEY = re.compile(r"^([\w\-]+)\s*=")
Loc = Sequence[str | int]


def placed(name: str, text: str, error: ValidationError) -> list[str]:
    """Everything that is wrong, each with its line in the text of that name, where there is one."""
    return [_told(name, text, row["loc"], row["msg"]) for row in error.errors()]


def _told(name: str, text: str, loc: Loc, message: str) -> str:
    line = line_of(text, loc) if text else 0
    where = f"{name} 第 {line} 行 line {line}" if text else name
    return f"{where}，{'.'.join(map(str, loc))}：{message}"


def line_of(text: str, loc: Loc) -> int:
    """The line of the value that ``loc`` (keys, and places in lists from 0) leads to, else 0.

    A key that is not written there stands for its table; a value within a line for that line.
    """
    ways = [(line, way) for line, way in _keys(text) if list(loc[: len(way)]) == way]
    if not ways:
        return 0
    line, way = max(ways, key=lambda one: len(one[1]))
    rest = loc[len(way) :]
    return _row(text, line, rest[0]) if rest and isinstance(rest[0], int) else line


def _row(text: str, begins: int, place: int) -> int:
    """The line of a row of a list that is written a row a line from ``begins`` on."""
    lines = text.splitlines()
    end = next((n for n in range(begins, len(lines)) if lines[n].startswith("]")), begins)
    rows = [n + 1 for n in range(begins, end) if lines[n].strip()[:1] not in ("", "#")]
    return rows[place] if place < len(rows) else begins


def _keys(text: str) -> Iterator[tuple[int, list[str | int]]]:
    """Each header and key with its line and the way to it, shorter ways before longer ones."""
    table: list[str | int] = []
    often: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            name = header[2]
            table = [*name.split(".")]
            if header[1]:
                often[name] = often.get(name, -1) + 1
                table.append(often[name])
            yield number, table
        elif key := KEY.match(line):
            yield number, [*table, key[1]]
