"""What the house costs as it grows: start-up, streets, documents, replicas."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from bench.growing import SIZES
from bench.measure import Contestant, Figure, Sample, contestant, in_turn, ratios
from bench.runs import FLAT, Runs
from bench.starting import started
from launch.catalogue import SERVICES


async def start(runs: Runs) -> AsyncIterator[Figure]:
    """Each service on the embedded pair, then all of them."""
    names = ["", *(service.name for service in SERVICES), "all"]
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for turn in range(max(3, runs.rounds // 2) + 1):
        for name in names:
            sample = await started(name)
            if turn:
                samples[name].append(sample)
    for name in names[1:]:
        shown = "all five services" if name == "all" else name
        memory = Figure("", "", ratios(samples[name], samples[""], "rss")).middle
        yield Figure(
            f"start-up to ready, {shown}",
            "bare process, same libraries",
            ratios(samples[name], samples[""], "wall"),
            "—",
            f"times as long; memory {memory:.2f} times",
        )


async def streets(runs: Runs) -> AsyncIterator[Figure]:
    """The cost of an event over 1, 10 and 100 streets."""
    async with contextlib.AsyncExitStack() as stack:
        sides = {
            str(number): await stack.enter_async_context(contestant("events.House", streets=number))
            for number in (1, 10, 100)
        }
        samples = await in_turn(sides, runs.rounds, 512, 64)
        for number in ("10", "100"):
            cpu = Figure("", "", ratios(samples[number], samples["1"], "cpu")).middle
            yield Figure(
                f"cost of an event, {number} streets",
                "1 street",
                ratios(samples[number], samples["1"], "settled"),
                FLAT,
                f"CPU {cpu:.2f}; 64 in flight, embedded, until every outbox is empty",
            )


async def size(runs: Runs) -> AsyncIterator[Figure]:
    """Changes and lists in collections of three sizes."""
    works = {1: "change", 4: "new document", 2: "page of 50", 3: "look-up by receipt"}
    async with contextlib.AsyncExitStack() as stack:
        sides = {
            str(size): await stack.enter_async_context(contestant("growing.Collection", size=size))
            for size in SIZES
        }
        plan = sides[str(SIZES[0])].told["plan"]
        for flight, work in works.items():
            samples = await in_turn(sides, runs.rounds, 100, flight)
            for size in SIZES[1:]:
                cpu = ratios(samples[str(size)], samples[str(SIZES[0])], "cpu")
                note = f"CPU {Figure('', '', cpu).middle:.2f}"
                yield Figure(
                    f"cost of a {work}, {size:,} documents",
                    f"{SIZES[0]:,} documents",
                    ratios(samples[str(size)], samples[str(SIZES[0])], "wall"),
                    FLAT,
                    note + (f"; plan: {' '.join(plan.split())}" if flight == 2 else ""),
                )


async def replicas(runs: Runs) -> AsyncIterator[Figure]:
    """What one event costs with one and with two replicas of a worker (RabbitMQ)."""
    if not (runs.mongo and runs.rabbit):
        return
    given: dict[str, Any] = {"store": runs.store("replicas"), "bus": runs.rabbit}
    wall: dict[int, list[Sample]] = {1: [], 2: []}
    async with (
        contestant("replicas.Speaker", **given) as speaker,
        contestant("replicas.Hearer", **given) as first,
    ):
        await _heard(speaker, [first], 64)
        for _ in range(max(3, runs.rounds // 3)):
            wall[1].append(await _heard(speaker, [first], 128))
            async with contestant("replicas.Hearer", **given) as second:
                wall[2].append(await _heard(speaker, [first, second], 128))
    cpu = Figure("", "", ratios(wall[2], wall[1], "cpu")).middle
    yield Figure(
        "cost of an event, 2 replicas of one worker",
        "1 replica",
        ratios(wall[2], wall[1], "wall"),
        FLAT,
        f"CPU of the workers {cpu:.2f}; MongoDB stand-in + RabbitMQ, all on the same 2 cores",
    )


async def _heard(speaker: Contestant, hearers: list[Contestant], number: int) -> Sample:
    """Say so many events and wait until all of them are handled, by whichever replica."""
    before = [await hearer.ask(do="cpu") for hearer in hearers]
    loop = asyncio.get_running_loop()
    began = loop.time()
    await speaker.run(number, 32)
    while True:
        after = [await hearer.ask(do="cpu") for hearer in hearers]
        if sum(a["count"] - b["count"] for a, b in zip(after, before, strict=True)) >= number:
            break
        await asyncio.sleep(0.01)
    wall = loop.time() - began
    for hearer in hearers:
        await hearer.ask(do="quiet")
    after = [await hearer.ask(do="cpu") for hearer in hearers]
    return {
        "wall": wall,
        "cpu": sum(a["cpu"] - b["cpu"] for a, b in zip(after, before, strict=True)),
    }
