"""Lists to their very end, on both engines: over all streets, with keys that are alike."""

import pytest

from chassis.core.documents import Kind
from chassis.core.errors import TooLarge
from chassis.store.engine import Engine
from chassis.store.store import Store
from chassis.store.whole import Whole
from tests.parity.stores import ITEMS, STREET, Item, Place, cause, put

STREETS = [f"43010{n // 10}{n % 10:03d}" for n in range(13)]
ALIKE = Kind("item", Item, indexes=ITEMS.indexes, sort=lambda doc_id, item: "same", city=True)


async def one_in_each_street(store: Store, kind: Kind[Item] = ITEMS) -> None:
    for n, street in enumerate(STREETS):
        await store.change(kind.key(street, "charter"), put(Item(count=n)), cause("new"))


async def paged(store: Store, kind: Kind[Item], street: str | None, limit: int) -> list[str]:
    seen, after = [], ""
    while True:
        page = await store.find(kind, street, after=after, limit=limit)
        seen += [f"{one.street}/{one.id}" for one in page.items]
        if not (after := page.next):
            return seen


@pytest.mark.parametrize("kind", [ITEMS, ALIKE], ids=["one id", "one key"])
@pytest.mark.parametrize("limit", [1, 5, 12, 13])
async def test_find_when_every_street_has_the_same_id_then_all_pages_come(
    store: Store, kind: Kind[Item], limit: int
) -> None:
    await one_in_each_street(store, kind)
    assert await paged(store, kind, None, limit) == [f"{street}/charter" for street in STREETS]


async def test_find_when_keys_are_alike_within_a_street_then_all_pages_come(store: Store) -> None:
    for n in range(7):
        await store.change(ALIKE.key(STREET, f"{n}"), put(Item(count=n)), cause("new"))
    assert await paged(store, ALIKE, STREET, 3) == [f"{STREET}/{n}" for n in range(7)]


async def test_prepare_when_keys_are_of_the_version_before_then_they_are_made_unique(
    engine: Engine, store: Store, place: Place
) -> None:
    for n, street in enumerate(STREETS):
        state = Item(count=n).model_dump(mode="json")
        doc_id = f"{street}/charter"
        await engine.put(ITEMS, Whole(doc_id, street, "charter", 1, 1, state, (), (), None))
    await place.open()
    assert await paged(store, ITEMS, None, 5) == [f"{street}/charter" for street in STREETS]
    await place.open()
    raw = await engine.load(ITEMS, f"{STREETS[0]}/charter")
    assert raw is not None
    assert raw.sort == f"charter/{STREETS[0]}/charter"


async def test_stream_when_more_than_a_page_then_all_of_it(store: Store, engine: Engine) -> None:
    await many(engine, 1201)
    assert [one.state.count async for one in store.stream(ITEMS, STREET)] == list(range(1201))
    held = [one.state.count async for one in store.stream(ITEMS, STREET, {"status": "held"})]
    assert held == [n for n in range(1201) if n % 2]


async def test_every_when_longer_than_its_bound_then_it_says_so(
    store: Store, engine: Engine
) -> None:
    await many(engine, 30)
    assert len(await store.every(ITEMS, STREET, most=30)) == 30
    with pytest.raises(TooLarge, match="list-too-long"):
        await store.every(ITEMS, STREET, most=29)


async def many(engine: Engine, number: int) -> None:
    for n in range(number):
        item = Item(count=n, status="held" if n % 2 else "open")
        key = ITEMS.key(STREET, f"{n:05d}")
        state = item.model_dump(mode="json")
        await engine.put(
            ITEMS, Whole(key.doc_id, STREET, key.sort_of(item), 1, 1, state, (), (), None)
        )
