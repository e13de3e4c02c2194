"""The file of a backup: a zip of JSON lines, one member for each collection, and a manifest.

Both ways it is streamed: neither writing nor reading holds more than one line. Every member has
its number of lines and the SHA-256 of its content in the manifest; the file appears under its
name only once it is whole, readable by its owner alone, for it holds what residents wrote.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import AsyncIterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST = "manifest.json"
MAX_MANIFEST = 50_000_000
NO_DATE = (1980, 1, 1, 0, 0, 0)
"""A member's date tells nothing; when the backup was made stands in the manifest."""


class Unfit(Exception):
    """A backup or a restore is refused; the message says why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n       {en}")


class Section(BaseModel):
    """One collection: documents of a kind, rows of a plain collection, messages of a queue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str
    holds: Literal["documents", "rows", "messages"]
    name: str
    count: int = 0
    sha256: str = ""

    @property
    def member(self) -> str:
        """Its name in the file."""
        return f"{self.service}/{self.holds}/{self.name}.jsonl"


class HeadMark(BaseModel):
    """How far an audit chain went: note these down elsewhere, and a rewritten chain shows."""

    seq: int
    hash: str


class Manifest(BaseModel):
    """What the file holds. ``heads``: by ``<service>/<street>``; ``unheard``: not in the file."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["yishi-backup/1"] = "yishi-backup/1"
    product: str
    made_at: datetime
    store: Literal["embedded", "mongodb"]
    sections: list[Section]
    heads: dict[str, HeadMark]
    unheard: dict[str, int]


class Tally:
    """Number and digest of the lines that go by."""

    def __init__(self) -> None:
        self.count = 0
        self._digest = hashlib.sha256()

    def take(self, line: bytes) -> None:
        """One more line, its line end included."""
        self.count += 1
        self._digest.update(line)

    def of(self, section: Section) -> Section:
        """The section with what was counted."""
        return section.model_copy(update={"count": self.count, "sha256": self._digest.hexdigest()})


def line_of(value: Mapping[str, Any]) -> bytes:
    """A value as one line: sorted keys, so that both stores write the same."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


class Writer:
    """A backup as it is written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    async def add(self, section: Section, lines: AsyncIterable[bytes]) -> Section:
        """One member with these lines; answers the section with their number and digest."""
        tally = Tally()
        with self._archive.open(_member(section.member), "w", force_zip64=True) as out:
            async for line in lines:
                tally.take(line)
                out.write(line)
        return tally.of(section)

    def finish(self, manifest: Manifest) -> None:
        """The manifest comes last: a file without one is not a backup."""
        self._archive.writestr(_member(MANIFEST), manifest.model_dump_json(indent=1))


@contextmanager
def writing(file: Path) -> Iterator[Writer]:
    """Write a backup under this name, or leave nothing. Raises ``Unfit`` where it exists."""
    if file.exists():
        raise Unfit(f"文件 {file} 已存在，请换一个名字。", f"{file} exists; take another name.")
    part = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w") as archive:
                yield Writer(archive)
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    except OSError as error:
        raise Unfit(f"无法写入 {file}。", f"Cannot write {file}: {error}.") from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, NO_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


class Reader:
    """A backup whose manifest was read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def lines(self, section: Section) -> Iterator[bytes]:
        """The lines of one collection."""
        with self._archive.open(section.member) as member:
            yield from member

    def check(self) -> None:
        """Raise ``Unfit`` where a collection is not what the manifest says."""
        for section in self.manifest.sections:
            tally = Tally()
            try:
                for line in self.lines(section):
                    tally.take(line)
            except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
                raise _damaged(section.member) from error
            if tally.of(section) != section:
                raise _damaged(section.member)


@contextmanager
def reading(file: Path) -> Iterator[Reader]:
    """Open a backup and read its manifest. Raises ``Unfit`` where it is none."""
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfit(f"无法读取 {file}，或它不是备份文件。", f"{file}: {error}.") from error
    with archive:
        yield Reader(archive, _manifest(archive))


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > MAX_MANIFEST:
            raise _damaged(MANIFEST)
        return Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, zipfile.BadZipFile, ValidationError) as error:
        raise Unfit(
            "这不是本产品的备份文件，或清单已损坏。",
            "This is no backup of Yishi, or its manifest is damaged.",
        ) from error


def _damaged(member: str) -> Unfit:
    return Unfit(
        f"备份文件已损坏：{member} 与清单不符，未写入任何数据。",
        f"The file is damaged: {member} is not what the manifest says. Nothing was written.",
    )
