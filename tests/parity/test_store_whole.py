"""What a backup takes out of a store and a restore puts in, on both engines."""

from chassis.store.engine import Engine
from chassis.store.store import Store
from chassis.store.whole import Whole
from tests.parity.stores import ITEMS, OTHER, STREET, Clock, cause, counted


async def test_wholes_when_paged_come_by_id_with_everything(
    store: Store, engine: Engine, clock: Clock
) -> None:
    for street in (OTHER, STREET):
        for n in range(3):
            await store.change(ITEMS.key(street, f"i{n}"), counted(f"i{n}"), cause(f"c{n}"))
    await store.change(ITEMS.key(STREET, "i0"), counted("i0"), cause("again"))
    first = await engine.wholes(ITEMS, "", 4)
    rest = await engine.wholes(ITEMS, first[-1].doc_id, 4)
    names = [whole.doc_id for whole in (*first, *rest)]
    assert names == sorted(f"{street}/i{n}" for street in (STREET, OTHER) for n in range(3))
    one = first[0]
    assert (one.doc_id, one.street, one.sort, one.version) == (
        f"{STREET}/i0",
        STREET,
        f"i0/{STREET}/i0",
        2,
    )
    assert (one.schema, one.state["count"], one.due) == (1, 2, clock.now)
    assert [entry.partition(" ")[2] for entry in one.inbox] == ["c0", "again"]
    assert len(one.outbox) == 4  # two changes, each with its audit row and its event


async def test_put_when_taken_out_before_is_the_same_document(engine: Engine) -> None:
    whole = Whole(
        f"{STREET}/一", STREET, "一", 7, 1, {"count": 3, "notes": {"yishi.a.b.v1": 2}},
        ({"id": "e", "body": "{}"},), (" c1", "f c2"), 12.5,
    )  # fmt: skip
    quiet = Whole(f"{STREET}/二", STREET, "二", 1, 1, {"count": 0}, (), (), None)
    assert await engine.put(ITEMS, whole) is True
    assert await engine.put(ITEMS, quiet) is True
    assert await engine.put(ITEMS, whole) is False
    assert await engine.wholes(ITEMS, "", 9) == [whole, quiet]
    assert await engine.backlog(ITEMS) == (1, 12.5)


async def test_put_when_restored_goes_on_as_if_nothing_had_happened(
    store: Store, engine: Engine, clock: Clock
) -> None:
    key = ITEMS.key(STREET, "a")
    await store.change(key, counted("a"), cause("c1"))
    (whole,) = await engine.wholes(ITEMS, "", 9)
    await engine.erase(ITEMS, whole.doc_id)
    await engine.put(ITEMS, whole)
    assert (await store.change(key, counted("a"), cause("c1"))).already
    assert (await store.change(key, counted("a"), cause("c2"))).version == 2
    (pending,) = await engine.claim(ITEMS, clock.now, 5.0, 9)
    assert len(pending.entries) == 4
