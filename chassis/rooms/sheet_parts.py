"""A workbook as the archive it is, unpacked within bounds.

An .xlsx file is a ZIP of XML. Sizes written in a ZIP can lie, and one cell in the last corner of a
sheet makes a reader build seventeen billion empty ones; so the parts are read here first, counted,
and packed anew for the reader that understands their values.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from posixpath import join, normpath
from tempfile import NamedTemporaryFile
from typing import IO, Any, BinaryIO
from xml.etree import ElementTree

from chassis.core.errors import Invalid

MAX_UNPACKED = 25_000_000
MAX_RATIO = 200
SMALL = 1_000_000
MAX_PARTS = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_CELLS = 200_000
MAX_FORMULAS = 50
PIECE = 256 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "xl/workbook.xml"
NEEDED = re.compile(r".*\.(xml|rels)", re.IGNORECASE)
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Cell:
    """A place in a sheet: ``B3`` is letters ``B`` and row 3."""

    letters: str
    row: int

    @property
    def name(self) -> str:
        """As a spreadsheet shows it."""
        return f"{self.letters}{self.row}"

    @property
    def column(self) -> int:
        """Number of the column, A being 1."""
        number = 0
        for letter in self.letters:
            number = number * 26 + ord(letter) - 64
        return number


@dataclass(frozen=True)
class Parts:
    """A checked workbook, packed anew at ``path``: the sheet to read, and its formula cells."""

    path: str
    sheet: str
    formulas: tuple[Cell, ...]


@contextmanager
def unpacked(file: BinaryIO, sheet: str | None) -> Iterator[Parts]:
    """Check a workbook and choose the sheet of that name, or the first one.

    What was checked lies in a temporary file while the context is open; never more than a piece
    of a part is in memory. Raises ``Invalid`` for anything that is not a plain .xlsx file of
    ordinary size.
    """
    _check_kind(file)
    with NamedTemporaryFile(suffix=".xlsx") as clean:
        try:
            with zipfile.ZipFile(file) as archive:
                name, formulas = _repack(archive, _size(file), sheet, clean)
        except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError):
            raise unreadable() from None
        except (EOFError, OSError, NotImplementedError, RuntimeError):
            raise unreadable() from None
        yield Parts(clean.name, name, formulas)


def _repack(
    archive: zipfile.ZipFile, size: int, sheet: str | None, clean: IO[bytes]
) -> tuple[str, tuple[Cell, ...]]:
    _check_sizes(archive, size)
    name, path = _sheet(archive, sheet)
    with archive.open(path) as part:
        formulas = _check_cells(part)
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for info in archive.infolist():
            if NEEDED.fullmatch(info.filename) and _wanted(info.filename, path):
                _copy(archive, info, packed)
    clean.flush()
    return name, formulas


def _wanted(part: str, sheet: str) -> bool:
    """Other sheets stay behind: the reader would unpack them too."""
    return part == sheet or not part.startswith("xl/worksheets/")


def unreadable() -> Invalid:
    """The answer to a file that is no workbook."""
    return Invalid(
        "sheet-unreadable",
        "无法读取这个文件，请上传 .xlsx 格式的 Excel 文件。",
        "This file cannot be read; upload an Excel file in .xlsx format.",
    )


def _size(file: BinaryIO) -> int:
    return file.seek(0, io.SEEK_END)


def _check_kind(file: BinaryIO) -> None:
    file.seek(0)
    if file.read(len(OLE)) != OLE:
        return
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        raise Invalid(
            "sheet-encrypted", "文件有密码保护，请取消密码后再上传。", "The file has a password."
        )
    raise Invalid(
        "sheet-old",
        "这是旧版 .xls 文件，请另存为 .xlsx 后再上传。",
        "This is an old .xls file; save it as .xlsx and upload it again.",
    )


def _check_sizes(archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or len(set(names)) < len(names):
        raise too_big()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED or unpacked > max(SMALL, MAX_RATIO * size):
        raise too_big()


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: zipfile.ZipFile) -> None:
    # ZipFile gives no more than the size that was declared, and that one is bounded.
    before = b""
    with archive.open(info) as part, packed.open(info.filename, "w") as out:
        while piece := part.read(PIECE):
            _check_plain(before + piece)
            out.write(piece)
            before = piece[-16:]  # a forbidden word may lie across two pieces


def _check_plain(content: bytes) -> None:
    if any(word in content for word in FORBIDDEN):
        raise ValueError("XML that declares entities, or is not UTF-8")


def _small(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = archive.read(name)
    _check_plain(content)
    return ElementTree.fromstring(content)


def _sheet(archive: zipfile.ZipFile, wanted: str | None) -> tuple[str, str]:
    paths = _targets(archive)
    for element in _small(archive, WORKBOOK).iter():
        if _local(element.tag) != "sheet":
            continue
        name = element.get("name", "")
        relation = next(value for key, value in element.items() if key.endswith("}id"))
        path = paths[relation]
        if path.startswith("xl/worksheets/") and wanted in (None, name):
            return name, path
    raise Invalid(
        "sheet-missing",
        f"没有名为“{wanted}”的工作表。" if wanted else "没有工作表。",
        f"There is no sheet called {wanted}." if wanted else "There is no sheet.",
    )


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = _small(archive, "xl/_rels/workbook.xml.rels")
    return {
        relation.get("Id", ""): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }


def _check_cells(part: IO[bytes]) -> tuple[Cell, ...]:
    formulas: list[Cell] = []
    for number, (cell, is_formula) in enumerate(_cells(part), 1):
        if number > MAX_CELLS:
            raise too_big()
        if cell.row > MAX_ROWS or cell.column > MAX_COLUMNS:
            raise Invalid(
                "sheet-too-wide" if cell.column > MAX_COLUMNS else "sheet-too-long",
                f"表格太大：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列（{cell.name} 有内容）。",
                f"At most {MAX_ROWS} rows and {MAX_COLUMNS} columns; {cell.name} holds something.",
            )
        if is_formula and len(formulas) < MAX_FORMULAS:
            formulas.append(cell)
    return tuple(formulas)


def _cells(part: IO[bytes]) -> Iterator[tuple[Cell, bool]]:
    """Every cell that holds something, and whether that is a formula."""
    row = column = 0
    for event, element in ElementTree.iterparse(_Plain(part), ("start", "end")):
        tag = _local(element.tag)
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and tag == "c":
            place = _place(element, row, column + 1)
            column = place.column
            if len(element):
                yield place, any(_local(child.tag) == "f" for child in element)
        elif event == "end" and tag == "row":
            element.clear()


class _Plain:
    """A part that is refused where it declares entities, before a parser sees them."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._before = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece. Raises ``ValueError`` for a forbidden word."""
        piece = self._part.read(size)
        _check_plain(self._before + piece)
        self._before = piece[-16:]
        return piece


def _place(element: Any, row: int, column: int) -> Cell:
    # The attribute is optional: a cell without one follows the cell before.
    found = CELL.fullmatch(element.get("r", ""))
    return Cell(found[1], int(found[2])) if found else Cell(letters_of(column), row)


def letters_of(column: int) -> str:
    """The letters of a column, A being 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def too_big() -> Invalid:
    """The answer to a file that unpacks to far more than it is."""
    return Invalid(
        "sheet-too-big",
        "文件解压后过大，请只保留需要导入的工作表。",
        "The file unpacks to too much; keep only the sheet you want to import.",
    )
