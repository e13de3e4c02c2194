"""What the store suites ask for; each test that uses `place` runs on every engine."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import ENGINES, Clock, Place, place_for, store_on


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from place_for(request, tmp_path)


@pytest.fixture
async def engine(place: Place) -> AsyncIterator[Engine]:
    yield await place.open()
    await place.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(engine: Engine, clock: Clock) -> Store:
    return store_on(engine, clock)
