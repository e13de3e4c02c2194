"""Bugs that bad days have found, each as small as it can be told."""

from uuid import uuid4

import pytest

from chassis.bus import Message, Subscription, Topology
from chassis.bus_rabbit import RabbitBus
from chassis.errors import Unavailable
from contracts.ballot import BallotOpened

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
