"""Where the bytes of files lie: in pieces, in plain collections of the service's own database.

So a file is in the backup, in the restore and in the embedded directory like everything else, and
both engines keep it the same way. Three collections:

* ``files``: one row for each kept content, written last: where it is, all its pieces are;
* ``file_pieces``: the content in base64, ``PIECE`` bytes a row;
* ``file_checks``: one row for each upload and each erasure, oldest first, written before anything
  else; the sweep looks at it a day later, so nothing can be left behind by a crash.

Keys follow from owner and content: a retry writes the same rows again.
"""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.core.catalogue import unknown_file
from chassis.core.documents import Plain
from chassis.rooms.files.reference import Owner
from chassis.store.engine import Engine
from chassis.store.rows import every_row

FILES = Plain("files")
PIECES = Plain("file_pieces")
CHECKS = Plain("file_checks")
FILE_PLAINS = (FILES, PIECES, CHECKS)
PIECE = 60_000
AT_ONCE = 8
PAGE = 100


@dataclass(frozen=True)
class Check:
    """A file to look at: is it still what its owner wants?"""

    row: str
    owner: Owner
    file: str


@dataclass(frozen=True)
class FileStore:
    """The files of one service: ``put``, ``open``, ``listed``, ``erase``."""

    engine: Engine

    async def put(self, owner: Owner, file: str, part: str, content: bytes, at: datetime) -> None:
        """Keep a content as one part (``full``, ``small``) of a file; once, however often asked.

        ``at`` is when it was uploaded: a day later it must be attached to its owner.
        """
        key = f"{owner.key}/{file}/{part}"
        await self.note(owner, file, at)
        digest = hashlib.sha256(content).hexdigest()
        known = await self.engine.row(FILES, key)
        if known is not None and known["sha256"] == digest:
            return
        if known is not None:  # written by another version of the encoder
            await self._erase_content(key)
        for start in range(0, len(content), PIECE * AT_ONCE):
            await self.engine.fill(PIECES, _pieces(f"{key}/{digest[:16]}", content, start))
        await self.engine.insert(FILES, key, {"sha256": digest, "bytes": len(content)})

    async def open(self, owner: Owner, file: str, part: str) -> AsyncIterator[bytes]:
        """The content, piece by piece. Raises ``NotFound`` at once where there is none."""
        key = f"{owner.key}/{file}/{part}"
        head = await self.engine.row(FILES, key)
        if head is None:
            raise unknown_file()
        return self._read(f"{key}/{head['sha256'][:16]}", head["bytes"])

    async def _read(self, key: str, size: int) -> AsyncIterator[bytes]:
        for number in range(-(-size // PIECE)):
            row = await self.engine.row(PIECES, _piece(key, number))
            if row is None:
                raise unknown_file()
            yield base64.b64decode(row["data"])

    async def listed(self, owner: Owner) -> list[str]:
        """The ids of the files that lie under an owner, attached or not."""
        rows = await self._rows(FILES, f"{owner.key}/")
        return list(dict.fromkeys(row.split("/")[3] for row in rows))

    async def erase(self, owner: Owner, file: str, at: datetime) -> None:
        """Remove a file for good (C-07). What a crash leaves of it, the sweep finishes."""
        await self.note(owner, file, at)
        await self.erase_content(owner, file)

    async def erase_content(self, owner: Owner, file: str) -> None:
        """Remove all parts of a file, without a note for the sweep: it is the sweep that asks."""
        await self._erase_content(f"{owner.key}/{file}/")

    async def erase_all(self, owner: Owner, at: datetime) -> None:
        """Remove every file of an owner that is itself erased."""
        for file in await self.listed(owner):
            await self.erase(owner, file, at)

    async def _erase_content(self, prefix: str) -> None:
        for plain in (FILES, PIECES):
            for row in await self._rows(plain, prefix):
                await self.engine.remove(plain, row)

    async def _rows(self, plain: Plain, prefix: str) -> list[str]:
        """All ids under a prefix, a few rows at a time: pieces are large."""
        return [row async for row, _ in every_row(self.engine, plain, prefix, page=AT_ONCE)]

    async def note(self, owner: Owner, file: str, at: datetime) -> None:
        """Have the sweep look at a file a day later: it is erased if its owner has let it go."""
        body = {"kind": owner.kind, "street": owner.street, "owner": owner.id, "file": file}
        await self.engine.insert(CHECKS, f"{at.isoformat()}/{owner.key}/{file}", body)

    async def checks(self, until: datetime, limit: int = PAGE) -> list[Check]:
        """The oldest uploads and erasures made before a moment."""
        rows = await self.engine.rows(CHECKS, "", "", limit)
        return [_check(row, body) for row, body in rows if row < until.isoformat()]

    async def checked(self, check: Check) -> None:
        """It has been looked at."""
        await self.engine.remove(CHECKS, check.row)


def _check(row: str, body: dict[str, Any]) -> Check:
    return Check(row, Owner(body["kind"], body["street"], body["owner"]), body["file"])


def _pieces(key: str, content: bytes, start: int) -> dict[str, dict[str, Any]]:
    ends = range(start, min(start + PIECE * AT_ONCE, len(content)), PIECE)
    return {
        _piece(key, at // PIECE): {"data": base64.b64encode(content[at : at + PIECE]).decode()}
        for at in ends
    }


def _piece(key: str, number: int) -> str:
    return f"{key}/{number:05d}"
