"""What is counted over all streets counts all of them, however many there are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.core.clock import utc_now
from chassis.core.settings import Settings
from chassis.rooms.copies import CHARTER_COPIES, charters
from chassis.service import Context
from chassis.store.embedded import EmbeddedEngine
from chassis.store.store import Store
from services.supervision.kinds import OVERVIEW
from services.supervision.overview.queries import city_of
from tests.parity.test_every_list import put_many

STREETS = 1_201


@pytest.fixture
async def ctx(tmp_path: Path) -> AsyncIterator[Context]:
    engine = EmbeddedEngine(tmp_path / "supervision.sqlite")
    await engine.prepare((OVERVIEW, CHARTER_COPIES), ())
    store = Store("supervision", engine, frozenset(), lambda: 0.0)
    yield Context("supervision", store, Settings(), utc_now)
    await engine.close()


async def test_city_when_there_are_many_streets_then_over_all_of_them(ctx: Context) -> None:
    await put_many(ctx.store.engine, "supervision.overview", OVERVIEW, STREETS, city=True)
    assert len((await city_of(ctx, None)).found) == STREETS
    assert len((await city_of(ctx, ["430000001", "430001200"])).found) == 2


async def test_charters_when_there_are_many_streets_then_all_of_them(ctx: Context) -> None:
    await put_many(ctx.store.engine, "chassis.charter_copies", CHARTER_COPIES, 501, city=True)
    assert len(await charters(ctx)) == 501
