"""A workbook of the examples with all its dates moved, so that the story ends today."""

import io
from datetime import date, timedelta
from typing import Any

from python_calamine import CalamineWorkbook


def move_dates(data: bytes, days: int) -> bytes:
    """The first sheet of an .xlsx with every date later by so many days, all else as it was."""
    import xlsxwriter

    if not days:
        return data
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as out:
        sheet = out.add_worksheet(book.sheet_names[0])
        shown = out.add_format({"num_format": "yyyy-mm-dd"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, timedelta(days=days), shown)
    return made.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, later: timedelta, shown: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell + later, shown)
    elif isinstance(cell, float | int) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    elif cell != "":
        sheet.write_string(row, column, str(cell))
