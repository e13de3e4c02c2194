"""Another system listens to Yishi: what it hears it keeps, once, in its own small database.

    SUBSCRIBER_URL=amqps://bulletin:…@rabbitmq/ python subscriber.py --name bulletin
    … --replay first                       read the whole log first
    … --replay 1200                        from this offset of the log on
    … --replay 2025-06-12T09:00:00+08:00   from this time on
    … --replay resume                      behind the last one of the log that is in the database

Three habits make it right. An event may come twice, so its id is the key of its row. It is
acknowledged only after the row is on the disk, so a crash loses nothing. And order is not
promised: of two events about one thing (``source`` and ``subject``) the greater ``sequence`` is
the newer one.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage, AbstractQueue

LOG = "yishi.log"
PREFETCH = 50
OFFSET = "x-stream-offset"
TABLE = """
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, type TEXT, street TEXT, source TEXT, subject TEXT, sequence INTEGER,
    time TEXT, data TEXT, place INTEGER
)
"""
KEEP = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Kept:
    """What this system knows: a real one would do its work in the same transaction."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path)
        self._database.execute(TABLE)

    def keep(self, event: dict[str, Any], place: int | None) -> bool:
        """Keep an event; ``False`` where it had come before."""
        names = ("id", "type", "street", "source", "subject", "sequence", "time")
        values = [event[name] for name in names]
        data = json.dumps(event["data"], ensure_ascii=False)
        with self._database:  # commits, or takes everything back
            new = self._database.execute(KEEP, (*values, data, place)).rowcount == 1
            if place is not None and not new:
                move = "UPDATE events SET place = ? WHERE id = ?"
                self._database.execute(move, (place, event["id"]))
        return new

    def next_place(self) -> int | str:
        """Where in the log to go on."""
        (last,) = self._database.execute("SELECT max(place) FROM events").fetchone()
        return "first" if last is None else int(last) + 1


class Listener:
    """Hears a queue or the log, message by message, until nothing came for a while."""

    def __init__(self, kept: Kept, types: set[str], source: str) -> None:
        self._kept = kept
        self._types = types
        self._source = source
        self.heard = asyncio.Event()

    async def take(self, message: AbstractIncomingMessage) -> None:
        """Keep it, say it, acknowledge it: in this order."""
        self.heard.set()
        try:
            event = json.loads(message.body)
            if not self._types or event["type"] in self._types:
                self._keep(event, message.headers.get(OFFSET))
        except Exception as problem:  # one bad message must not stop the others
            print(f"not kept: {problem!r}", file=sys.stderr, flush=True)
            await asyncio.sleep(1)
            # A queue delivers it again and gives up after a while; the log just goes on.
            await (message.ack() if OFFSET in message.headers else message.nack(requeue=True))
            return
        await message.ack()

    def _keep(self, event: dict[str, Any], place: Any) -> None:
        new = self._kept.keep(event, place if isinstance(place, int) else None)
        told = {name: event[name] for name in ("id", "type", "street", "subject", "sequence")}
        said = {"from": self._source, "new": new, **told}
        print(json.dumps(said, ensure_ascii=False), flush=True)


def offset_of(text: str, kept: Kept) -> int | str | datetime:
    """Where to begin in the log: a number, a time with its zone, or a word the broker knows."""
    if text == "resume":
        return kept.next_place()
    if text in ("first", "last", "next"):
        return text
    if text.isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise SystemExit("--replay: a time needs its zone, as in 2025-06-12T09:00:00+08:00")
    return moment


async def hear(
    connection: aio_pika.abc.AbstractConnection, queue: str, listener: Listener, **how: Any
) -> Callable[[], Awaitable[Any]]:
    """Begin to hear; answers how to end it. The queue is not declared: this user may not."""
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=PREFETCH)
    found: AbstractQueue = await channel.get_queue(queue, ensure=False)
    await found.consume(listener.take, arguments=how or None)
    return channel.close


async def until_quiet(listener: Listener, seconds: float) -> None:
    """Return when nothing came for so long."""
    while True:
        listener.heard.clear()
        try:
            async with asyncio.timeout(seconds):
                await listener.heard.wait()
        except TimeoutError:
            return


async def run(given: argparse.Namespace, url: str) -> None:
    """Replay what is asked for, then hear the queue."""
    kept, types = Kept(given.database), set(given.type)
    connection = await aio_pika.connect_robust(url)
    async with connection:
        if given.replay:
            log = Listener(kept, types, LOG)
            begin = {OFFSET: offset_of(given.replay, kept)}
            end = await hear(connection, LOG, log, **begin)
            await until_quiet(log, given.quiet)
            await end()
        own = Listener(kept, set(), f"{given.name}.events")
        await hear(connection, f"{given.name}.events", own)
        if given.ends:
            await until_quiet(own, given.quiet)
        else:
            await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="listen to Yishi")
    parser.add_argument("--name", required=True, help="the user; its queue is NAME.events")
    parser.add_argument("--database", default="events.sqlite")
    parser.add_argument("--replay", default="", metavar="FROM", help="see above")
    parser.add_argument("--type", action="append", default=[], help="keep only these of the log")
    parser.add_argument("--quiet", type=float, default=3.0, help="seconds that end a replay")
    parser.add_argument("--ends", action="store_true", help="end when the queue is quiet")
    given = parser.parse_args()
    url = os.environ.get("SUBSCRIBER_URL") or sys.exit("SUBSCRIBER_URL is not set")
    asyncio.run(run(given, url))


if __name__ == "__main__":
    main()
