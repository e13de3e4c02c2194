"""The cost of standing still: statements of one look of everything that looks by itself."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from chassis.bus.bus import Message
from chassis.bus.local import LocalBus
from chassis.bus.pump import POLL_MOST, Pump
from chassis.core.decision import Cause, Change
from chassis.core.settings import load_settings
from chassis.flow.relay import SLOWEST
from launch.catalogue import SERVICES
from launch.wiring import System, wire
from services.intake.collection.domain import Collection
from services.intake.kinds import COLLECTIONS
from services.intake.service import intake
from tests.parity.test_bus import until
from tests.world import DONGTANG, Clock, quick_settings

MOST_A_SECOND = 4.0
"""Statements of all five services together while nothing happens; it was about 200."""


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every SQL statement that is run from now on."""
    seen: list[str] = []
    connect = sqlite3.connect

    def traced(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.set_trace_callback(seen.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    return seen


def pumps_of(system: System) -> list[Pump]:
    return [pump for _, pump in cast(LocalBus, system.bus)._files.values()]


async def looked(system: System, statements: list[str]) -> dict[str, int]:
    """Statements of one look each: of all relays, all files of the bus, all alarms."""
    counted = {}
    for pump in pumps_of(system):  # each look is this test's own
        assert pump._task
        pump._task.cancel()
        await asyncio.wait([pump._task])
        pump._task = None
    statements.clear()
    for part in system.parts:
        await part.relay._sweep()
    counted["relay"] = len(statements)
    statements.clear()
    for pump in pumps_of(system):
        await pump._take()
    counted["bus"] = len(statements)
    statements.clear()
    for part in system.parts:
        for alarm in part.alarms:
            await alarm.once()
    counted["due"] = len(statements)
    return counted


async def test_rest_when_nothing_happens_then_statements_have_a_bound(
    tmp_path: Path, statements: list[str]
) -> None:
    """Counted, not timed: one look of everything, by how often each of them looks at rest."""
    settings = load_settings({}, store_url=f"embedded:{tmp_path}")
    system = wire(settings, SERVICES, SERVICES, now=Clock())
    try:
        await system._prepare()
        await system.bus.declare(system.topology)
        for part in system.parts:
            assert part.consumer
            await part.consumer.start()
        counted = await looked(system, statements)
    finally:
        await system.stop()
    assert counted["relay"] == len(SERVICES)
    assert counted["bus"] == len(SERVICES)
    assert counted["due"] == sum(len(part.alarms) for part in system.parts)
    every_second = (
        counted["relay"] / (settings.relay_poll * SLOWEST)
        + counted["bus"] / POLL_MOST
        + counted["due"] / settings.due_poll
    )
    assert every_second <= MOST_A_SECOND


async def test_looks_when_nothing_is_found_then_ever_slower_up_to_a_limit(tmp_path: Path) -> None:
    system = wire(quick_settings(tmp_path), (intake,), SERVICES, now=Clock())
    try:
        await system._prepare()
        await system.bus.declare(system.topology)
        (part,) = system.parts
        assert part.consumer
        await part.consumer.start()
        pump = next(one for one in pumps_of(system) if one._heard)
        waits = [await pump._take() for _ in range(8)]
        assert waits[-1] == POLL_MOST
        for _ in range(8):
            await part.relay._sweep()
        assert part.relay._slower == SLOWEST
    finally:
        await system.stop()


class Deaf(LocalBus):
    """Remembers what is published."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.said: list[Message] = []

    async def publish(self, messages: Sequence[Message]) -> None:
        self.said += messages
        await super().publish(messages)


async def test_web_process_when_it_writes_then_its_event_leaves_without_a_worker(
    tmp_path: Path,
) -> None:
    """It waited for a worker's sweep, up to a second."""
    bus, clock = Deaf(tmp_path), Clock()
    system = wire(quick_settings(tmp_path), (intake,), SERVICES, worker=False, now=clock, bus=bus)
    await system.start()
    try:
        from contracts.intake import CollectionClosed

        said = CollectionClosed(cycle="2025", accepted=0, merged=0, collectors=0)
        cause = Cause("c1", "tester", "test", clock(), "c1")
        key = COLLECTIONS.key(DONGTANG, "2025")
        state = Collection(cycle="2025", leg="R1_DOWN", sequence=1)
        context = system.parts[0].context
        await context.change(key, lambda _: Change(state, [said]), cause)
        await until(lambda: bool(bus.said))
        assert [message.type for message in bus.said] == [CollectionClosed.wire_type()]
        await until(system.parts[0].relay.idle)
        assert await system.parts[0].relay.pending() == 0
    finally:
        await system.stop()
