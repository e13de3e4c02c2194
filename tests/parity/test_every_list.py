"""Every list of every kind comes to its end, however many documents share a key."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from chassis.core.documents import Kind
from chassis.store.embedded import EmbeddedEngine
from chassis.store.engine import Engine, Raw
from chassis.store.reading import state_of
from chassis.store.store import Store
from chassis.store.whole import Whole
from tests.contracts.frozen import all_kinds, frozen
from tests.parity.stores import STREET

KINDS = sorted(all_kinds().items())
CITY = [(name, kind) for name, kind in KINDS if kind.city]
MANY = [pair for pair in KINDS if pair[0] in ("supervision.overview", "intake.suggestions")]


async def put_many(engine: Engine, name: str, kind: Kind[Any], number: int, *, city: bool) -> None:
    """So many copies of the frozen document: one in each street, or all in one."""
    schema, stored = next(frozen(name))
    state = state_of(kind, Raw("x/x", 1, stored, schema=schema))
    body = state.model_dump(mode="json")
    keys = [
        kind.key(f"{430_000_000 + n}", "one") if city else kind.key(STREET, f"{n:06d}")
        for n in range(number)
    ]
    wholes = [
        Whole(key.doc_id, key.street, key.sort_of(state), 1, kind.schema, body, (), (), None)
        for key in keys
    ]
    for start in range(0, number, 500):
        await asyncio.gather(*(engine.put(kind, one) for one in wholes[start : start + 500]))


async def check(engine: Engine, name: str, kind: Kind[Any], number: int, limit: int) -> None:
    await engine.prepare((kind,), ())
    await put_many(engine, name, kind, number, city=kind.city)
    store, street = Store("s", engine, frozenset(), lambda: 0.0), None if kind.city else STREET
    seen, after = [], ""
    while True:
        page = await store.find(kind, street, after=after, limit=limit)
        seen += [(one.street, one.id) for one in page.items]
        if not (after := page.next):
            break
    assert len(seen) == len(set(seen)) == number
    assert sum([1 async for _ in store.stream(kind, street)]) == number
    assert (await store.count(kind, street))[""] == number


@pytest.mark.parametrize("number", [13, 501])
@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[name for name, _ in KINDS])
async def test_list_when_embedded_then_all_of_it(
    tmp_path: Path, name: str, kind: Kind[Any], number: int
) -> None:
    engine = EmbeddedEngine(tmp_path / "s.sqlite")
    await check(engine, name, kind, number, 12 if number == 13 else 100)
    await engine.close()


@pytest.mark.parametrize(("name", "kind"), MANY, ids=[name for name, _ in MANY])
async def test_list_when_very_long_then_all_of_it(
    tmp_path: Path, name: str, kind: Kind[Any]
) -> None:
    engine = EmbeddedEngine(tmp_path / "s.sqlite")
    await check(engine, name, kind, 2_001, 250)
    await engine.close()


@pytest.mark.parametrize(("name", "kind"), CITY, ids=[name for name, _ in CITY])
async def test_list_when_on_either_engine_then_all_of_it(
    engine: Engine, name: str, kind: Kind[Any]
) -> None:
    await check(engine, name, kind, 13, 12)
