"""Bugs that bad days have found, each as small as it can be told."""

import time
from pathlib import Path
from uuid import uuid4

import pytest

from chassis.bus.bus import Message, Subscription, Topology
from chassis.bus.rabbit import RabbitBus
from chassis.core.errors import Unavailable
from chassis.store.whole import Whole
from contracts.ballot import BallotOpened
from tests.parity.test_bus import until
from tests.service.rig import BALLOTS, STREET, logged, rigged

__all__ = ["logged"]

HEARD = Subscription("intake", BallotOpened)


async def test_event_when_published_before_the_queues_exist_then_it_is_refused_not_lost(
    rabbitmq_url: str,
) -> None:
    """The log alone was bound: the broker confirmed the event, and nobody ever heard it."""
    prefix = f"found{uuid4().hex[:8]}."
    early, bus = (RabbitBus(rabbitmq_url, prefix=prefix) for _ in range(2))
    event = Message("e1", HEARD.routing_key, b"{}")
    await early.declare(Topology((), ()))  # as far as another process has come
    with pytest.raises(Unavailable):
        await bus.publish([event])
    await bus.declare(Topology((HEARD,), ()))
    await bus.publish([event])
    assert await bus.depth(HEARD.queue) == 1
    await early.close()
    await bus.close()


# ---- a clock that jumps back by an hour ------------------------------------------------------


class Turned:
    """The machine's clock, wrong by what the test says."""

    wrong = 0.0

    def __call__(self) -> float:
        return time.time() + self.wrong


async def test_sweep_when_the_clock_jumps_back_then_it_still_comes_round(tmp_path: Path) -> None:
    """The next sweep was kept in wall-clock time: for an hour nobody looked."""
    clock = Turned()
    async with rigged(tmp_path, relay=False, lease=0.2) as rig:
        relay = rig.relay()
        relay._now = clock
        relay.start()
        await rig.open("b0")
        await rig.settle()  # a sweep has been
        rig.says.now = clock
        clock.wrong = -3600.0
        await rig.open("b1")  # by another process: no relay is told
        await rig.settle()
        assert await rig.counted("b1") == 1


async def test_outbox_when_written_before_the_clock_jumped_back_then_it_is_found(
    tmp_path: Path,
) -> None:
    """A writer died with its outbox, which was due in what is the far future now."""
    clock = Turned()
    async with rigged(tmp_path, relay=False, lease=0.2) as rig:
        await rig.open("b1")
        relay = rig.relay()
        relay._now = clock
        clock.wrong = -3600.0
        relay.start()
        await rig.settle()
        assert await rig.counted("b1") == 1


async def test_claim_when_the_clock_jumped_back_then_it_ends_a_lease_from_now(
    tmp_path: Path,
) -> None:
    """It ended a lease from what the clock had said, so every sweep claimed it again."""
    clock = Turned()
    async with rigged(tmp_path, relay=False, lease=30.0) as rig:
        rig.bus.away = True
        await rig.open("b1")
        relay = rig.relay()
        relay._now = clock
        clock.wrong = -3600.0
        relay.start()
        await until(lambda: not relay.idle())
        _, due = await rig.speaker.backlog(BALLOTS)
        assert due < clock() + 31
        rig.bus.away = False
        await rig.settle()


async def test_outbox_when_empty_but_due_then_a_sweep_puts_it_right(tmp_path: Path) -> None:
    """Whoever emptied it died before it was no longer due; it was claimed again for ever."""
    async with rigged(tmp_path, lease=0.2) as rig:
        whole = Whole(f"{STREET}/b1", STREET, "b1", 1, 1, {"count": 0}, (), (), 1.0)
        await rig.speaker.put(BALLOTS, whole)
        assert await rig.relays[0].pending() == 1
        await rig.settle()
        assert rig.bus.published == []
