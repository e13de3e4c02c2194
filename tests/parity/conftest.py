"""What the store suites ask for; each test that uses `place` runs on every engine.

MongoDB's two drivers share all code but the link, which the files of ``BOTH_DRIVERS`` go through in
every way there is; the others meet MongoDB by the driver that ships.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import ENGINES, Clock, Place, place_for, store_on

BOTH_DRIVERS = {
    "test_store.py",
    "test_store_lists.py",
    "test_store_outbox.py",
    "test_store_plain.py",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Engines for whoever asks for a `place` and does not choose them."""
    chosen = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "place" in metafunc.fixturenames and "place" not in chosen:
        both = metafunc.definition.path.name in BOTH_DRIVERS
        metafunc.parametrize("place", ENGINES if both else ENGINES[:2], indirect=True)


@pytest.fixture
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
