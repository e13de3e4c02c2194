"""Workbooks of lists that may be long: every row, written to disk as it is read, then streamed.

Memory holds one portion of rows, however long the list is. A table that is short by its nature
may still be made in memory by ``sheets.write_table``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from fastapi.responses import StreamingResponse

from chassis.rooms.sheet_cells import Column, Value
from chassis.rooms.sheets import XLSX, begin_sheet, download_headers, write_row

PORTION = 200
PIECE = 256 * 1024

Rows = AsyncIterator[Mapping[str, Value | None]]


class Writer(Protocol):
    """What writes rows into the sheet of a workbook, one below the other."""

    def write(self, row: Mapping[str, Value | None]) -> None:
        """The next row."""


Begin = Callable[[Any], Writer]
"""Begins the one sheet of a workbook that is written row by row."""


async def stream_table(
    filename: str, title: str, columns: Sequence[Column], rows: Rows, *, mark: str = ""
) -> StreamingResponse:
    """A download with one sheet: headers, then all rows, as ``write_table`` writes them.

    What fails while rows are read is raised before anything is answered.
    """
    return await stream_sheet(filename, lambda book: _Plain(book, title, columns, mark), rows)


async def stream_sheet(filename: str, begin: Begin, rows: Rows) -> StreamingResponse:
    """The same of a sheet with a look of its own."""
    file = TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    try:
        await _write(file, begin, rows)
    except BaseException:
        file.close()
        raise
    return StreamingResponse(_pieces(file), media_type=XLSX, headers=download_headers(filename))


class _Plain:
    def __init__(self, book: Any, title: str, columns: Sequence[Column], mark: str) -> None:
        self._page = begin_sheet(book, title, columns, mark=mark)
        self._columns = columns
        self._next = 1

    def write(self, row: Mapping[str, Value | None]) -> None:
        write_row(self._page, self._next, self._columns, row)
        self._next += 1


async def _write(file: IO[bytes], begin: Begin, rows: Rows) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    writer = begin(book)
    async for portion in _portions(rows):
        await asyncio.to_thread(_write_rows, writer, portion)
    await asyncio.to_thread(book.close)


def _write_rows(writer: Writer, rows: list[Mapping[str, Value | None]]) -> None:
    for row in rows:
        writer.write(row)


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
