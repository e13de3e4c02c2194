"""The embedded bus: a queue lives in the SQLite file of the service that hears it.

A message is a row until its handler is done with it, so a crash at any moment loses nothing: rows
that were in hand are delivered again at the next start. A delay is a time before which a row is
not seen. Consumers are woken in process (``chassis.bus.pump``).
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from chassis.bus.bus import (
    DELIVERY_LIMIT,
    Handle,
    Later,
    Message,
    Subscription,
    Topology,
    dead_queue,
)
from chassis.bus.local_sql import CLIMB, DUE, GIVE_UP, LOOK, SCHEMA
from chassis.bus.pump import Pump, Row, Want
from chassis.core.catalogue import bus_unavailable
from chassis.core.errors import Unavailable

BUSY_SECONDS = 10.0

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]
Turn = tuple[Work, bool, "asyncio.Future[Any]"]


class _File:
    """One SQLite file and its thread: work that is ready at the same time shares a transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, f"bus-{path.stem}")
        self._connection: sqlite3.Connection | None = None
        self._ready: list[Turn] = []
        self._turn: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T], *, durable: bool = False) -> T:
        """Do this in a transaction; ``durable`` work is on the disk when this returns.

        Other work survives a killed process but not a power cut, after which the same message
        is merely delivered again. Raises ``Unavailable`` where the file cannot be written.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._ready.append((work, durable, done))
        if self._turn is None:
            self._turn = asyncio.create_task(self._take_turns())
        return await done

    async def look(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Read without a transaction, which costs three more statements."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._read, read)
        except (sqlite3.Error, OSError) as error:
            raise _away(error) from error

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection = self._connection or self._open()
        return read(connection)

    async def _take_turns(self) -> None:
        loop = asyncio.get_running_loop()
        while self._ready:
            batch, self._ready = self._ready, []
            try:
                results = await loop.run_in_executor(self._thread, self._commit, batch)
            except Exception as error:
                _fail(batch, error)
                continue
            for (_, _, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)
        self._turn = None

    def _commit(self, batch: Sequence[Turn]) -> list[Any]:
        connection = self._connection = self._connection or self._open()
        durable = any(durable for _, durable, _ in batch)
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            results = [work(connection) for work, _, _ in batch]
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return results

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
        return connection

    async def close(self) -> None:
        """Finish what was begun and let go of the file."""
        while self._turn is not None:
            await asyncio.wait([self._turn])
        if self._connection is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown(wait=False)


def _fail(batch: Sequence[Turn], error: Exception) -> None:
    if isinstance(error, sqlite3.Error | OSError):
        error = _away(error)
    for _, _, done in batch:
        if not done.done():
            done.set_exception(error)


def _away(error: Exception) -> Unavailable:
    return bus_unavailable(f"its file cannot be used ({type(error).__name__})")


class FileRows:
    """The rows of one hearer's file, see ``chassis.bus.pump.Rows``."""

    def __init__(self, hearer: str, path: Path) -> None:
        self._dead = dead_queue(hearer)
        self._file = _File(path)

    async def put(self, rows: Sequence[tuple[str, str, bytes]], now: float) -> None:
        """Keep rows of (queue, id, body); one that is still there under its id is left alone."""
        insert = "INSERT OR IGNORE INTO bus_messages (queue, id, body, visible_at) VALUES (?,?,?,?)"
        values = [(*row, now) for row in rows]
        await self._file.run(lambda db: db.executemany(insert, values), durable=True)

    async def depth(self, queue: str) -> int:
        """Rows of this queue: waiting, in hand and delayed."""
        count = "SELECT count(*) FROM bus_messages WHERE queue = ?"
        return await self._file.run(lambda db: int(db.execute(count, (queue,)).fetchone()[0]))

    async def bodies(self, queue: str, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Number and body of the rows of this queue behind ``after``."""
        wanted = "SELECT seq, body FROM bus_messages WHERE queue = ? AND seq > ? ORDER BY seq LIMIT"
        values = (queue, after, limit)
        return await self._file.run(lambda db: db.execute(f"{wanted} ?", values).fetchall())

    async def look(self, wants: Sequence[Want]) -> dict[str, float]:
        """When the earliest row of each queue is due that is not in hand; one statement."""
        in_hand = json.dumps([seq for want in wants for seq in want.in_hand])
        values = (in_hand, json.dumps([want.queue for want in wants]))
        found = await self._file.look(lambda db: db.execute(LOOK, values).fetchall())
        return {queue: at for queue, at in found if at is not None}

    async def take(self, wants: Sequence[Want], now: float) -> list[Row]:
        """Rows that are due, each with one more delivery to its count."""
        return await self._file.run(partial(self._take, wants=wants, now=now))

    def _take(self, db: sqlite3.Connection, wants: Sequence[Want], now: float) -> list[Row]:
        taken = [row for want in wants for row in self._take_of(db, want, now)]
        counted = "UPDATE bus_messages SET deliveries = deliveries + 1 WHERE seq = ?"
        db.executemany(counted, [(row.seq,) for row in taken])
        return taken

    def _take_of(self, db: sqlite3.Connection, want: Want, now: float) -> list[Row]:
        due = (want.queue, now, json.dumps(want.in_hand), want.free)
        taken = []
        for seq, queue, body, attempt, deliveries in db.execute(DUE, due).fetchall():
            if deliveries >= DELIVERY_LIMIT and queue != self._dead:
                db.execute(GIVE_UP, (self._dead, now, seq))
            else:
                taken.append(Row(seq, queue, body, attempt))
        return taken

    async def delete(self, seq: int) -> None:
        """Its handler is done with it."""
        await self._do("DELETE FROM bus_messages WHERE seq = ?", seq)

    async def climb(self, seq: int, until: float) -> None:
        """Not before ``until``, with one more attempt."""
        await self._do(CLIMB, until, seq)

    async def pause(self, seq: int, until: float) -> None:
        """Not before ``until``, as the same attempt."""
        await self._do("UPDATE bus_messages SET visible_at = ? WHERE seq = ?", until, seq)

    async def _do(self, sql: str, *values: float) -> None:
        await self._file.run(lambda db: db.execute(sql, values))

    async def close(self) -> None:
        """Let go of the file."""
        await self._file.close()


class LocalBus:
    """The bus of the embedded pair; one process hears, any process may publish.

    ``pause`` seconds pass before a message whose handler raised is delivered again, ``patience``
    bounds the wait of ``close`` for handlers in hand. ``now`` is in Unix seconds.
    """

    def __init__(
        self,
        directory: Path,
        *,
        now: Callable[[], float] = time.time,
        pause: float = 1.0,
        patience: float = 10.0,
    ) -> None:
        self._directory = directory
        self._now = now
        self._pause = pause
        self._patience = patience
        self._rungs: tuple[float, ...] = ()
        self._routes: dict[str, list[Subscription]] = {}
        self._files: dict[str, tuple[FileRows, Pump]] = {}

    async def declare(self, topology: Topology) -> None:
        """Remember who hears what, over all calls, and make the files."""
        self._rungs = topology.rungs
        for sub in topology.subscriptions:
            known = self._routes.setdefault(sub.routing_key, [])
            if sub not in known:
                known.append(sub)
        queues = [sub.queue for sub in topology.subscriptions]
        await asyncio.gather(*(self._rows(queue).depth(queue) for queue in queues))

    def _delay(self, later: Later) -> float:
        if not self._rungs:
            raise LookupError("the topology has no rungs")
        return self._rungs[min(later.rung, len(self._rungs) - 1)]

    def _file(self, queue: str) -> tuple[FileRows, Pump]:
        hearer = queue.partition(".")[0]
        if hearer not in self._files:
            rows = FileRows(hearer, self._directory / f"{hearer}.sqlite")
            self._files[hearer] = rows, Pump(rows, self._delay, self._pause, self._now)
        return self._files[hearer]

    def _rows(self, queue: str) -> FileRows:
        return self._file(queue)[0]

    async def publish(self, messages: Sequence[Message]) -> None:
        """One transaction for each hearer's file; see ``Bus.publish``."""
        by_hearer: dict[str, list[tuple[str, str, bytes]]] = {}
        for message in messages:
            for sub in self._routes.get(message.type, ()):
                row = (sub.queue, message.id, message.body)
                by_hearer.setdefault(sub.hearer, []).append(row)
        await asyncio.gather(*(self._put(rows) for rows in by_hearer.values()))

    async def _put(self, values: Sequence[tuple[str, str, bytes]]) -> None:
        rows, pump = self._file(values[0][0])
        await rows.put(values, self._now())
        pump.wake()

    async def redeliver(self, queue: str, body: bytes) -> None:
        """One row in this queue, under an id of its own; see ``Bus.redeliver``."""
        await self._put([(queue, uuid4().hex, body)])

    async def consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        """Begin to hear a queue; see ``Bus.consume``."""
        await self._rows(queue).depth(queue)
        self._file(queue)[1].hear(queue, handle, prefetch)

    async def depth(self, queue: str) -> int:
        """Rows of this queue: waiting, in hand and delayed."""
        return await self._rows(queue).depth(queue)

    async def unheard(self, queue: str, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Number and body of messages that nobody has handled, oldest first (backup only)."""
        return await self._rows(queue).bodies(queue, after, limit)

    async def ping(self) -> None:
        """Raise ``Unavailable`` where one of the files cannot be written."""
        await asyncio.gather(*(rows.depth("") for rows, _ in self._files.values()))

    async def close(self) -> None:
        """Stop consuming, wait for the handlers, close; what one did not finish comes again."""
        await asyncio.gather(*(pump.close(self._patience) for _, pump in self._files.values()))
        self._files.clear()
