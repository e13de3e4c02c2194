"""One suite for both engines and both Mongo drivers: what the store promises."""

import asyncio
import sqlite3
from enum import StrEnum
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.core.decision import Change, created
from chassis.core.errors import Invalid, Stale, WrongState
from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import (
    ITEMS,
    NOTES,
    OTHER,
    STREET,
    Clock,
    Item,
    Place,
    cause,
    counted,
    put,
    store_on,
)

KEY = ITEMS.key(STREET, "1")


# ---- change ----------------------------------------------------------------------------------


async def test_change_when_absent_creates_and_when_present_counts_the_version(
    store: Store,
) -> None:
    first = await store.change(KEY, counted("1"), cause("a"))
    second = await store.change(KEY, counted("1"), cause("b"))
    assert (first.version, second.version, second.state.count) == (1, 2, 2)
    found = await store.get(KEY)
    assert found is not None
    assert (found.id, found.street, found.version, found.state) == ("1", STREET, 2, second.state)
    assert await store.get(ITEMS.key(OTHER, "1")) is None


async def test_change_when_if_version_is_old_is_stale(store: Store) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    await store.change(KEY, counted("1"), cause("b"), if_version=1)
    with pytest.raises(Stale):
        await store.change(KEY, counted("1"), cause("c"), if_version=1)
    with pytest.raises(Stale):
        await store.change(ITEMS.key(STREET, "none"), counted("1"), cause("c"), if_version=3)


@pytest.mark.parametrize("name", ["a", "key with spaces", "议事 1", ""])
@pytest.mark.parametrize("fingerprint", ["", "f00d"])
async def test_change_when_cause_was_done_does_nothing_again(
    store: Store, name: str, fingerprint: str
) -> None:
    await store.change(KEY, counted("1"), cause(name, fingerprint))
    again = await store.change(KEY, counted("1"), cause(name, fingerprint), if_version=0)
    assert (again.already, again.version, again.state.count) == (True, 1, 1)


async def test_change_when_key_was_used_for_another_request_is_invalid(store: Store) -> None:
    await store.change(KEY, counted("1"), cause("a", "one"))
    with pytest.raises(Invalid):
        await store.change(KEY, counted("1"), cause("a", "two"))


async def test_change_when_decide_raises_writes_nothing(store: Store, engine: Engine) -> None:
    def refuse(item: Item | None) -> Change[Item]:
        raise WrongState("no", "不", "no")

    with pytest.raises(WrongState):
        await store.change(KEY, refuse, cause("a"))
    assert await store.get(KEY) is None
    assert await engine.backlog(ITEMS) == (0, 0.0)


async def test_change_when_nothing_changes_writes_nothing(store: Store) -> None:
    await store.change(KEY, put(Item(title="x")), cause("a"))
    same = await store.change(KEY, put(Item(title="x")), cause("b"))
    assert same.version == 1


async def test_change_when_twenty_at_once_loses_none(store: Store) -> None:
    changes = [store.change(KEY, counted("1"), cause(f"c{n}")) for n in range(20)]
    done = await asyncio.gather(*changes)
    assert sorted(one.version for one in done) == list(range(1, 21))
    found = await store.get(KEY)
    assert found is not None
    assert found.state.count == 20


async def test_change_when_twenty_want_one_place_has_one_winner(store: Store) -> None:
    create = created(Item(owner="first"))
    changes = [store.change(KEY, create, cause(f"c{n}")) for n in range(20)]
    done = await asyncio.gather(*changes, return_exceptions=True)
    assert sum(isinstance(one, WrongState) for one in done) == 19
    found = await store.get(KEY)
    assert found is not None
    assert found.version == 1


async def test_change_when_one_cause_comes_twenty_times_is_done_once(store: Store) -> None:
    changes = [store.change(KEY, counted("1"), cause("same")) for _ in range(20)]
    done = await asyncio.gather(*changes)
    assert {(one.version, one.state.count) for one in done} == {(1, 1)}
    assert sum(not one.already for one in done) == 1


async def test_change_when_many_causes_keeps_the_last_two_hundred(
    store: Store, engine: Engine
) -> None:
    for number in range(205):
        await store.change(KEY, counted("1"), cause(f"c{number}"))
    raw = await engine.load(ITEMS, KEY.doc_id)
    assert raw is not None
    assert [entry.strip() for entry in raw.inbox] == [f"c{n}" for n in range(5, 205)]


async def test_change_when_state_holds_any_text_gives_it_back(store: Store) -> None:
    item = Item(
        title="街道“居民”议事会\n\x01 '; DROP TABLE item -- 𠮷 \U0001f600",
        owner="o'\"$.owner",
        notes={"yishi.ballot.ballot-certified.v1": 1, "": 2, "键": 3, "a.b": -(2**40)},
    )
    key = ITEMS.key(STREET, "编号/一.$x")
    await store.change(key, put(item), cause("a"))
    found = await store.get(key)
    assert found is not None
    assert (found.id, found.state) == ("编号/一.$x", item)
    listed = await store.find(ITEMS, STREET)
    assert [one.state for one in listed.items] == [item]


async def test_erase_when_there_removes_and_answers_so(store: Store, engine: Engine) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    assert await store.erase(KEY) is True
    assert await store.erase(KEY) is False
    assert await store.get(KEY) is None
    assert (await store.find(ITEMS, STREET)).items == []
    assert await engine.backlog(ITEMS) == (0, 0.0)


# ---- lists and counts ------------------------------------------------------------------------


class Status(StrEnum):
    OPEN = "open"
    DONE = "done"


async def fill(store: Store, number: int, street: str = STREET) -> None:
    def item(n: int) -> Item:
        return Item(
            count=n,
            status=("open", "held", "done")[n % 3],
            owner=f"o{n % 2}",
            urgent=n % 4 == 0,
        )

    keys = [ITEMS.key(street, f"{street[-1]}-{n:04d}") for n in range(number)]
    for start in range(0, number, 20):
        part = list(enumerate(keys))[start : start + 20]
        await asyncio.gather(*(store.change(k, put(item(n)), cause("new")) for n, k in part))


async def walk(
    store: Store, street: str | None, where: dict[str, Any], limit: int, until: str = ""
) -> list[int]:
    numbers: list[int] = []
    after = ""
    while True:
        page = await store.find(ITEMS, street, where, after=after, until=until, limit=limit)
        assert len(page.items) <= limit
        numbers += [found.state.count for found in page.items]
        after = page.next
        if not after:
            return numbers


async def test_find_when_paging_gives_every_match_once_in_order(store: Store) -> None:
    await fill(store, 120)
    await fill(store, 7, OTHER)
    cases: list[tuple[dict[str, Any], Any]] = [
        ({}, lambda n: True),
        ({"status": "open"}, lambda n: n % 3 == 0),
        ({"status": Status.DONE}, lambda n: n % 3 == 2),
        ({"status": ["open", "done"]}, lambda n: n % 3 != 1),
        ({"status": ["open", "held"], "owner": "o1"}, lambda n: n % 3 != 2 and n % 2 == 1),
        ({"owner": "o0", "urgent": True}, lambda n: n % 4 == 0),
        ({"urgent": False, "owner": ("o0", "o1")}, lambda n: n % 4),
        ({"status": []}, lambda n: False),
        ({"status": "nothing"}, lambda n: False),
    ]
    for where, matches in cases:
        expected = [n for n in range(120) if matches(n)]
        assert await walk(store, STREET, where, 17) == expected, where
    assert await walk(store, STREET, {}, 120) == list(range(120))


async def test_find_when_until_is_given_stops_before_it(store: Store) -> None:
    await fill(store, 30)
    assert await walk(store, STREET, {}, 4, until="1-0010") == list(range(10))
    assert await walk(store, STREET, {"status": "open"}, 2, until="1-0010") == [0, 3, 6, 9]


async def test_find_when_over_the_city_joins_the_streets(store: Store) -> None:
    await fill(store, 6)
    await fill(store, 6, OTHER)
    assert await walk(store, None, {}, 4) == [*range(6), *range(6)]
    assert await walk(store, None, {"status": "open"}, 1) == [0, 3, 0, 3]
    assert await store.count(ITEMS, None, by="status") == {"open": 4, "held": 4, "done": 4}


async def test_find_when_not_declared_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.find(ITEMS, STREET, {"count": 1})
    with pytest.raises(LookupError):
        await store.find(NOTES, None)
    with pytest.raises(LookupError):
        await store.count(ITEMS, STREET, by="count")
    with pytest.raises(LookupError):
        await store.count(NOTES, None)


async def test_find_when_a_field_changes_moves_the_document(store: Store) -> None:
    await store.change(KEY, put(Item(status="open")), cause("a"))
    await store.change(KEY, put(Item(status="done")), cause("b"))
    assert (await store.find(ITEMS, STREET, {"status": "open"})).items == []
    assert len((await store.find(ITEMS, STREET, {"status": "done"})).items) == 1


async def test_count_when_by_field_counts_each_value(store: Store) -> None:
    await fill(store, 24)
    assert await store.count(ITEMS, STREET) == {"": 24}
    assert await store.count(ITEMS, STREET, by="status") == {"open": 8, "held": 8, "done": 8}
    held = await store.count(ITEMS, STREET, {"owner": "o0"}, by="status")
    assert held == {"open": 4, "held": 4, "done": 4}
    assert await store.count(ITEMS, STREET, {"owner": "o0"}, by="urgent") == {"1": 6, "0": 6}
    assert await store.count(ITEMS, OTHER) == {"": 0}
    assert await store.count(ITEMS, OTHER, by="status") == {}


async def test_streets_when_documents_exist_names_each_once(store: Store, engine: Engine) -> None:
    await fill(store, 3, OTHER)
    await fill(store, 3)
    assert await engine.streets(ITEMS) == [STREET, OTHER]
    assert await engine.streets(NOTES) == []


# ---- around it -------------------------------------------------------------------------------


async def test_prepare_when_called_again_changes_nothing(place: Place, store: Store) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    again = store_on(await place.open(), Clock())
    await asyncio.gather(*(one.ping() for one in place.opened))
    found = await again.get(KEY)
    assert found is not None
    assert found.version == 1


async def test_ping_when_asked_writes(place: Place, engine: Engine) -> None:
    """A store that is only read is not ready: a directory of a read-only disk, no primary."""
    await engine.ping()
    await engine.ping()
    if place.engine == "embedded":
        with sqlite3.connect(place.path / "items.sqlite") as connection:
            assert connection.execute("PRAGMA user_version").fetchone()[0] > 0
    else:
        with MongoClient[dict[str, Any]](place.url) as client:
            assert client[place.database]["ping"].find_one() == {"_id": "ping", "times": 2}
