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
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

from chassis.core.errors import Invalid

MAX_UNPACKED = 50_000_000
MAX_RATIO = 200
SMALL = 1_000_000
MAX_PARTS = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_FORMULAS = 50
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "xl/workbook.xml"
NEEDED = re.compile(r".*\.(xml|rels)", re.IGNORECASE)
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
    """A workbook that was checked: packed anew, the sheet to read, and its formula cells."""

    clean: bytes
    sheet: str
    formulas: tuple[Cell, ...]


def unpack(data: bytes, sheet: str | None) -> Parts:
    """Check a workbook and choose the sheet of that name, or the first one.

    Raises ``Invalid`` for anything that is not a plain .xlsx file of ordinary size.
    """
    _check_kind(data)
    try:
        parts = _read_parts(data)
        name, path = _sheet(parts, sheet)
        formulas = _check_cells(parts[path])
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError):
        raise unreadable() from None
    except (EOFError, OSError, NotImplementedError, RuntimeError):
        raise unreadable() from None
    return Parts(_packed(parts), name, formulas)


def unreadable() -> Invalid:
    """The answer to a file that is no workbook."""
    return Invalid(
        "sheet-unreadable",
        "无法读取这个文件，请上传 .xlsx 格式的 Excel 文件。",
        "This file cannot be read; upload an Excel file in .xlsx format.",
    )


def _check_kind(data: bytes) -> None:
    if not data.startswith(OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Invalid(
            "sheet-encrypted", "文件有密码保护，请取消密码后再上传。", "The file has a password."
        )
    raise Invalid(
        "sheet-old",
        "这是旧版 .xls 文件，请另存为 .xlsx 后再上传。",
        "This is an old .xls file; save it as .xlsx and upload it again.",
    )


def _read_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MAX_PARTS or len(set(names)) < len(names):
            raise too_big()
        unpacked = sum(info.file_size for info in infos)
        if unpacked > MAX_UNPACKED or unpacked > max(SMALL, MAX_RATIO * len(data)):
            raise too_big()
        return {info.filename: _part(archive, info) for info in infos if _needed(info)}


def _needed(info: zipfile.ZipInfo) -> bool:
    return bool(NEEDED.fullmatch(info.filename))


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # ZipFile gives no more than the size that was declared, and that one is bounded.
    content = archive.read(info)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise ValueError("XML that declares entities, or is not UTF-8")
    return content


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _sheet(parts: dict[str, bytes], wanted: str | None) -> tuple[str, str]:
    paths = _targets(parts)
    for element in ElementTree.fromstring(parts[WORKBOOK]).iter():
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


def _targets(parts: dict[str, bytes]) -> dict[str, str]:
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    return {
        relation.get("Id", ""): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }


def _check_cells(content: bytes) -> tuple[Cell, ...]:
    formulas: list[Cell] = []
    for cell, is_formula in _cells(content):
        if cell.row > MAX_ROWS or cell.column > MAX_COLUMNS:
            raise Invalid(
                "sheet-too-wide" if cell.column > MAX_COLUMNS else "sheet-too-long",
                f"表格太大：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列（{cell.name} 有内容）。",
                f"At most {MAX_ROWS} rows and {MAX_COLUMNS} columns; {cell.name} holds something.",
            )
        if is_formula and len(formulas) < MAX_FORMULAS:
            formulas.append(cell)
    return tuple(formulas)


def _cells(content: bytes) -> Iterator[tuple[Cell, bool]]:
    """Every cell that holds something, and whether that is a formula."""
    row = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
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


def _place(element: Any, row: int, column: int) -> Cell:
    # The attribute is optional: a cell without one follows the cell before.
    found = CELL.fullmatch(element.get("r", ""))
    return Cell(found[1], int(found[2])) if found else Cell(_letters(column), row)


def _letters(column: int) -> str:
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
