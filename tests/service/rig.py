"""A speaker and a hearer on one local bus, for tests of what lies between them."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client import CollectorRegistry

from chassis.bus.bus import Bus, Message, Subscription, Topology, dead_queue
from chassis.bus.local import LocalBus
from chassis.core.decision import Cause, Change, State
from chassis.core.documents import Kind
from chassis.core.errors import Unavailable
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.flow.consumer import Consumer
from chassis.flow.dead_letters import DEAD_LETTERS, DeadLetters
from chassis.flow.relay import Relay
from chassis.service import Action, Context, Service
from chassis.store.embedded import EmbeddedEngine
from chassis.store.store import Store
from contracts.ballot import BallotOpened
from contracts.envelope import Envelope, Heard
from tests.duplicator import Duplicator
from tests.parity.test_bus import until

STREET = "430111005"
HEARD = Subscription("intake", BallotOpened)


class Tally(State):
    """How often something was counted."""

    count: int = 0


BALLOTS: Kind[Tally] = Kind("ballots", Tally)
TALLIES: Kind[Tally] = Kind("tallies", Tally)
KINDS = (BALLOTS, TALLIES, DEAD_LETTERS)


class Chain:
    """Remembers audit rows by id, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.rows: dict[str, Mapping[str, Any]] = {}
        self.fail: list[Exception] = []

    async def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        if self.fail:
            raise self.fail.pop(0)
        self.rows.update({entry["id"]: entry["audit"] for entry in entries})


class Flaky(Duplicator):
    """Counts publishes; while ``away`` it takes nothing."""

    def __init__(self, bus: Bus) -> None:
        super().__init__(bus)
        self.away = False
        self.published: list[Message] = []

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.away:
            raise Unavailable("bus-unavailable", "暂不可用", "away")
        self.published += messages
        await super().publish(messages)


async def count(ctx: Context, heard: Heard[BallotOpened], cause: Cause) -> None:
    """The plainest reaction: one more."""

    def decide(tally: Tally | None) -> Change[Tally]:
        return Change(Tally(count=(tally.count if tally else 0) + 1))

    await ctx.change(TALLIES.key(heard.street, heard.data.ballot), decide, cause)


@dataclass
class Rig:
    """A speaker (ballot) and a hearer (intake) on one local bus."""

    folder: Path
    action: Action = count
    rungs: tuple[float, ...] = (0.02, 0.04)
    quick: tuple[float, ...] = (0.01, 0.02)
    lease: float = 30.0
    chain: Chain = field(default_factory=Chain)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.settings = Settings(
            retry_rungs=self.rungs,
            quick_tries=self.quick,
            relay_lease=self.lease,
            relay_poll=0.05,
            relay_linger=0.0,
        )
        self.bus = Flaky(LocalBus(self.folder, pause=0.02, patience=2.0))
        self.metrics = Metrics(self.registry)
        self.speaker = EmbeddedEngine(self.folder / "ballot.sqlite")
        self.hearer = EmbeddedEngine(self.folder / "intake.sqlite")
        says = frozenset({BallotOpened})
        self.says = Store("ballot", self.speaker, says, time.time, lease=self.lease)
        self.hears = Store("intake", self.hearer, frozenset(), time.time)
        context = Context("intake", self.hears, self.settings, utc)
        service = Service("intake", "", "", (), {BallotOpened: self.action}, (TALLIES,))
        self.letters = DeadLetters("intake", self.hears, self.bus, self.metrics, utc)
        self.consumer = Consumer(
            service, context, self.bus, self.settings, self.metrics, self.letters
        )
        self.relays: list[Relay] = []

    def relay(self) -> Relay:
        """One more relay of the speaker."""
        self.relays.append(
            Relay(
                "ballot",
                self.speaker,
                (BALLOTS, TALLIES),
                self.bus,
                self.chain,
                self.metrics,
                self.settings,
                time.time,
            )
        )
        return self.relays[-1]

    async def start(self) -> None:
        for engine in (self.speaker, self.hearer):
            await engine.prepare(KINDS, ())
        await self.bus.declare(Topology((HEARD,), self.rungs))
        await self.consumer.start()

    async def stop(self) -> None:
        for relay in self.relays:
            await relay.stop()
        await self.bus.close()
        for engine in (self.speaker, self.hearer):
            await engine.close()

    async def open(self, *ballots: str) -> None:
        """Write a document that says ``BallotOpened``, for each name."""
        for ballot in ballots:
            event = opened(ballot)
            cause = Cause(f"open/{ballot}", "tester", "open", utc(), correlation=f"c-{ballot}")
            key = BALLOTS.key(STREET, ballot)
            await self.says.change(key, saying(event), cause)

    async def counted(self, ballot: str) -> int:
        found = await self.hears.get(TALLIES.key(STREET, ballot))
        return found.state.count if found else 0

    async def settle(self) -> None:
        """Until nothing is unsent, queued or in hand."""
        await until(self._quiet)

    async def _quiet(self) -> bool:
        # In the order things move: what leaves an outbox meanwhile is seen in its queue.
        if not all([r.idle() and not await r.pending() for r in self.relays]):
            return False
        depths = [await self.bus.depth(queue) for queue in (HEARD.queue, dead_queue("intake"))]
        return not any(depths)

    async def waiting(self) -> list[Any]:
        return (await self.letters.page()).items

    def value(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


def utc() -> datetime:
    return datetime.now(UTC)


def opened(ballot: str) -> BallotOpened:
    return BallotOpened(
        ballot=ballot, session="s", cycle="2025", round=1, seats=3, candidates=("a", "b")
    )


def saying(event: BallotOpened) -> Callable[[Tally | None], Change[Tally]]:
    """A decision: say this."""
    return lambda _: Change(Tally(), [event])


def by(name: str, note: str = "") -> Cause:
    return Cause(name, "operator", name, utc(), correlation=name, note=note)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@asynccontextmanager
async def rigged(folder: Path, *, relay: bool = True, **given: Any) -> AsyncIterator[Rig]:
    rig = Rig(folder, **given)
    await rig.start()
    if relay:
        rig.says.watcher = rig.relay()
        rig.relays[0].start()
    try:
        yield rig
    finally:
        await rig.stop()


def failing(error: Exception, times: int = 10_000) -> tuple[Action, list[Cause]]:
    """An action that raises so many times, then counts; and the causes it was called with."""
    calls: list[Cause] = []

    async def react(ctx: Context, heard: Heard[BallotOpened], cause: Cause) -> None:
        calls.append(cause)
        if len(calls) <= times:
            raise error
        await count(ctx, heard, cause)

    return react, calls


def envelope(**changes: Any) -> bytes:
    good = Envelope(
        id="e1",
        source="/yishi/ballot",
        type=HEARD.routing_key,
        subject="ballots/b1",
        time=utc(),
        sequence=1,
        correlationid="c",
        street=STREET,
        data=opened("b1").model_dump(mode="json"),
    )
    return good.model_copy(update=changes).to_bytes()
