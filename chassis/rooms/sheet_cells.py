"""One cell of a table: what its column says it is, and the value that a spreadsheet's cell becomes.

Spreadsheets keep a phone number as a float and a date as whatever was typed; a cell is read as its
column means it, or its problem is told.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from chassis.core.text import clean, is_readable

MAX_INT = 10**12
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YES = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "no", "n", "false", "0", "×", ""})

Value = str | int | bool
"""What a cell becomes: text, a whole number, yes or no; a date is ISO text (``2025-03-01``)."""


@dataclass(frozen=True)
class Column:
    """One column of a table: ``name`` in the code, ``zh`` as the sheet's header.

    ``max_length`` counts characters of a text.
    """

    name: str
    zh: str
    kind: Literal["text", "int", "date", "yes"] = "text"
    required: bool = False
    max_length: int = 200


class CellProblem(ValueError):
    """What is wrong with one cell, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def filled(cell: Any) -> bool:
    """Whether a cell holds more than blanks."""
    return bool(str(cell).strip()) if cell is not None else False


def value_of(cell: Any, column: Column) -> Value:
    """A cell as its column means it. Raises ``CellProblem``."""
    if column.required and not filled(cell):
        raise CellProblem("不能为空。", "this cell is required")
    if column.kind == "int":
        return _int(cell)
    if column.kind == "date":
        return _date(cell)
    return _yes(cell) if column.kind == "yes" else _text(cell, column.max_length)


def _text(cell: Any, max_length: int) -> str:
    text = clean(_as_text(cell))
    if not is_readable(text):
        raise CellProblem("含有不可见的控制字符。", "it holds control characters")
    if len(text) > max_length:
        raise CellProblem(
            f"最多 {max_length} 个字，这里有 {len(text)} 个字。",
            f"at most {max_length} characters; there are {len(text)}",
        )
    # What write_table put in front of a text is taken off again.
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell).strip() if cell is not None else ""


def _int(cell: Any) -> int:
    text = _as_text(cell).replace(",", "").replace("，", "")
    if not text:
        return 0
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?[0-9]{1,13}", text):
        raise CellProblem("应为整数。", "a whole number is wanted")
    if abs(int(text)) > MAX_INT:
        raise CellProblem("数字太大。", "the number is too large")
    return int(text)


def _date(cell: Any) -> str:
    text = cell.isoformat()[:10] if isinstance(cell, date) else _as_text(cell)
    if not text:
        return ""
    found = DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise CellProblem("应为日期，例如 2025-03-01。", "a date like 2025-03-01 is wanted")
    return day.isoformat()


def _yes(cell: Any) -> bool:
    text = _as_text(cell).lower()
    if text in YES or text in NO:
        return text in YES
    raise CellProblem("应为“是”或“否”。", "yes or no (是 or 否) is wanted")
