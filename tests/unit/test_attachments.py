"""Attachments by their content: PDF, DOCX, XLSX; renamed files, macros and bombs are refused."""

import io
import zipfile

import docx
import pytest
import xlsxwriter

from chassis.core.errors import Invalid
from chassis.rooms.files.attachments import DOCX, PDF, XLSX, attachment_type
from chassis.rooms.files.naming import normal_name

PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def word() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def sheet() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet()
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def code(data: bytes) -> str:
    with pytest.raises(Invalid) as told:
        attachment_type(data)
    return told.value.code


def test_type_when_ordinary_then_known_by_content() -> None:
    assert attachment_type(PAPER) is PDF
    assert attachment_type(word()) is DOCX
    assert attachment_type(sheet()) is XLSX


def test_type_when_something_else_or_two_things_at_once_then_refused() -> None:
    plain_zip = with_part(b"", "a.txt", b"a")
    for data in (b"", b"MZ", b"<html>", plain_zip, b"\xd0\xcf\x11\xe0" * 99, b"x" + PAPER):
        assert code(data) == "attachment-type"
    assert code(PAPER + plain_zip + b"%%EOF") == "attachment-type"
    assert code(b"%PDF-1.7 cut") == "attachment-type"


def test_type_when_macros_are_inside_then_refused() -> None:
    assert code(with_part(word(), "word/vbaProject.bin", b"x")) == "attachment-macros"
    assert code(with_part(sheet(), "xl/activeX/activeX1.xml", b"x")) == "attachment-macros"
    template = "application/vnd.ms-word.document.macroEnabled.main+xml"
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(renamed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(f"{DOCX.type}.main+xml".encode(), template.encode())
            new.writestr(name, content)
    assert code(renamed.getvalue()) == "attachment-macros"


def test_type_when_it_unpacks_to_far_more_then_refused() -> None:
    assert code(with_part(word(), "word/media/x.bin", b"\0" * 30_000_000)) == "attachment-unpacks"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("报告.pdf", "报告.pdf"),
        ("..\\..\\windows\\报告.exe", "报告.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("会议\u202efdp.exe", "会议fdp.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("...", "附件.pdf"),
        ("", "附件.pdf"),
        ("长" * 300 + ".docx", "长" * 76 + ".pdf"),
    ],
)
def test_name_when_anything_is_sent_then_a_plain_name(given: str, name: str) -> None:
    assert normal_name(given, ".pdf", "附件") == name
