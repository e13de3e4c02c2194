"""Files that want to harm their reader: told, bounded, never trusted."""

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.errors import Invalid
from chassis.rooms.sheets import read_table
from tests.unit.test_sheets import COLUMNS, HEADERS, refused, workbook


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same archive with parts replaced; ``__`` stands for ``/`` and ``_dot_`` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in {*old.namelist(), *named}:
            new.writestr(name, named.get(name) or old.read(name))
    return buffer.getvalue()


def sheet_xml(rows: str) -> bytes:
    plain = workbook([HEADERS])
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<?xml version="1.0"?><worksheet xmlns="{name}"><sheetData>{rows}</sheetData></worksheet>'
    )
    return repacked(plain, xl__worksheets__sheet1_dot_xml=text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04rubbish",
        "标题,数量\n甲,1".encode(),
        b"<html></html>",
        b"\x00" * 99,
    ],
)
def test_read_when_not_a_workbook_then_refused(data: bytes) -> None:
    assert refused(data).code == "sheet-unreadable"


def test_read_when_archive_is_something_else_then_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(buffer.getvalue()).code == "sheet-unreadable"


def test_read_when_old_xls_or_encrypted_then_says_what_to_do() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert refused(ole + "Workbook".encode("utf-16-le")).code == "sheet-old"
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")).code == "sheet-encrypted"


def test_read_when_zip_member_is_encrypted_then_refused() -> None:
    data = bytearray(workbook([HEADERS, ["甲"]]))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert refused(bytes(data)).code == "sheet-unreadable"


def test_read_when_zip_bomb_then_refused_before_it_unpacks() -> None:
    bomb = repacked(workbook([HEADERS]), xl__media__a_dot_xml=b" " * 60_000_000)
    assert refused(bomb).code == "sheet-too-big"
    ratio = repacked(workbook([HEADERS]), xl__media__a_dot_xml=b" " * 20_000_000)
    assert refused(ratio).code == "sheet-too-big"


def test_read_when_archive_lies_about_its_sizes_then_refused() -> None:
    """The directory says 10 bytes, the stream holds 20 million: nothing past 10 is unpacked."""
    bomb = repacked(workbook([HEADERS]), xl__worksheets__sheet1_dot_xml=b" " * 20_000_000)
    small = bomb.replace((20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert small != bomb
    assert refused(small).code == "sheet-unreadable"


def test_read_when_too_many_parts_then_refused() -> None:
    parts = {f"xl__p{number}_dot_xml": b"<a/>" for number in range(600)}
    assert refused(repacked(workbook([HEADERS]), **parts)).code == "sheet-too-big"


def test_read_when_entities_are_declared_then_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha">]><worksheet>&b;</worksheet>'
    data = repacked(workbook([HEADERS]), xl__worksheets__sheet1_dot_xml=laughs)
    assert refused(data).code == "sheet-unreadable"


def test_read_when_700_columns_then_refused() -> None:
    wide = workbook([[f"列{number}" for number in range(700)], ["甲"]])
    assert refused(wide).code == "sheet-too-wide"


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD2"])
def test_read_when_a_cell_stands_in_the_last_corner_then_refused(place: str) -> None:
    row = re.sub(r"\D", "", place)
    data = sheet_xml(f'<row r="{row}"><c r="{place}"><v>1</v></c></row>')
    assert refused(data).code in {"sheet-too-wide", "sheet-too-long"}


def test_read_when_cells_bear_no_place_then_counted_all_the_same() -> None:
    cell = '<c t="inlineStr"><is><t>标题</t></is></c>'
    assert read_table(sheet_xml(f"<row>{cell}</row>"), COLUMNS) == []
    assert refused(sheet_xml(f"<row>{cell * 101}</row>")).code == "sheet-too-wide"


def test_read_when_styled_but_empty_cells_reach_far_then_ignored() -> None:
    cell = '<c r="A1" t="inlineStr"><is><t>标题</t></is></c><c r="XFD1" s="0"/>'
    assert read_table(sheet_xml(f'<row r="1">{cell}</row>'), COLUMNS) == []


@given(st.binary(max_size=400))
def test_read_when_any_bytes_then_invalid_and_nothing_else(data: bytes) -> None:
    refused(data)


@given(st.data())
def test_read_when_bytes_are_flipped_then_rows_or_invalid(data: st.DataObject) -> None:
    good = bytearray(GOOD)
    for _ in range(3):
        place = data.draw(st.integers(0, len(good) - 1))
        good[place] = data.draw(st.integers(0, 255))
    try:
        read_table(bytes(good), COLUMNS)
    except Invalid:
        return


GOOD = workbook([HEADERS, ["甲", 1, "2025-01-01", "是"]])
