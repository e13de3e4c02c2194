"""What the stores promise when something breaks: killed, full, locked, away."""

import asyncio
import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.audit.chain import AUDIT, HEADS
from chassis.core.errors import Unavailable
from chassis.core.settings import SettingsError
from chassis.store.embedded import EmbeddedEngine
from chassis.store.embedded_file import lock_directory
from chassis.store.engine import Engine
from chassis.store.mongo import MongoEngine
from tests.parity.stores import ITEMS, PAPERS, STREET, Clock, Item, cause, counted, put, store_on
from tests.parity.wire import wire_to
from tests.servers import MongoStandIn

KEY = ITEMS.key(STREET, "1")


async def opened(path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine(path)
    await engine.prepare((ITEMS, HEADS), (PAPERS, AUDIT))
    return engine


# ---- killed ----------------------------------------------------------------------------------


def acknowledged(path: Path, number: int) -> list[str]:
    """What a writer acknowledged before it was killed with ``kill -9``."""
    command = [sys.executable, "-m", "tests.parity.writer", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(number)]
        writer.kill()
        lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


@pytest.mark.parametrize("number", [1, 50, 400])
async def test_change_when_the_process_is_killed_keeps_what_was_acknowledged(
    tmp_path: Path, number: int
) -> None:
    names = acknowledged(tmp_path / "items.sqlite", number)
    engine = await opened(tmp_path / "items.sqlite")
    inboxes: dict[str, list[str]] = {}
    for pending in await engine.claim(ITEMS, 2e9, 30, 100_000):
        raw = await engine.load(ITEMS, pending.doc_id)
        assert raw is not None
        assert raw.version == raw.state["count"] == len(raw.inbox)
        assert len(pending.entries) == 2 * raw.version
        inboxes[pending.doc_id] = [entry.strip() for entry in raw.inbox]
    kept = {cause for inbox in inboxes.values() for cause in inbox}
    assert len(names) >= number
    assert set(names) <= kept
    await engine.close()


# ---- full, locked, shared --------------------------------------------------------------------


async def limit(engine: EmbeddedEngine, pages: int) -> None:
    """Let the file grow by so many pages only, as on a disk that fills up."""
    size = await engine._write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await engine._write(lambda c: c.execute(f"PRAGMA max_page_count={size + pages}").fetchone())


async def test_change_when_the_disk_is_full_is_unavailable_and_half_nothing(
    tmp_path: Path,
) -> None:
    engine = await opened(tmp_path / "items.sqlite")
    store = store_on(engine, Clock())
    await store.change(KEY, put(Item(title="before")), cause("a"))
    await limit(engine, 3)
    with pytest.raises(Unavailable):
        await store.change(KEY, put(Item(title="x" * 1_000_000)), cause("b"))
    found = await store.get(KEY)
    assert found is not None
    assert (found.version, found.state.title) == (1, "before")
    await limit(engine, 100_000)
    done = await store.change(KEY, put(Item(title="x" * 1_000_000)), cause("b"))
    assert done.version == 2
    await engine.close()


async def test_write_when_one_of_a_batch_fails_makes_the_others(tmp_path: Path) -> None:
    engine = await opened(tmp_path / "items.sqlite")

    def fail(connection: sqlite3.Connection) -> bool:
        connection.execute("INSERT INTO plain_paper VALUES ('half', '{}')")
        raise ZeroDivisionError

    jobs = [engine.insert(PAPERS, str(n), {"number": str(n)}) for n in range(30)]
    jobs.insert(15, engine._write(fail))
    done = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(one) for one in done if one is not True] == [ZeroDivisionError]
    assert len(await engine.rows(PAPERS, "", "", 99)) == 30
    await engine.close()


async def test_write_when_the_bus_writes_the_same_file_both_succeed(tmp_path: Path) -> None:
    path = tmp_path / "items.sqlite"
    engine = await opened(path)
    store = store_on(engine, Clock())

    def bus() -> None:
        with sqlite3.connect(path, timeout=10, isolation_level=None) as connection:
            connection.execute("CREATE TABLE bus_queue (id INTEGER PRIMARY KEY)")
            for number in range(200):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO bus_queue VALUES (?)", (number,))
                connection.execute("COMMIT")

    keys = [ITEMS.key(STREET, str(n)) for n in range(100)]
    changes = [store.change(key, counted(key.id), cause("a")) for key in keys]
    await asyncio.gather(asyncio.to_thread(bus), *changes)
    assert await store.count(ITEMS, STREET) == {"": 100}
    await engine.close()


async def test_ask_when_closed_is_unavailable(tmp_path: Path) -> None:
    engine = await opened(tmp_path / "items.sqlite")
    job = asyncio.ensure_future(engine.insert(PAPERS, "a", {"number": "1"}))
    await asyncio.sleep(0)
    await engine.close()
    await engine.close()
    assert await job is True
    with pytest.raises(Unavailable):
        await engine.ping()


async def test_open_when_the_file_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "items.sqlite").mkdir()
    with pytest.raises(Unavailable):
        EmbeddedEngine(tmp_path / "items.sqlite")


def _hold(path: Path, connection: "multiprocessing.connection.Connection") -> None:
    with lock_directory(path):
        connection.send("held")
        connection.recv()


def test_lock_directory_when_another_process_has_it_names_it_in_both_languages(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    holder = context.Process(target=_hold, args=(tmp_path, theirs))
    holder.start()
    assert ours.recv() == "held"
    with pytest.raises(SettingsError, match=rf"进程（{holder.pid}）[^$]*process \({holder.pid}\)"):
        lock_directory(tmp_path).__enter__()
    holder.kill()
    holder.join()
    with lock_directory(tmp_path), pytest.raises(SettingsError), lock_directory(tmp_path):
        pass
    with lock_directory(tmp_path):
        pass


# ---- a server that goes away -----------------------------------------------------------------


async def gone(engine: Engine) -> None:
    with pytest.raises(Unavailable):
        await engine.ping()
    with pytest.raises(Unavailable):
        await store_on(engine, Clock()).change(KEY, counted("1"), cause("b"))


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_change_when_mongodb_is_killed_is_unavailable_then_goes_on(
    spare_mongodb: MongoStandIn, driver: str
) -> None:
    url = f"{spare_mongodb.url}&serverSelectionTimeoutMS=500"
    engine = MongoEngine(url, "crash", driver)  # type: ignore[arg-type]
    await engine.prepare((ITEMS,), (PAPERS,))
    store = store_on(engine, Clock())
    await store.change(KEY, counted("1"), cause("a"))
    spare_mongodb.kill()
    await gone(engine)
    spare_mongodb.start()
    again = MongoEngine(spare_mongodb.url, "crash", driver)  # type: ignore[arg-type]
    done = await store_on(again, Clock()).change(KEY, counted("1"), cause("b"))
    assert (done.version, done.state.count) == (2, 2)
    await engine.close()
    await again.close()


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_write_when_the_wire_is_cut_after_it_was_made_is_made_once(
    spare_mongodb: MongoStandIn, driver: str
) -> None:
    async with wire_to(spare_mongodb.url) as wire:
        engine = MongoEngine(wire.url, "cut", driver)  # type: ignore[arg-type]
        await engine.prepare((ITEMS,), (PAPERS,))
        store = store_on(engine, Clock())
        for number in range(1, 4):
            wire.cut_after = b"item/1"  # the audit row in the write
            done = await store.change(KEY, counted("1"), cause(f"c{number}"))
            assert (done.version, done.state.count, wire.cuts) == (number, number, number)
        wire.cut_after = b"paper-1"
        assert await engine.insert(PAPERS, "a", {"number": "paper-1"}) is True
        assert wire.cuts == 4
        assert await engine.insert(PAPERS, "a", {"number": "paper-1"}) is False
        [pending] = await engine.claim(ITEMS, 2e9, 30, 10)
        assert len(pending.entries) == 6
        await engine.close()
