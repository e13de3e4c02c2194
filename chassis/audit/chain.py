"""The audit trail of a service: per street a chain of rows, each with the hash of the one before.

A row says who did what when (``audit_row``) with ``seq``, ``prev`` and ``hash``; the hash is
the SHA-256 of the row without it. A row edited, taken out or cut off the end shows, and so does a
document that was edited without its row (``audit_check``). With ``sm3`` a row also has ``prev_sm3``
and ``sm3``, a second chain over the same rows.

Beside the rows a head per street remembers how far the chain goes and how often each event was
said. It is written only where nobody else moved it: that one write decides who appends what.
Where the engine has transactions its rows come in the same one; else they lie in its ``pending``
first, and whoever finds rows pending puts them in place. So a chain never forks, a crash leaves
nothing half done, and no lock has to be waited for.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from chassis.core.catalogue import busy
from chassis.core.decision import State
from chassis.core.digests import sm3_of
from chassis.core.documents import Kind, Plain
from chassis.core.faults import reached
from chassis.store.engine import Engine, Write
from chassis.store.entries import canonical, digest_of
from chassis.store.reading import state_of
from chassis.store.rows import every_row
from chassis.store.store import TRIES

Row = dict[str, Any]

AUDIT = Plain("audit", unique=("change",), flushed=False)
"""Rows under ``<street>/<seq, 12 digits>``.

Not flushed: a row leaves its outbox after it is written, so what a power cut takes of a chain lies
in the outboxes again."""

BATCH = 50
_PAGE = 500


class Head(State):
    """How far the chain of one street goes: its last ``seq`` and ``hash``.

    ``said`` counts the events of each wire type; ``pending`` holds rows on their way into place.
    """

    seq: int = 0
    hash: str = ""
    sm3: str = ""
    said: dict[str, int] = Field(default_factory=dict)
    pending: tuple[Row, ...] = ()


HEADS = Kind("audit_head", Head, city=True)


@dataclass
class _Batch:
    """Rows of one street that will be appended together."""

    rows: list[Row] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None


class AuditChain:
    """The chains of one service. ``engine`` must be prepared with ``HEADS`` and ``AUDIT``."""

    def __init__(self, engine: Engine, *, sm3: bool = False) -> None:
        self._engine = engine
        self._sm3 = sm3
        self._open: dict[str, _Batch] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._kept: dict[str, tuple[Head, int]] = {}

    async def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append the audit entries of an outbox (``{"id", "audit"}``; others are passed over).

        Returns once every row is in its chain; a change that is there already is not repeated.
        Rows that come while others of their street are written go together in the next batch.
        Raises ``Busy`` or ``Unavailable``; then the same entries may be appended again.
        """
        streets: dict[str, list[Row]] = {}
        for entry in entries:
            if "audit" in entry:
                streets.setdefault(entry["audit"]["street"], []).append(entry["audit"])
        tasks = [self._join(street, rows) for street, rows in streets.items()]
        for done in await asyncio.gather(*map(asyncio.shield, tasks), return_exceptions=True):
            if isinstance(done, BaseException):
                raise done

    async def head(self, street: str) -> Head:
        """How far a street's chain goes and what was said in it; an empty one at the beginning."""
        head, _ = await self.stored_head(street)
        return head or Head()

    async def stored_head(self, street: str) -> tuple[Head | None, int]:
        """The head as it lies in the store, and its version (0 where there is none)."""
        raw = await self._engine.load(HEADS, HEADS.key(street, "head").doc_id)
        return (None, 0) if raw is None else (state_of(HEADS, raw), raw.version)

    async def rows(self, street: str, after: int = 0) -> AsyncIterator[tuple[str, Row]]:
        """Ids and rows of a chain in order, those behind ``seq`` ``after``."""
        first = row_id(street, after)
        async for found in every_row(self._engine, AUDIT, f"{street}/", first, _PAGE):
            yield found

    async def row(self, street: str, seq: int) -> Row | None:
        """One row of a chain by its number."""
        return await self._engine.row(AUDIT, row_id(street, seq))

    def _join(self, street: str, rows: Sequence[Row]) -> "asyncio.Task[None]":
        batch = self._open.setdefault(street, _Batch())
        batch.rows += rows
        batch.task = batch.task or asyncio.create_task(self._write(street))
        return batch.task

    async def _write(self, street: str) -> None:
        async with self._turns.setdefault(street, asyncio.Lock()):
            rows = self._open.pop(street).rows
            try:
                for start in range(0, len(rows), BATCH):
                    await self._append(street, rows[start : start + BATCH])
            except BaseException:
                self._kept.pop(street, None)  # how far it came is for the store to say
                raise

    async def _append(self, street: str, rows: Sequence[Row]) -> None:
        unique = {row["change"]: row for row in rows}
        for attempt in range(TRIES):
            # The head we kept last is the newest where nobody has moved it; the write finds out,
            # and in a transaction also whether a row is there.
            kept = self._kept.pop(street, None)
            head, version = kept or await self._settled(street)
            new = unique if kept and self._engine.transactions else await self._missing(unique)
            if not new:
                return
            if not kept and await self._engine.row(AUDIT, row_id(street, head.seq + 1)):
                await self._catch_up(street, version)
            elif await self._extend(street, _extended(head, [*new.values()], self._sm3), version):
                return
            elif not kept:
                await asyncio.sleep(random.uniform(0, 0.002 * min(attempt + 1, 25)))
        raise busy()

    async def _extend(self, street: str, head: Head, version: int) -> bool:
        """Move the head from this version on and put its rows in place; ``False``: undone."""
        if self._engine.transactions:
            write = _write_of(street, _tidy(head), version)
            if not await self._engine.write_with(HEADS, write, AUDIT, _placed(street, head)):
                return False
            reached("audit-after-head", street)
            self._kept[street] = _tidy(head), version + 1
            return True
        if not await self._keep(street, head, version):
            return False
        reached("audit-after-head", street)
        if await self._place(street, head, version + 1):
            self._kept[street] = _tidy(head), version + 2
        return True

    async def _catch_up(self, street: str, version: int) -> None:
        """Rebuild the head from its rows: rows beyond it are another writer's, or restored."""
        if (await self.stored_head(street))[1] == version:
            await self._keep(street, await self._rebuilt(street), version)

    async def _missing(self, unique: Mapping[str, Row]) -> Mapping[str, Row]:
        there = await self._engine.taken(AUDIT, "change", list(unique))
        return {change: row for change, row in unique.items() if change not in there}

    async def _settled(self, street: str) -> tuple[Head, int]:
        """The head with nothing pending: what somebody left behind is put in place first."""
        head, version = await self.stored_head(street)
        while head is None or head.pending:
            if head is None:
                head = await self._rebuilt(street)
                if head.seq == 0:
                    return head, version
                await self._keep(street, head, version)
            else:
                await self._place(street, head, version)
            head, version = await self.stored_head(street)
        return head, version

    async def _place(self, street: str, head: Head, version: int) -> bool:
        # A row that is there was put there by another writer.
        await self._engine.fill(AUDIT, _placed(street, head))
        return await self._keep(street, _tidy(head), version)

    async def _rebuilt(self, street: str) -> Head:
        said: Counter[str] = Counter()
        last: Row = {"seq": 0, "hash": ""}
        async for _, row in self.rows(street):
            said.update(row["events"])
            last = row
        # A tail that was cut off with its head stays gone; the documents' versions show it.
        sm3 = last.get("sm3", "")
        return Head(seq=last["seq"], hash=last["hash"], sm3=sm3, said=dict(said))

    async def _keep(self, street: str, head: Head, version: int) -> bool:
        return await self._engine.write(HEADS, _write_of(street, head, version))


def _write_of(street: str, head: Head, version: int) -> Write:
    key = HEADS.key(street, "head")
    return Write(
        doc_id=key.doc_id,
        street=street,
        sort=key.id,
        schema=HEADS.schema,
        expected=version,
        state=head.model_dump(mode="json"),
        outbox=(),
        inbox="",
        due=0.0,
        flushed=False,
    )


def _placed(street: str, head: Head) -> dict[str, Row]:
    """The rows of a head that are to come, under their ids."""
    return {row_id(street, row["seq"]): row for row in head.pending}


def row_id(street: str, seq: int) -> str:
    """The id of a row; rows sort by it."""
    return f"{street}/{seq:012d}"


def hash_of(row: Mapping[str, Any]) -> str:
    """What the ``hash`` of a row must be."""
    return digest_of(_hashed(row))


def sm3_hash_of(row: Mapping[str, Any]) -> str:
    """What the ``sm3`` of a row must be, where it has one."""
    return sm3_of(canonical(_hashed(row)))


def _hashed(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if name not in ("hash", "sm3")}


def _tidy(head: Head) -> Head:
    return head.model_copy(update={"pending": ()})


def _extended(head: Head, audits: Sequence[Mapping[str, Any]], sm3: bool) -> Head:
    said, prev, prev_sm3, rows = Counter(head.said), head.hash, head.sm3, []
    for seq, audit in enumerate(audits, head.seq + 1):
        row: Row = {**audit, "seq": seq, "prev": prev}
        if sm3:
            row["prev_sm3"] = prev_sm3
            row["sm3"] = sm3_hash_of(row)
        row["hash"], prev_sm3 = hash_of(row), row.get("sm3", "")
        prev = row["hash"]
        said.update(row["events"])
        rows.append(row)
    seq = head.seq + len(rows)
    return Head(seq=seq, hash=prev, sm3=prev_sm3, said=dict(said), pending=tuple(rows))
