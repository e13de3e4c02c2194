"""All figures in one table: ``python -m bench [submit events start streets size replicas …]``.

``--against DIR`` adds, for the first two, the house as it lies in another folder (an older
checkout), measured in the same rounds. ``--rounds N`` takes more or fewer of them.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from bench.casting import GARBAGE, LONE, PHONES, Crowd
from bench.growing import SIZES
from bench.measure import Contestant, Figure, Sample, contestant, in_turn, ratios
from bench.starting import started
from bench.submitting import Client, client
from bench.tallying import write_poll
from launch.catalogue import SERVICES
from tests import servers

HEAD = "| what | against | ratio | quarter points | aim | note |\n|---|---|---|---|---|---|\n"
HALF = "≥ 0.5"
FLAT = "about 1"
Sides = dict[str, Contestant]


class Bench:
    """What was asked for, and the servers that are shared by all of it."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.rounds: int = given.rounds
        self.against: Path | None = given.against
        self.embedded: bool = not given.servers
        self.mongo = self.rabbit = ""

    def houses(self) -> dict[str, Path | None]:
        """The house as it is, and as it was where that was asked for."""
        return {"house": None} | ({"before": self.against} if self.against else {})

    def store(self, name: str) -> str:
        """The stand-in's URL for an installation of this name."""
        head, _, options = self.mongo.partition("/?")
        return f"{head}/{name}?{options}"

    # ---- 1: a suggestion by HTTP -------------------------------------------------------------

    async def submit(self) -> AsyncIterator[Figure]:
        """On SQLite and on the MongoDB stand-in."""
        if self.embedded:
            async for figure in self._submit("SQLite", "submitting.BareSqlite", lambda _: {}):
                yield figure
        if self.mongo and self.rabbit:
            async for figure in self._submit(
                "MongoDB stand-in",
                "submitting.BareMongo",
                lambda name: {"store": self.store(f"submit{name}"), "bus": self.rabbit},
            ):
                yield figure

    async def _submit(
        self, where: str, bare: str, given: Callable[[str], dict[str, Any]]
    ) -> AsyncIterator[Figure]:
        async with contextlib.AsyncExitStack() as stack:
            wanted = given("bare")
            wanted.pop("bus", "")
            sides = {
                "floor": await stack.enter_async_context(contestant("submitting.Floor")),
                "bare": await stack.enter_async_context(contestant(bare, **wanted)),
            }
            for name, code in self.houses().items():
                sides[name] = await stack.enter_async_context(
                    contestant("submitting.House", code, **given(name))
                )
            clients = {
                name: await stack.enter_async_context(client(side.told["port"]))
                for name, side in sides.items()
            }
            for flight, number in ((1, 100), (16, 320)):
                samples = await self._posts(sides, clients, number, flight)
                for name in self.houses():
                    about = f"{_named(name)}: suggestion by HTTP, {flight} in flight, {where}"
                    yield self._figure(about, "bare FastAPI handler", samples, name)

    async def _posts(
        self, sides: Sides, clients: Mapping[str, Client], number: int, flight: int
    ) -> dict[str, list[Sample]]:
        samples: dict[str, list[Sample]] = {name: [] for name in sides}
        for turn in range(self.rounds + 1):
            for name, side in sides.items():
                before = await side.ask(do="cpu")
                wall = await clients[name].post(number, flight)
                await side.ask(do="quiet")
                after = await side.ask(do="cpu")
                if turn:
                    samples[name].append({"wall": wall, "cpu": after["cpu"] - before["cpu"]})
        return samples

    def _figure(
        self, about: str, against: str, samples: Mapping[str, list[Sample]], name: str
    ) -> Figure:
        taken = ratios(samples["bare"], samples[name], "wall")
        cpu = Figure("", "", ratios(samples["bare"], samples[name], "cpu")).middle
        note = f"CPU of the process {cpu:.2f}"
        if "floor" in samples:
            floor = Figure("", "", ratios(samples["floor"], samples[name], "wall")).middle
            note += f"; client and wire are {floor:.2f} of its time"
        if "settled" in samples[name][0]:
            settled = ratios(samples["bare"], samples[name], "settled")
            note += f"; until every outbox is empty {Figure('', '', settled).middle:.2f}"
        return Figure(about, against, taken, HALF, note)

    # ---- 2: from committed to handled --------------------------------------------------------

    async def events(self) -> AsyncIterator[Figure]:
        """On the embedded pair, and on the MongoDB stand-in with RabbitMQ."""
        if self.embedded:
            sizes = ((1, 60), (64, 512))
            async for figure in self._events("embedded", "events.RawLocal", lambda _: {}, sizes):
                yield figure
        if self.mongo and self.rabbit:
            async for figure in self._events(
                "MongoDB stand-in + RabbitMQ",
                "events.RawRabbit",
                lambda name: {"store": self.store(f"events{name}"), "bus": self.rabbit},
                ((1, 20), (32, 128)),
            ):
                yield figure

    async def _events(
        self,
        where: str,
        raw: str,
        given: Callable[[str], dict[str, Any]],
        sizes: tuple[tuple[int, int], ...],
    ) -> AsyncIterator[Figure]:
        async with contextlib.AsyncExitStack() as stack:
            sides = {"bare": await stack.enter_async_context(contestant(raw, **given("raw")))}
            for name, code in self.houses().items():
                if name == "before" and given(name):
                    continue  # both would hear the same queues of one broker
                sides[name] = await stack.enter_async_context(
                    contestant("events.House", code, **given(name))
                )
            for flight, number in sizes:
                samples = await in_turn(sides, self.rounds, number, flight)
                for name in sides:
                    if name != "bare":
                        about = f"{_named(name)}: changed to handled, {flight} in flight, {where}"
                        yield self._figure(about, "raw loop", samples, name)

    # ---- 3: start-up and memory --------------------------------------------------------------

    async def start(self) -> AsyncIterator[Figure]:
        """Each service on the embedded pair, then all of them."""
        names = ["", *(service.name for service in SERVICES), "all"]
        samples: dict[str, list[Sample]] = {name: [] for name in names}
        for turn in range(max(3, self.rounds // 2) + 1):
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

    # ---- 4: growth ---------------------------------------------------------------------------

    async def streets(self) -> AsyncIterator[Figure]:
        """The cost of an event over 1, 10 and 100 streets."""
        async with contextlib.AsyncExitStack() as stack:
            sides = {
                str(number): await stack.enter_async_context(
                    contestant("events.House", streets=number)
                )
                for number in (1, 10, 100)
            }
            samples = await in_turn(sides, self.rounds, 512, 64)
            for number in ("10", "100"):
                cpu = Figure("", "", ratios(samples[number], samples["1"], "cpu")).middle
                yield Figure(
                    f"cost of an event, {number} streets",
                    "1 street",
                    ratios(samples[number], samples["1"], "settled"),
                    FLAT,
                    f"CPU {cpu:.2f}; 64 in flight, embedded, until every outbox is empty",
                )

    async def size(self) -> AsyncIterator[Figure]:
        """Changes and lists in collections of three sizes."""
        works = {1: "change", 4: "new document", 2: "page of 50", 3: "look-up by receipt"}
        async with contextlib.AsyncExitStack() as stack:
            sides = {
                str(size): await stack.enter_async_context(
                    contestant("growing.Collection", size=size)
                )
                for size in SIZES
            }
            plan = sides[str(SIZES[0])].told["plan"]
            for flight, work in works.items():
                samples = await in_turn(sides, self.rounds, 100, flight)
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

    async def replicas(self) -> AsyncIterator[Figure]:
        """What one event costs with one and with two replicas of a worker (RabbitMQ)."""
        if not (self.mongo and self.rabbit):
            return
        given: dict[str, Any] = {"store": self.store("replicas"), "bus": self.rabbit}
        wall: dict[int, list[Sample]] = {1: [], 2: []}
        async with (
            contestant("replicas.Speaker", **given) as speaker,
            contestant("replicas.Hearer", **given) as first,
        ):
            await _heard(speaker, [first], 64)
            for _ in range(max(3, self.rounds // 3)):
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

    # ---- 5: a count ------------------------------------------------------------------------------

    async def tally(self) -> AsyncIterator[Figure]:
        """A million papers in one file, and how time and memory grow from a hundred thousand."""
        with tempfile.TemporaryDirectory(prefix="yishi-poll-") as folder:
            files = {number: Path(folder) / f"{number}.pb" for number in (100_000, 1_000_000)}
            for number, file in files.items():
                await asyncio.to_thread(write_poll, file, number)
            async for figure in self._tally(files[100_000], files[1_000_000]):
                yield figure

    async def _tally(self, small: Path, large: Path) -> AsyncIterator[Figure]:
        async with contextlib.AsyncExitStack() as stack:
            sides = {
                name: await stack.enter_async_context(
                    contestant(f"tallying.{kind}", file=str(file))
                )
                for name, kind, file in (
                    ("authors", "Authors", large),
                    ("floor", "Numpy", large),
                    ("house", "House", large),
                    ("smaller", "House", small),
                )
            }
            samples = await in_turn(sides, max(3, self.rounds // 3), 1, 1)
            rss = {name: (await side.ask(do="cpu"))["count"] for name, side in sides.items()}
        about = "a count of 1,000,000 papers"
        for against, other in (("pabulib-checker", "authors"), ("plain numpy", "floor")):
            memory = rss["house"] / rss[other]
            taken = ratios(samples[other], samples["house"], "wall")
            yield Figure(about, against, taken, "—", f"memory at its highest {memory:.2f}")
        grown = ratios(samples["house"], samples["smaller"], "wall")
        note = f"memory at its highest {rss['house'] / rss['smaller']:.2f}"
        yield Figure(f"cost of {about}", "100,000 papers", grown, "about 10", note)

    # ---- 6: a hall full of phones ----------------------------------------------------------------

    async def cast(self) -> AsyncIterator[Figure]:
        """A cast in a crowd against a cast alone, with garbage beside it; papers are counted."""
        async with contestant("casting.OpenHall") as side:
            crowd = Crowd(side.told)
            lone = await crowd.alone(LONE)
            sittings = {
                "a minute": await crowd.together(PHONES, 60, GARBAGE),
                "a second": await crowd.together(PHONES, 1, GARBAGE // 10),
            }
            await side.ask(do="quiet")
            papers = (await side.ask(do="cpu"))["count"]
        lost = papers - lone.arrived - sum(one.arrived for one in sittings.values())
        for name, one in sittings.items():
            told = ", ".join(f"{number} × {status}" for status, number in one.garbage.items())
            note = f"{one.told}; {one.arrived} of {PHONES} arrived; garbage {told}"
            yield Figure(
                f"cost of a cast, {PHONES} phones within {name}",
                f"one phone alone ({lone.told})",
                tuple(seconds / lone.middle for seconds in one.casts),
                "—",
                f"{note}; papers in the box beyond those told so: {lost}",
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


def _named(name: str) -> str:
    return "now" if name == "house" else "before"


PARTS = ("submit", "events", "start", "streets", "size", "replicas", "tally", "cast")


async def bench(given: argparse.Namespace) -> None:
    """Print one row after the other."""
    runs = Bench(given)
    with contextlib.ExitStack() as stack:
        if not given.embedded and {"submit", "events", "replicas"} & set(given.parts):
            runs.mongo = stack.enter_context(servers.mongo_stand_in()).url
            if servers.rabbitmq_program():
                runs.rabbit = stack.enter_context(servers.broker_node()).url
        sys.stdout.write(HEAD)
        for part in given.parts:
            async for figure in getattr(runs, part)():
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS)
    parser.add_argument("--against", type=Path, help="a folder with another state of the house")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--embedded", action="store_true", help="without RabbitMQ and MongoDB")
    parser.add_argument("--servers", action="store_true", help="only those two, not embedded")
    asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    main()
