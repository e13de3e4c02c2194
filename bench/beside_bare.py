"""The house beside the bare thing that does the same: a suggestion by HTTP, and an event."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from bench.client import Client, client
from bench.measure import Figure, Sample, contestant, in_turn, ratios
from bench.runs import Runs, Sides

AIM = "≥ 0.7"


async def submit(runs: Runs) -> AsyncIterator[Figure]:
    """On SQLite and on the MongoDB stand-in."""
    if runs.embedded:
        async for figure in _submit(runs, "SQLite", "submitting.BareSqlite", lambda _: {}):
            yield figure
    if runs.mongo and runs.rabbit:
        async for figure in _submit(
            runs,
            "MongoDB stand-in",
            "submitting.BareMongo",
            lambda name: {"store": runs.store(f"submit{name}"), "bus": runs.rabbit},
        ):
            yield figure


async def _submit(
    runs: Runs, where: str, bare: str, given: Callable[[str], dict[str, Any]]
) -> AsyncIterator[Figure]:
    async with contextlib.AsyncExitStack() as stack:
        wanted = given("bare")
        wanted.pop("bus", "")
        sides = {
            "floor": await stack.enter_async_context(contestant("submitting.Floor")),
            "bare": await stack.enter_async_context(contestant(bare, **wanted)),
        }
        for name, code in runs.houses().items():
            sides[name] = await stack.enter_async_context(
                contestant("submitting.House", code, **given(name))
            )
        clients = {
            name: await stack.enter_async_context(client(side.told["port"]))
            for name, side in sides.items()
        }
        for flight, number in ((1, 100), (16, 320)):
            samples = await _posts(runs, sides, clients, number, flight)
            for name in runs.houses():
                about = f"{_named(name)}: suggestion by HTTP, {flight} in flight, {where}"
                yield _figure(about, "bare FastAPI handler", samples, name)


async def _posts(
    runs: Runs, sides: Sides, clients: Mapping[str, Client], number: int, flight: int
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for turn in range(runs.rounds + 1):
        for name, side in sides.items():
            before = await side.ask(do="cpu")
            wall = await clients[name].post(number, flight)
            await side.ask(do="quiet")
            after = await side.ask(do="cpu")
            if turn:
                samples[name].append({"wall": wall, "cpu": after["cpu"] - before["cpu"]})
    return samples


def _figure(about: str, against: str, samples: Mapping[str, list[Sample]], name: str) -> Figure:
    taken = ratios(samples["bare"], samples[name], "wall")
    cpu = Figure("", "", ratios(samples["bare"], samples[name], "cpu")).middle
    note = f"CPU of the process {cpu:.2f}"
    if "floor" in samples:
        floor = Figure("", "", ratios(samples["floor"], samples[name], "wall")).middle
        note += f"; client and wire are {floor:.2f} of its time"
    if "settled" in samples[name][0]:
        settled = ratios(samples["bare"], samples[name], "settled")
        note += f"; until every outbox is empty {Figure('', '', settled).middle:.2f}"
    return Figure(about, against, taken, AIM, note)


async def events(runs: Runs) -> AsyncIterator[Figure]:
    """On the embedded pair, and on the MongoDB stand-in with RabbitMQ."""
    if runs.embedded:
        sizes = ((1, 60), (64, 512))
        async for figure in _events(runs, "embedded", "events.RawLocal", lambda _: {}, sizes):
            yield figure
    if runs.mongo and runs.rabbit:
        async for figure in _events(
            runs,
            "MongoDB stand-in + RabbitMQ",
            "events.RawRabbit",
            lambda name: {"store": runs.store(f"events{name}"), "bus": runs.rabbit},
            ((1, 20), (32, 128)),
        ):
            yield figure


async def _events(
    runs: Runs,
    where: str,
    raw: str,
    given: Callable[[str], dict[str, Any]],
    sizes: tuple[tuple[int, int], ...],
) -> AsyncIterator[Figure]:
    async with contextlib.AsyncExitStack() as stack:
        sides = {"bare": await stack.enter_async_context(contestant(raw, **given("raw")))}
        for name, code in runs.houses().items():
            if name == "before" and given(name):
                continue  # both would hear the same queues of one broker
            sides[name] = await stack.enter_async_context(
                contestant("events.House", code, **given(name))
            )
        for flight, number in sizes:
            samples = await in_turn(sides, runs.rounds, number, flight)
            for name in sides:
                if name != "bare":
                    about = f"{_named(name)}: changed to handled, {flight} in flight, {where}"
                    yield _figure(about, "raw loop", samples, name)


def _named(name: str) -> str:
    return "now" if name == "house" else "before"
