"""The outbox on both engines: claimed by one, sent exactly, never forgotten."""

import asyncio
import uuid
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.store.engine import Engine, Pending
from chassis.store.mongo_shapes import emptying
from chassis.store.store import Store
from tests.parity.stores import ITEMS, NOTES, STREET, Clock, Place, cause, counted, store_on

KEY = ITEMS.key(STREET, "1")


def ids_of(pending: list[Pending]) -> list[str]:
    return [entry["id"] for one in pending for entry in one.entries]


async def test_claim_when_due_gives_all_entries_once_until_the_lease_ends(
    store: Store, engine: Engine, clock: Clock
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    await store.change(KEY, counted("1"), cause("b"))
    assert await engine.backlog(ITEMS) == (1, clock.now)
    assert await engine.claim(ITEMS, clock.now - 1, 30, 10) == []
    first = await engine.claim(ITEMS, clock.now, 30, 10)
    assert [len(one.entries) for one in first] == [4]
    assert ["audit" in entry for entry in first[0].entries] == [True, False, True, False]
    assert await engine.claim(ITEMS, clock.now + 29.9, 30, 10) == []
    assert await engine.claim(ITEMS, clock.now + 30, 30, 10) == first
    await engine.sent("item", {KEY.doc_id: ids_of(first)})
    assert await engine.backlog(ITEMS) == (0, 0.0)
    assert await engine.claim(ITEMS, clock.now + 999, 30, 10) == []
    raw = await engine.load(ITEMS, KEY.doc_id)
    assert raw is not None
    assert (raw.version, raw.outbox) == (2, ())


async def test_sent_when_changed_meanwhile_leaves_the_new_entries_due(
    store: Store, engine: Engine, clock: Clock
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    claimed = await engine.claim(ITEMS, clock.now, 30, 10)
    await store.change(KEY, counted("1"), cause("b"))
    await engine.sent("item", {KEY.doc_id: ids_of(claimed)})
    left = await engine.claim(ITEMS, clock.now + 30, 30, 10)
    assert [entry.get("audit", {}).get("version") for entry in left[0].entries] == [2, None]


async def test_change_when_earlier_entries_wait_does_not_put_them_off(
    store: Store, engine: Engine, clock: Clock
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    clock.now += 500
    await store.change(KEY, counted("1"), cause("b"))
    assert await engine.backlog(ITEMS) == (1, clock.now - 500)


async def test_sent_when_unknown_or_partly_sent_keeps_the_rest(
    store: Store, engine: Engine, clock: Clock
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    [pending] = await engine.claim(ITEMS, clock.now, 30, 10)
    await engine.sent("item", {KEY.doc_id: ["no such id", pending.entries[0]["id"]]})
    await engine.sent("item", {f"{STREET}/none": ["x"]})
    [left] = await engine.claim(ITEMS, clock.now + 30, 30, 10)
    assert left.entries == pending.entries[1:]


async def test_sent_when_some_of_many_have_more_takes_exactly_the_named(
    store: Store, engine: Engine, clock: Clock
) -> None:
    keys = [ITEMS.key(STREET, str(n)) for n in range(5)]
    for key in keys:
        await store.change(key, counted(key.id), cause("a"))
    claimed = await engine.claim(ITEMS, clock.now, 30, 10)
    await store.change(keys[3], counted("3"), cause("b"))
    await engine.sent("item", {one.doc_id: ids_of([one]) for one in claimed})
    assert (await engine.backlog(ITEMS))[0] == 1
    [left] = await engine.claim(ITEMS, clock.now + 30, 30, 10)
    assert (left.doc_id, len(left.entries)) == (keys[3].doc_id, 2)


async def test_claim_when_two_claim_at_once_gives_no_document_to_both(
    place: Place, store: Store, engine: Engine, clock: Clock
) -> None:
    second = await place.open()
    keys = [ITEMS.key(STREET, str(n)) for n in range(20)]
    await asyncio.gather(*(store.change(k, counted(k.id), cause("a")) for k in keys))
    both = [one.claim(ITEMS, clock.now, 30, 15) for one in (engine, second, engine, second)]
    claims = [pending.doc_id for claim in await asyncio.gather(*both) for pending in claim]
    claims += [pending.doc_id for pending in await engine.claim(ITEMS, clock.now, 30, 20)]
    assert sorted(claims) == sorted(key.doc_id for key in keys)


async def test_sent_when_racing_with_changes_loses_no_entry(
    store: Store, engine: Engine, clock: Clock
) -> None:
    sent: list[str] = []
    finished = asyncio.Event()

    async def relay() -> None:
        while not finished.is_set():
            for pending in await engine.claim(ITEMS, clock.now + 10_000, -10_000, 10):
                await engine.sent("item", {pending.doc_id: ids_of([pending])})
                sent.extend(ids_of([pending]))
            await asyncio.sleep(0)

    relays = [asyncio.create_task(relay()) for _ in range(2)]
    for number in range(0, 60, 4):
        names = [f"c{n}" for n in range(number, number + 4)]
        await asyncio.gather(*(store.change(KEY, counted("1"), cause(n)) for n in names))
    finished.set()
    await asyncio.gather(*relays)
    sent += ids_of(await engine.claim(ITEMS, clock.now + 10_000, 30, 10))
    assert len(set(sent)) == 120


async def test_claim_when_the_sender_died_comes_back_after_the_lease(
    place: Place, store: Store, engine: Engine, clock: Clock
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    claimed = await engine.claim(ITEMS, clock.now, 30, 10)
    await engine.close()
    reopened = await place.open()
    assert await reopened.claim(ITEMS, clock.now + 29, 30, 10) == []
    assert await reopened.claim(ITEMS, clock.now + 31, 30, 10) == claimed


async def test_change_when_a_watcher_takes_over_is_due_after_its_lease(
    engine: Engine, clock: Clock
) -> None:
    class Watching:
        def __init__(self) -> None:
            self.seen: list[Pending] = []

        def written(self, pending: Pending) -> None:
            self.seen.append(pending)

        def clashed(self, kind: str) -> None:
            pass

    store, watcher = store_on(engine, clock), Watching()
    store.watcher = watcher
    await store.change(KEY, counted("1"), cause("a"))
    assert await engine.claim(ITEMS, clock.now, 30, 10) == []
    assert await engine.claim(ITEMS, clock.now + store.lease, 30, 10) == watcher.seen


def test_emptying_when_an_outbox_holds_two_entries_matches_it(mongodb_url: str) -> None:
    """Equalities, not ``$all``, which some servers match with one entry only."""
    name = f"yishi_test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongodb_url) as client:
        found = client[name]["item"]
        box = [{"id": "a"}, {"id": "b"}]
        found.insert_one({"_id": KEY.doc_id, "street": STREET, "outbox": box, "due": 1.0})
        assert found.update_one(*emptying(KEY.doc_id, ["a", "c"])).matched_count == 0
        assert found.update_one(*emptying(KEY.doc_id, ["a"])).matched_count == 0
        assert found.update_one(*emptying(KEY.doc_id, ["a", "b"])).matched_count == 1
        client.drop_database(name)


async def test_backlog_when_asked_is_one_question(
    store: Store, engine: Engine, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two, and what is sent between them leaves a number without its oldest."""
    await store.change(KEY, counted("1"), cause("a"))
    await store.change(ITEMS.key(STREET, "2"), counted("2"), cause("a"))
    asked: list[object] = []
    way = "_read" if place.engine == "embedded" else "_ask"
    ask = getattr(engine, way)

    def counting(run: object) -> object:
        asked.append(run)
        return ask(run)

    monkeypatch.setattr(engine, way, counting)
    assert await engine.backlog(ITEMS) == (2, 1_000_000.0)
    assert await engine.backlog(NOTES) == (0, 0.0)
    assert len(asked) == 2
