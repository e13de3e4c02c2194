"""What the store need not read again, and what it need not read first, on every engine."""

from collections import Counter
from typing import Any

import pytest

from chassis.core.decision import created
from chassis.core.errors import Invalid, Stale, WrongState
from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import ITEMS, STREET, Clock, Item, Place, cause, counted, store_on

KEY = ITEMS.key(STREET, "1")


@pytest.fixture
def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the engine was asked for a document, for its version, and to write."""
    calls: Counter[str] = Counter()

    def count(name: str) -> None:
        real = getattr(engine, name)

        async def counting(*given: Any) -> Any:
            calls[name] += 1
            return await real(*given)

        monkeypatch.setattr(engine, name, counting)

    for name in ("load", "version", "write"):
        count(name)
    return calls


# ---- known -----------------------------------------------------------------------------------


async def test_known_when_unchanged_asks_for_the_version_only(
    store: Store, asked: Counter[str]
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    first = await store.known(KEY)
    asked.clear()
    again = await store.known(KEY)
    assert asked == {"version": 1}
    assert first is not None
    assert again == first
    assert again.state is first.state


async def test_known_when_another_process_changed_it_is_the_new_one(
    store: Store, place: Place, clock: Clock
) -> None:
    elsewhere = store_on(await place.open(), clock)
    await store.change(KEY, counted("1"), cause("a"))
    await store.known(KEY)
    await elsewhere.change(KEY, counted("1"), cause("b"))
    found = await store.known(KEY)
    assert found is not None
    assert (found.version, found.state.count) == (2, 2)


async def test_known_when_absent_or_erased_elsewhere_is_nothing(
    store: Store, place: Place, clock: Clock
) -> None:
    assert await store.known(KEY) is None
    await store.change(KEY, counted("1"), cause("a"))
    assert await store.known(KEY) is not None
    await store_on(await place.open(), clock).erase(KEY)
    assert await store.known(KEY) is None


async def test_version_when_absent_is_nothing(engine: Engine, store: Store) -> None:
    assert await engine.version(ITEMS, KEY.doc_id) is None
    await store.change(KEY, counted("1"), cause("a"))
    assert await engine.version(ITEMS, KEY.doc_id) == 1


# ---- fresh -----------------------------------------------------------------------------------


async def test_change_when_fresh_and_absent_reads_nothing(
    store: Store, asked: Counter[str]
) -> None:
    changed = await store.change(KEY, counted("1"), cause("a"), fresh=True)
    assert (changed.version, asked) == (1, {"write": 1})


async def test_change_when_fresh_and_repeated_is_already_done(store: Store) -> None:
    await store.change(KEY, counted("1"), cause("a"), fresh=True)
    again = await store.change(KEY, counted("1"), cause("a"), fresh=True)
    assert (again.already, again.version, again.state.count) == (True, 1, 1)


async def test_change_when_fresh_and_there_by_another_cause_decides_on_what_is_there(
    store: Store,
) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    changed = await store.change(KEY, counted("1"), cause("b"), fresh=True)
    assert (changed.version, changed.state.count) == (2, 2)
    with pytest.raises(WrongState):
        await store.change(KEY, created(Item()), cause("c"), fresh=True)
    with pytest.raises(Invalid):
        await store.change(KEY, counted("1"), cause("b", "another"), fresh=True)


async def test_change_when_fresh_and_a_version_is_named_is_stale(store: Store) -> None:
    await store.change(KEY, counted("1"), cause("a"))
    with pytest.raises(Stale):
        await store.change(KEY, counted("1"), cause("b"), if_version=0, fresh=True)
