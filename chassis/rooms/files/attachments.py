"""Attachments: PDF, DOCX and XLSX, told apart by content; macros and archive bombs are refused."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

from chassis.core.errors import Invalid

MAX_UNPACKED = 100_000_000
MAX_RATIO = 200
SMALL = 1_000_000
MAX_PARTS = 2_000
MAX_CONTENTS = 1_000_000
CONTENTS = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."
_FORBIDDEN = ("vbaproject", "activex", "macrosheets")


@dataclass(frozen=True)
class FileType:
    """A media type and the extension its files bear."""

    type: str
    extension: str


PDF = FileType("application/pdf", ".pdf")
DOCX = FileType(f"{OFFICE}wordprocessingml.document", ".docx")
XLSX = FileType(f"{OFFICE}spreadsheetml.sheet", ".xlsx")


def attachment_type(data: bytes) -> FileType:
    """What an uploaded attachment is. Raises ``Invalid`` for anything but PDF, DOCX and XLSX."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:] and not _archive_in(data):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _office_type(archive, len(data))
        except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError):
            raise _not_allowed() from None
        except (EOFError, OSError, NotImplementedError, RuntimeError):
            raise _not_allowed() from None
    raise _not_allowed()


def _archive_in(data: bytes) -> bool:
    """Whether a reader of archives takes it too: such a file is two things at once."""
    return zipfile.is_zipfile(io.BytesIO(data))


def _office_type(archive: zipfile.ZipFile, size: int) -> FileType:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_PARTS or unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * size)):
        raise _too_big()
    names = [info.filename.lower() for info in infos]
    types = _content_types(archive)
    if any(word in text for word in _FORBIDDEN for text in (*names, *types)):
        raise _macros()
    if any("macroenabled" in one for one in types):
        raise _macros()
    for kind in (DOCX, XLSX):
        if f"{kind.type}.main+xml" in types:
            return kind
    raise _not_allowed()


def _content_types(archive: zipfile.ZipFile) -> list[str]:
    if archive.getinfo(CONTENTS).file_size > MAX_CONTENTS:
        raise _too_big()
    content = archive.read(CONTENTS)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise ValueError("XML that declares entities, or is not UTF-8")
    return [one.get("ContentType", "").lower() for one in ElementTree.fromstring(content)]


def _not_allowed() -> Invalid:
    return Invalid(
        "attachment-type",
        "只能上传 PDF、Word（.docx）或 Excel（.xlsx）文件。",
        "Only PDF, Word (.docx) and Excel (.xlsx) files are taken.",
    )


def _macros() -> Invalid:
    return Invalid(
        "attachment-macros",
        "文件含有宏，请另存为不含宏的格式后再上传。",
        "The file holds macros; save it without them and upload it again.",
    )


def _too_big() -> Invalid:
    return Invalid(
        "attachment-unpacks",
        "文件解压后过大，无法接收。",
        "The file unpacks to far too much and is not taken.",
    )
