"""The embedded engine: one SQLite file per service, no server, nothing lost in a crash.

One thread writes, and many changes at once share its flushes to the disk; lists are read beside it
on threads of their own (``embedded_lanes``), single rows at once, where they are asked for.
What the tables look like: ``embedded_sql``.

The bus keeps its queues in the same file over its own connection; the write-ahead log and the
busy timeout let both work.
"""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from chassis.core.documents import Kind, Plain, Span, Where
from chassis.core.errors import Damaged
from chassis.store.embedded_file import as_ours, connect, empty_log, unavailable
from chassis.store.embedded_lanes import Job, Jobs, Lane, Writer
from chassis.store.embedded_plain import PlainTable
from chassis.store.embedded_search import (
    SEARCHED_AT,
    SPREAD_AT,
    SearchTable,
    create_searchable,
    erase_searchable,
    write_searchable,
)
from chassis.store.embedded_span import along
from chassis.store.embedded_sql import KindTable, backlogs_of
from chassis.store.engine import Pending, Raw, Write
from chassis.store.whole import Whole, page_of, put_into

T = TypeVar("T")

READERS = 2


class _Taken(Exception):
    """A row is there already: what was done before it is undone."""


class EmbeddedEngine:
    """``Engine`` on one SQLite file, ``<directory>/<service>.sqlite``.

    Opens the file at once and raises ``Unavailable`` or ``Damaged`` where that fails.
    ``lock_directory`` must be held: two processes on one file are safe for the data, but not for
    the clocks of the relay.
    """

    transactions = True

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        self._writes: Jobs = SimpleQueue()
        self._reads: Jobs = SimpleQueue()
        self._closed = False
        self._name, self._path = path.name, path
        self._damaged: Damaged | None = None
        self._unspread: Counter[str] = Counter()
        try:
            writer = connect(path)
            readers = [connect(path, "PRAGMA query_only=ON") for _ in range(READERS)]
            self._near = connect(path, "PRAGMA query_only=ON", "PRAGMA busy_timeout=0")
        except sqlite3.Error as error:
            raise as_ours(error, path.name) from error
        self._lanes: list[Lane] = [Writer(f"{path.stem} writes", writer, self._writes)]
        self._lanes += [Lane(f"{path.stem} reads", reader, self._reads) for reader in readers]
        for lane in self._lanes:
            lane.start()

    async def prepare(self, kinds: Sequence[Kind[Any]], plains: Sequence[Plain]) -> None:
        """Make tables and indexes that are missing."""

        def create(connection: sqlite3.Connection) -> None:
            for kind in kinds:
                create_searchable(connection, kind)
            for plain in plains:
                PlainTable(plain).create(connection)

        await self._write(create)

    def _spread_at(self, waiting: int, kind: Kind[Any], more: int = 0) -> None:
        """Lead from the keys to the documents once so many of them wait for it; nobody waits."""
        self._unspread[kind.name] += more
        if self._unspread[kind.name] >= waiting:
            del self._unspread[kind.name]
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            done.add_done_callback(asyncio.Future.exception)  # the next time spreads them too
            self._writes.put(Job(SearchTable(kind.name).spread, done, flushed=False))

    async def load(self, kind: Kind[Any], doc_id: str) -> Raw | None:
        """One document with its inbox, or nothing."""
        return await self._glance(lambda c: KindTable(kind.name).load(c, doc_id))

    async def version(self, kind: Kind[Any], doc_id: str) -> int | None:
        """The version of one document, or nothing."""
        return await self._glance(lambda c: KindTable(kind.name).version(c, doc_id))

    async def write(self, kind: Kind[Any], write: Write) -> bool:
        """Make one write; ``False`` where the version was not the expected one."""
        written = await self._write(lambda c: write_searchable(c, kind, write), write.flushed)
        if written and write.search is not None:
            self._spread_at(SPREAD_AT, kind, more=1)
        return written

    async def write_with(
        self, kind: Kind[Any], write: Write, plain: Plain, rows: Mapping[str, dict[str, Any]]
    ) -> bool:
        """A write and new plain rows, all or nothing."""

        def both(connection: sqlite3.Connection) -> bool:
            if not write_searchable(connection, kind, write):
                return False
            if PlainTable(plain).fill(connection, rows) < len(rows):
                raise _Taken
            return True

        try:
            return await self._write(both, write.flushed or plain.flushed)
        except _Taken:
            return False

    async def find(
        self,
        kind: Kind[Any],
        street: str | None,
        where: Where,
        after: str,
        until: str,
        limit: int,
    ) -> list[Raw]:
        """One page of documents by sort."""
        table = KindTable(kind.name)
        return await self._read(lambda c: table.find(c, kind, street, where, after, until, limit))

    async def along(
        self, kind: Kind[Any], street: str, where: Where, span: Span, limit: int
    ) -> list[Raw]:
        """One page of a span."""
        return await self._read(lambda c: along(c, kind, street, where, span, limit))

    async def search(
        self, kind: Kind[Any], street: str, keys: Sequence[str], after: str, limit: int
    ) -> list[tuple[str, str]]:
        """Documents that have all of these keys, by sort."""
        self._spread_at(SEARCHED_AT, kind)
        return await self._read(
            lambda c: SearchTable(kind.name).find(c, street, keys, after, limit)
        )

    async def unsearched(self, kind: Kind[Any], after: str, limit: int) -> list[str]:
        """Ids of documents that were written without search keys."""
        return await self._read(lambda c: SearchTable(kind.name).missing(c, after, limit))

    async def enter(self, kind: Kind[Any], doc_id: str, version: int, keys: Sequence[str]) -> bool:
        """Give a document its search keys."""
        self._spread_at(SPREAD_AT, kind, more=1)
        return await self._write(lambda c: SearchTable(kind.name).enter(c, doc_id, version, keys))

    async def count(
        self, kind: Kind[Any], street: str | None, where: Where, by: str
    ) -> dict[str, int]:
        """Number of documents by the values of a field."""
        return await self._read(lambda c: KindTable(kind.name).count(c, kind, street, where, by))

    async def streets(self, kind: Kind[Any]) -> list[str]:
        """Streets that have documents of this kind."""
        return await self._read(KindTable(kind.name).streets)

    async def erase(self, kind: Kind[Any], doc_id: str) -> bool:
        """Delete a document; its pages are overwritten with zeros."""
        return await self._write(lambda c: erase_searchable(c, kind, doc_id))

    async def claim(self, kind: Kind[Any], now: float, lease: float, limit: int) -> list[Pending]:
        """Outboxes due by ``now``, each pushed ``lease`` seconds ahead."""
        # A lost claim is due again, a lost "sent" is sent again: neither has to wait for the disk.
        return await self._write(lambda c: KindTable(kind.name).claim(c, now, lease, limit), False)

    async def sent(self, kind_name: str, entry_ids: Mapping[str, Sequence[str]]) -> None:
        """Take exactly these entries out of the outboxes."""
        await self._write(lambda c: KindTable(kind_name).sent(c, entry_ids), False)

    async def backlog(self, kind: Kind[Any]) -> tuple[int, float]:
        """Documents with unsent entries, and the smallest ``due``."""
        return await self._read(KindTable(kind.name).backlog)

    async def backlogs(self, kinds: Sequence[Kind[Any]]) -> dict[str, tuple[int, float]]:
        """The backlog of each kind, in one statement."""
        return await self._read(lambda c: backlogs_of(c, [KindTable(kind.name) for kind in kinds]))

    async def insert(self, plain: Plain, row_id: str, body: dict[str, Any]) -> bool:
        """Insert a plain row once."""
        return await self._write(lambda c: PlainTable(plain).insert(c, row_id, body), plain.flushed)

    async def fill(self, plain: Plain, rows: Mapping[str, dict[str, Any]]) -> None:
        """Insert the rows that are not there yet."""
        await self._write(lambda c: PlainTable(plain).fill(c, rows), plain.flushed)

    async def row(self, plain: Plain, row_id: str) -> dict[str, Any] | None:
        """The body of one plain row."""
        return await self._glance(lambda c: PlainTable(plain).row(c, row_id))

    async def row_by(self, plain: Plain, field: str, value: str) -> dict[str, Any] | None:
        """The body of the plain row with this value in a unique field."""
        return await self._glance(lambda c: PlainTable(plain).row_by(c, field, value))

    async def taken(self, plain: Plain, field: str, values: Sequence[str]) -> set[str]:
        """Those of these values that a row has in a unique field."""
        return await self._glance(lambda c: PlainTable(plain).taken(c, field, values))

    async def rows(
        self, plain: Plain, prefix: str, after: str, limit: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """Plain rows by ascending id."""
        return await self._read(lambda c: PlainTable(plain).rows(c, prefix, after, limit))

    async def remove(self, plain: Plain, row_id: str) -> None:
        """Delete a plain row."""
        await self._write(lambda c: PlainTable(plain).remove(c, row_id))

    async def rewrite(self, plain: Plain) -> None:
        """Write the rows anew by id, then empty the log, which holds every write in its order."""
        await self._write(PlainTable(plain).rewrite)
        await asyncio.to_thread(empty_log, self._path)

    async def wholes(self, kind: Kind[Any], after: str, limit: int) -> list[Whole]:
        """Documents with all that is stored of them, by ascending id."""
        return await self._read(lambda c: page_of(c, KindTable(kind.name).table, after, limit))

    async def put(self, kind: Kind[Any], whole: Whole) -> bool:
        """Insert a document as it is."""
        return await self._write(lambda c: put_into(c, KindTable(kind.name).table, whole))

    async def ping(self) -> None:
        """Write a little. ``Unavailable`` where that fails, ``Damaged`` once damage was met."""
        if self._damaged:
            raise self._damaged
        number = int(time.time()) % 2**31
        await self._write(lambda c: c.execute(f"PRAGMA user_version={number}").fetchall())

    async def explain(self, kind: Kind[Any], street: str | None, where: Where, after: str) -> str:
        """SQLite's query plan, one step a line."""
        table = KindTable(kind.name)
        return await self._read(lambda c: table.explain(c, kind, street, where, after))

    async def close(self) -> None:
        """Finish what was asked, then close the file."""
        if self._closed:
            return
        self._closed = True
        self._near.close()
        writer, *readers = self._lanes
        for _ in readers:
            self._reads.put(None)
        for lane in readers:
            await asyncio.to_thread(lane.join)
        # Close the writer last and alone: only then does SQLite write its log back into the file.
        self._writes.put(None)
        await asyncio.to_thread(writer.join)

    async def _write(self, run: Callable[[sqlite3.Connection], T], flushed: bool = True) -> T:
        return await self._ask(self._writes, run, flushed)

    async def _read(self, run: Callable[[sqlite3.Connection], T]) -> T:
        return await self._ask(self._reads, run)

    async def _glance(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """Read one row by its key without a change of threads, which costs ten times as much.

        Nothing is waited for: what cannot be had at once is left to a reader.
        """
        if self._closed:
            raise unavailable("closed")
        try:
            return run(self._near)
        except sqlite3.Error:
            return await self._read(run)

    async def _ask(
        self, jobs: Jobs, run: Callable[[sqlite3.Connection], T], flushed: bool = True
    ) -> T:
        if self._closed:
            raise unavailable("closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        jobs.put(Job(run, future, flushed))
        try:
            return await future
        except sqlite3.Error as error:
            raise self._told(error) from error

    def _told(self, error: sqlite3.Error) -> Exception:
        told = as_ours(error, self._name)
        self._damaged = told if isinstance(told, Damaged) else self._damaged
        return told
