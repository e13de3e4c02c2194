"""A sheet as an office prints and signs it: a title, a line below it, headers, A4 across.

Dates and numbers are real ones; a text is never a formula (C-15). ``columns`` say how a value is
meant; the sheet prints on as many pages as it needs, one page wide, with the headers on each.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from chassis.rooms.sheet_cells import Column, Value
from chassis.rooms.sheets import MAX_CELL, neutral, sheet_name

A4 = 9
ALL_BORDERS = {"border": 1, "border_color": "#9AA5B1", "valign": "vcenter", "font_name": "宋体"}
WIDTHS = {"no": 7, "date": 11.5, "int": 8, "yes": 6}
NARROWEST, WIDEST = 8, 44


class OfficialSheet:
    """One sheet of a workbook, written row by row from the top."""

    def __init__(
        self,
        book: Any,
        name: str,
        columns: Sequence[Column],
        *,
        title: str = "",
        line: str = "",
        mark: str = "",
    ) -> None:
        self.columns = columns
        self.page = book.add_worksheet(sheet_name(name, mark))
        self._book = book
        self._formats = _formats(book)
        self._set_up(mark)
        self._next = self._head(title, line)

    @property
    def next(self) -> int:
        """The row that is written next, from 0."""
        return self._next

    def write(self, row: Mapping[str, Value | None], marked: Collection[str] = ()) -> None:
        """The next row; ``marked``: the columns that stand out."""
        for place, column in enumerate(self.columns):
            value = row.get(column.name)
            look: str = column.kind if column.kind in self._formats else "text"
            if look == "date" and value and not _day(value):
                look = "text"  # what is no day is shown as it was typed
            if column.name in marked:
                look += " wrong"
            self._cell(self._next, place, column, value, self._formats[look])
        self._next += 1

    def _set_up(self, mark: str) -> None:
        page = self.page
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer("&C第 &P 页，共 &N 页")
        if mark:
            page.set_header(f"&C{mark}")
        for place, column in enumerate(self.columns):
            page.set_column(place, place, _width(column))

    def _head(self, title: str, line: str) -> int:
        at, last = 0, len(self.columns) - 1
        for text, look, height in ((title, "title", 32), (line, "line", 20)):
            if text:
                self.page.set_row(at, height)
                self.page.merge_range(at, 0, at, last, text, self._formats[look])
                at += 1
        self.page.set_row(at, 30)
        for place, column in enumerate(self.columns):
            star = "*" if column.required else ""
            self.page.write_string(at, place, f"{column.zh}{star}", self._formats["head"])
        self.page.freeze_panes(at + 1, 0)
        self.page.repeat_rows(at)
        return at + 1

    def _cell(self, row: int, place: int, column: Column, value: Value | None, look: Any) -> None:
        if value is None or value == "":
            self.page.write_blank(row, place, None, look)
        elif column.kind == "date" and (day := _day(value)):
            self.page.write_datetime(row, place, day, look)
        elif isinstance(value, bool):
            self.page.write_string(row, place, "是" if value else "否", look)
        elif isinstance(value, int | float):
            self.page.write_number(row, place, value, look)
        else:
            self.page.write_string(row, place, neutral(str(value))[:MAX_CELL], look)


def _formats(book: Any) -> dict[str, Any]:
    looks: dict[str, dict[str, Any]] = {
        "text": {"text_wrap": True},
        "date": {"num_format": "yyyy-mm-dd", "align": "center"},
        "int": {"align": "center"},
        "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"},
    }
    made = {name: book.add_format({**ALL_BORDERS, **look}) for name, look in looks.items()}
    for name in ("text", "date", "int"):
        wrong = {**ALL_BORDERS, **looks[name], "bg_color": "#FFF2CC", "font_color": "#9C0006"}
        made[f"{name} wrong"] = book.add_format(wrong)
    middle = {"align": "center", "valign": "vcenter"}
    made["title"] = book.add_format({**middle, "bold": True, "font_size": 18, "font_name": "黑体"})
    made["line"] = book.add_format({"valign": "vcenter", "font_name": "宋体"})
    return made


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _width(column: Column) -> float:
    # A Chinese character is two columns wide; long texts wrap in a wide column.
    least = 2 * len(column.zh) + 3
    wanted = WIDTHS.get(column.kind, min(column.max_length, WIDEST))
    return max(least if column.kind == "text" else min(least, 14), min(wanted, WIDEST))
