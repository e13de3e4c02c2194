"""What only RabbitMQ does: the log stream, and a broker that goes away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chassis.bus.bus import Later
from chassis.bus.rabbit import RabbitBus, TopologyConflict
from chassis.bus.rabbit_log import replayed
from chassis.core.errors import Unavailable
from tests.parity.test_bus import CLOSED, OPENED, TOPOLOGY, Ear, message, until
from tests.servers import BrokerNode

Make = Callable[..., RabbitBus]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[RabbitBus] = []
    prefix = f"{uuid4().hex[:8]}."

    def new(url: str, **settings: Any) -> RabbitBus:
        given: dict[str, Any] = {"prefix": prefix, "pause": 0.02, "patience": 2.0, **settings}
        made.append(RabbitBus(url, **given))
        return made[-1]

    yield new
    for bus in made:
        await bus.close()


async def test_log_when_events_are_published_then_it_has_every_one_in_order(
    make: Make, rabbitmq_url: str
) -> None:
    bus = make(rabbitmq_url)
    await bus.declare(TOPOLOGY)
    events = [*(message(f"{n}") for n in range(20)), message("x", CLOSED)]
    await bus.publish(events)
    found = [body async for body in replayed(rabbitmq_url, prefix=bus._plan.prefix, quiet=2.0)]
    assert found == [event.body for event in events]  # also where this is the first word said


async def test_declare_when_it_exists_with_other_arguments_then_it_says_which(
    make: Make, rabbitmq_url: str
) -> None:
    bus = make(rabbitmq_url)
    await bus.declare(TOPOLOGY)
    with pytest.raises(TopologyConflict, match=r"yishi\.log"):
        await make(rabbitmq_url).declare(replace(TOPOLOGY, log_days=9))
    await bus.declare(replace(TOPOLOGY, rungs=(0.2,)))  # other rungs are other queues


async def test_publish_when_nothing_is_declared_then_it_is_not_lost_silently(
    make: Make, rabbitmq_url: str
) -> None:
    bus = make(rabbitmq_url, prefix=uuid4().hex)
    with pytest.raises(Unavailable):
        await bus.publish([message()])
    await bus.declare(TOPOLOGY)
    await bus.publish([message()])
    await until(lambda: _depth_is(bus, 1))


async def test_redeliver_when_there_is_no_such_queue_then_it_is_not_lost_silently(
    make: Make, rabbitmq_url: str
) -> None:
    with pytest.raises(Unavailable):
        await make(rabbitmq_url).redeliver("intake.no-such-event", b"{}")
    with pytest.raises(LookupError):
        await make(rabbitmq_url).depth("intake.no-such-event")


async def _depth_is(bus: RabbitBus, count: int) -> bool:
    return await bus.depth(OPENED.queue) == count


async def test_redeliver_when_this_process_declared_nothing_then_the_queue_gets_it(
    make: Make, rabbitmq_url: str
) -> None:
    bus = make(rabbitmq_url)
    await bus.declare(TOPOLOGY)
    await make(rabbitmq_url).redeliver(OPENED.queue, b"{}")
    await until(lambda: _depth_is(bus, 1))


async def test_first_call_when_no_broker_is_there_then_unavailable(make: Make) -> None:
    bus = make("amqp://guest:guest@127.0.0.1:1/")
    for call in (bus.declare(TOPOLOGY), bus.publish([message()]), bus.ping()):
        with pytest.raises(Unavailable):
            await call


async def test_broker_when_killed_then_calls_say_so_and_consumers_come_back(
    make: Make, spare_broker: BrokerNode
) -> None:
    bus, ear = make(spare_broker.url), Ear(Later(1))
    await bus.declare(TOPOLOGY)
    await bus.consume(OPENED.queue, ear, prefetch=5)
    await bus.publish([message("先")])
    await until(lambda: ear.heard == [("先", 0)])
    await asyncio.sleep(0.05)
    spare_broker.kill()
    loop = asyncio.get_running_loop()
    for call in (lambda: bus.publish([message()]), bus.ping, lambda: bus.depth(OPENED.queue)):
        began = loop.time()
        with pytest.raises(Unavailable):
            await call()
        assert loop.time() - began < 5
    await asyncio.to_thread(spare_broker.start)
    await until(lambda: ("先", 1) in ear.heard, seconds=60)
    await until(lambda: _published(bus, "后"), seconds=60)
    await until(lambda: ("后", 0) in ear.heard)


async def _published(bus: RabbitBus, body: str) -> bool:
    try:
        await bus.publish([message(body)])
    except Unavailable:
        return False
    return True


async def test_broker_when_it_comes_back_empty_then_the_topology_is_made_again(
    make: Make, spare_broker: BrokerNode
) -> None:
    bus, ear = make(spare_broker.url), Ear()
    await bus.declare(TOPOLOGY)
    await bus.consume(OPENED.queue, ear, prefetch=5)
    for command in ("stop_app", "reset", "start_app"):
        await asyncio.to_thread(spare_broker.ctl, command)
    await until(lambda: _published(bus, "新"), seconds=60)
    await until(lambda: ("新", 0) in ear.heard)


async def test_broker_when_killed_during_publishes_then_nothing_confirmed_is_lost(
    make: Make, spare_broker: BrokerNode
) -> None:
    bus, ear = make(spare_broker.url), Ear()
    await bus.declare(TOPOLOGY)
    await bus.consume(OPENED.queue, ear, prefetch=20)
    confirmed: list[str] = []

    async def speak() -> None:
        for batch in range(40):
            bodies = [f"{batch}/{n}" for n in range(10)]
            while True:
                try:
                    await bus.publish([message(body) for body in bodies])
                    break
                except Unavailable:
                    await asyncio.sleep(0.1)
            confirmed.extend(bodies)

    speaking = asyncio.create_task(speak())
    await until(lambda: len(confirmed) >= 100)
    spare_broker.kill()
    await asyncio.to_thread(spare_broker.start)
    await asyncio.wait_for(speaking, 90)
    await until(lambda: set(confirmed) <= set(ear.bodies), seconds=60)
    assert len(set(confirmed)) == 400
