"""A ballot under load: a million papers counted, and a hall full of phones."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench.casting import GARBAGE, LONE, PHONES, Crowd
from bench.measure import Figure, contestant, in_turn, ratios
from bench.runs import Runs
from bench.tallying import write_poll


async def tally(runs: Runs) -> AsyncIterator[Figure]:
    """A million papers in one file, and how time and memory grow from a hundred thousand."""
    with tempfile.TemporaryDirectory(prefix="yishi-poll-") as folder:
        files = {number: Path(folder) / f"{number}.pb" for number in (100_000, 1_000_000)}
        for number, file in files.items():
            await asyncio.to_thread(write_poll, file, number)
        async for figure in _tally(runs, files[100_000], files[1_000_000]):
            yield figure


async def _tally(runs: Runs, small: Path, large: Path) -> AsyncIterator[Figure]:
    async with contextlib.AsyncExitStack() as stack:
        sides = {
            name: await stack.enter_async_context(contestant(f"tallying.{kind}", file=str(file)))
            for name, kind, file in (
                ("authors", "Authors", large),
                ("floor", "Numpy", large),
                ("house", "House", large),
                ("smaller", "House", small),
            )
        }
        samples = await in_turn(sides, max(3, runs.rounds // 3), 1, 1)
        rss = {name: (await side.ask(do="cpu"))["count"] for name, side in sides.items()}
    about = "a count of 1,000,000 papers"
    for against, other in (("pabulib-checker", "authors"), ("plain numpy", "floor")):
        memory = rss["house"] / rss[other]
        taken = ratios(samples[other], samples["house"], "wall")
        yield Figure(about, against, taken, "—", f"memory at its highest {memory:.2f}")
    grown = ratios(samples["house"], samples["smaller"], "wall")
    note = f"memory at its highest {rss['house'] / rss['smaller']:.2f}"
    yield Figure(f"cost of {about}", "100,000 papers", grown, "about 10", note)


async def cast(_: Runs) -> AsyncIterator[Figure]:
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
