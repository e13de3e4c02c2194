"""Workbooks of lists that may be long: every row, written to disk as it is read, then streamed.

Memory holds one portion of rows, however long the list is. A table that is short by its nature
may still be made in memory by ``sheets.write_table``.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from fastapi.responses import StreamingResponse

from chassis.rooms.sheet_cells import Column, Value
from chassis.rooms.sheets import XLSX, begin_sheet, download_headers, write_row

PORTION = 200
PIECE = 256 * 1024

Rows = AsyncIterator[Mapping[str, Value | None]]


async def stream_table(
    filename: str, title: str, columns: Sequence[Column], rows: Rows, *, mark: str = ""
) -> StreamingResponse:
    """A download with one sheet: headers, then all rows, as ``write_table`` writes them.

    What fails while rows are read is raised before anything is answered.
    """
    file = TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    try:
        await _write(file, title, columns, rows, mark)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_pieces(file), media_type=XLSX, headers=download_headers(filename))


async def _write(
    file: IO[bytes], title: str, columns: Sequence[Column], rows: Rows, mark: str
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    page = begin_sheet(book, title, columns, mark=mark)
    number = 1
    async for portion in _portions(rows):
        await asyncio.to_thread(_write_rows, page, number, columns, portion)
        number += len(portion)
    await asyncio.to_thread(book.close)


def _write_rows(
    page: Any, number: int, columns: Sequence[Column], rows: list[Mapping[str, Value | None]]
) -> None:
    for place, row in enumerate(rows, number):
        write_row(page, place, columns, row)


async def _portions(rows: Rows) -> AsyncIterator[list[Mapping[str, Value | None]]]:
    portion: list[Mapping[str, Value | None]] = []
    async for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
