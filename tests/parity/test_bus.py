"""One suite for both buses: what a service may rely on, whichever it runs on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog

from chassis.bus.bus import DELIVERY_LIMIT, Bus, Later, Message, Subscription, Topology, dead_queue
from chassis.bus.local import LocalBus
from chassis.bus.rabbit import RabbitBus
from contracts.ballot import BallotClosed, BallotOpened
from contracts.screening import SlateFinalised

OPENED = Subscription("intake", BallotOpened)
ALSO_OPENED = Subscription("assembly", BallotOpened)
CLOSED = Subscription("intake", BallotClosed)
UNHEARD = Subscription("nobody", SlateFinalised)
TOPOLOGY = Topology((OPENED, ALSO_OPENED, CLOSED), rungs=(0.1, 0.3), log_days=1)

Make = Callable[..., Bus]


def message(body: str = "{}", sub: Subscription = OPENED) -> Message:
    return Message(uuid4().hex, sub.routing_key, body.encode())


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 20.0) -> None:
    """Returns as soon as it is true; fails the test where it does not become so."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if await answer if isinstance(answer, Awaitable) else answer:
                return
            await asyncio.sleep(0.005)


class Ear:
    """A handler that remembers (body, attempt) and answers what it is told to."""

    def __init__(self, *answers: Later | Exception | None) -> None:
        self.heard: list[tuple[str, int]] = []
        self.answers = list(answers)

    async def __call__(self, body: bytes, attempt: int) -> Later | None:
        self.heard.append((body.decode(), attempt))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self) -> list[str]:
        return [body for body, _ in self.heard]


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What is logged, unprinted: a stack trace in colours takes half a second."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture(params=["local", pytest.param("rabbit", marks=pytest.mark.rabbitmq)])
async def make(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes buses on the same queues: another one is another process, or the next start."""
    made: list[Bus] = []
    if request.param == "local":

        def new(**settings: Any) -> Bus:
            made.append(LocalBus(tmp_path, **{"pause": 0.02, "patience": 2.0, **settings}))
            return made[-1]
    else:
        url, prefix = request.getfixturevalue("rabbitmq_url"), f"{uuid4().hex[:8]}."

        def new(**settings: Any) -> Bus:
            given = {"prefix": prefix, "pause": 0.02, "patience": 10.0, **settings}
            made.append(RabbitBus(url, **given))
            return made[-1]

    yield new
    for bus in made:
        await bus.close()


@pytest.fixture
async def bus(make: Make) -> Bus:
    bus = make()
    await bus.declare(TOPOLOGY)
    return bus


async def test_publish_when_some_subscribe_then_each_of_their_queues_gets_it(bus: Bus) -> None:
    ears = {sub.queue: Ear() for sub in TOPOLOGY.subscriptions}
    for queue, ear in ears.items():
        await bus.consume(queue, ear, prefetch=4)
    await bus.publish([message("开票"), message("结束", CLOSED), message("没人听", UNHEARD)])
    await until(lambda: sum(len(ear.heard) for ear in ears.values()) == 3)
    assert ears[OPENED.queue].heard == [("开票", 0)]
    assert ears[ALSO_OPENED.queue].heard == [("开票", 0)]
    assert ears[CLOSED.queue].heard == [("结束", 0)]
    await until(lambda: _empty(bus, OPENED.queue, ALSO_OPENED.queue, CLOSED.queue))


async def _empty(bus: Bus, *queues: str) -> bool:
    return sum([await bus.depth(queue) for queue in queues]) == 0


async def test_publish_when_nobody_listens_yet_then_it_waits(bus: Bus) -> None:
    await bus.publish([message("早到")])
    await until(lambda: _has(bus, OPENED.queue, 1))
    ear = Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await until(lambda: ear.bodies == ["早到"])


async def _has(bus: Bus, queue: str, count: int) -> bool:
    return await bus.depth(queue) == count


async def test_handler_when_it_raises_then_the_message_comes_again(bus: Bus) -> None:
    ear = Ear(RuntimeError("a bug"), RuntimeError("again"))
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await bus.publish([message("再来")])
    await until(lambda: len(ear.heard) == 3)
    assert ear.heard == [("再来", 0)] * 3
    await until(lambda: _empty(bus, OPENED.queue))


async def test_handler_when_it_raises_every_time_then_the_dead_queue_gets_it(make: Make) -> None:
    bus = make(pause=0.001)
    await bus.declare(TOPOLOGY)
    ear, dead = Ear(*[RuntimeError("always")] * 100), Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await bus.consume(dead_queue("intake"), dead, prefetch=1)
    await bus.publish([message("毒")])
    await until(lambda: dead.bodies == ["毒"])
    assert DELIVERY_LIMIT <= len(ear.heard) <= DELIVERY_LIMIT + 1


async def test_later_when_answered_then_it_comes_back_only_to_its_home_queue(bus: Bus) -> None:
    ear, other = Ear(Later(0), Later(1), Later(7)), Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await bus.consume(ALSO_OPENED.queue, other, prefetch=1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await bus.publish([message("登梯")])
    await until(lambda: len(ear.heard) == 4)
    assert loop.time() - began >= 0.1 + 0.3 + 0.3
    assert ear.heard == [("登梯", attempt) for attempt in range(4)]
    assert other.heard == [("登梯", 0)]
    await until(lambda: _empty(bus, OPENED.queue, ALSO_OPENED.queue))


async def test_later_when_the_bus_is_closed_meanwhile_then_it_still_comes_back(make: Make) -> None:
    first = make()
    await first.declare(TOPOLOGY)
    ear = Ear(Later(1))
    await first.consume(OPENED.queue, ear, prefetch=1)
    await first.publish([message("等")])
    await until(lambda: bool(ear.heard))
    await first.close()
    second, again = make(), Ear()
    await second.declare(TOPOLOGY)
    await second.consume(OPENED.queue, again, prefetch=1)
    await until(lambda: again.heard == [("等", 1)])


async def test_close_when_handlers_hang_then_the_next_start_gets_their_messages(
    make: Make,
) -> None:
    first = make(patience=2.0)
    await first.declare(TOPOLOGY)
    begun = []

    async def hang(body: bytes, attempt: int) -> None:
        begun.append(body.decode())
        await asyncio.Event().wait()

    await first.consume(OPENED.queue, hang, prefetch=3)
    await first.publish([message(str(n)) for n in range(10)])
    await until(lambda: len(begun) == 3)
    await first.close()
    second, ear = make(), Ear()
    await second.declare(TOPOLOGY)
    await second.consume(OPENED.queue, ear, prefetch=5)
    await until(lambda: sorted(ear.bodies) == [str(n) for n in range(10)])
    await until(lambda: _empty(second, OPENED.queue))


async def test_close_when_handlers_work_then_it_waits_for_them(make: Make) -> None:
    first = make()
    await first.declare(TOPOLOGY)
    begun, done = asyncio.Event(), []

    async def slow(body: bytes, attempt: int) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        done.append(body)

    await first.consume(OPENED.queue, slow, prefetch=1)
    await first.publish([message("慢")])
    await begun.wait()
    await first.close()
    assert done == ["慢".encode()]
    second = make()
    await second.declare(TOPOLOGY)
    assert await second.depth(OPENED.queue) == 0


async def test_prefetch_when_many_wait_then_no_more_are_in_hand(bus: Bus) -> None:
    in_hand, most, done = 0, 0, 0

    async def count(body: bytes, attempt: int) -> None:
        nonlocal in_hand, most, done
        in_hand += 1
        most = max(most, in_hand)
        await asyncio.sleep(0.005)
        in_hand -= 1
        done += 1

    await bus.publish([message() for _ in range(30)])
    await bus.consume(OPENED.queue, count, prefetch=4)
    await until(lambda: done == 30)
    assert most == 4


async def test_publish_when_five_hundred_at_once_then_all_arrive_once(bus: Bus) -> None:
    ear = Ear()
    await bus.consume(OPENED.queue, ear, prefetch=50)
    await bus.publish([message(str(n)) for n in range(500)])
    await until(lambda: len(ear.heard) >= 500)
    assert sorted(ear.bodies, key=int) == [str(n) for n in range(500)]
    await until(lambda: _empty(bus, OPENED.queue))


async def test_publish_when_twice_under_one_id_then_it_comes_at_least_once(bus: Bus) -> None:
    once = message("同一条")
    await asyncio.gather(bus.publish([once]), bus.publish([once]))
    ear = Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await until(lambda: _empty(bus, OPENED.queue))
    assert ear.bodies in (["同一条"], ["同一条"] * 2)


async def test_body_when_big_and_chinese_then_it_arrives_unchanged(bus: Bus) -> None:
    text = "居民议事会，龘靐齉齾爨𠮷😀\u0000\n" * 60_000
    ear = Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await bus.publish([message(text)])
    await until(lambda: ear.bodies == [text])


async def test_redeliver_when_called_then_only_that_queue_gets_it(bus: Bus) -> None:
    ear, other = Ear(), Ear()
    await bus.consume(OPENED.queue, ear, prefetch=1)
    await bus.consume(ALSO_OPENED.queue, other, prefetch=1)
    await bus.redeliver(OPENED.queue, "重投".encode())
    await bus.redeliver(OPENED.queue, "重投".encode())
    await until(lambda: ear.heard == [("重投", 0)] * 2)
    assert other.heard == []


async def test_declare_when_twice_and_by_two_then_nothing_happens(make: Make) -> None:
    first, second = make(), make()
    await first.declare(TOPOLOGY)
    await first.publish([message("在")])
    await asyncio.gather(first.declare(TOPOLOGY), second.declare(TOPOLOGY))
    ear = Ear()
    await second.consume(OPENED.queue, ear, prefetch=1)
    await until(lambda: ear.bodies == ["在"])


async def test_publish_when_another_process_hears_then_it_gets_it(make: Make) -> None:
    speaker, hearer, ear = make(), make(), Ear()
    await speaker.declare(TOPOLOGY)
    await hearer.declare(TOPOLOGY)
    await hearer.consume(OPENED.queue, ear, prefetch=1)
    await asyncio.sleep(0.05)
    await speaker.publish([message("隔壁")])
    await until(lambda: ear.bodies == ["隔壁"])


async def test_depth_when_one_is_in_hand_then_it_counts(bus: Bus) -> None:
    go = asyncio.Event()

    async def wait(body: bytes, attempt: int) -> None:
        await go.wait()

    await bus.consume(OPENED.queue, wait, prefetch=1)
    await bus.publish([message(), message()])
    await until(lambda: _has(bus, OPENED.queue, 2))
    go.set()
    await until(lambda: _empty(bus, OPENED.queue))


async def test_ping_when_the_bus_is_there_then_it_answers(bus: Bus) -> None:
    await bus.ping()
