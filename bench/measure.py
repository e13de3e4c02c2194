"""Contestants in processes of their own, measured in turn, and what their times come to.

Absolute times say little on a shared machine. So every figure here is a ratio of two things that
ran in the same minute, A B A B …, each in its own process: the median of the ratios of the rounds,
with the quarter points as spread.
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

HERE = Path(__file__).resolve().parent
Sample = Mapping[str, float]


@dataclass(frozen=True)
class Figure:
    """One line of the table: how much of the bare thing's speed is left, or a cost that grows."""

    about: str
    against: str
    ratios: tuple[float, ...]
    aim: str = ""
    note: str = ""

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)

    @property
    def spread(self) -> str:
        """The quarter points of the rounds."""
        if len(self.ratios) < 2:
            return "—"
        low, _, high = quantiles(self.ratios, n=4, method="inclusive")
        return f"{low:.2f}–{high:.2f}"

    def line(self) -> str:
        """A row of the Markdown table."""
        cells = (self.about, self.against, f"**{self.middle:.2f}**", self.spread, self.aim)
        return "| " + " | ".join((*cells, self.note)) + " |"


@dataclass
class Contestant:
    """A process that runs one contestant of ``bench.contestants``."""

    process: asyncio.subprocess.Process
    told: dict[str, Any]

    async def ask(self, **order: Any) -> dict[str, Any]:
        """Give one order and wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()
        return await _answer(self.process)

    async def run(self, number: int, flight: int) -> dict[str, float]:
        """Wall and CPU seconds of ``number`` things, ``flight`` at a time."""
        return await self.ask(do="run", number=number, flight=flight)


async def _answer(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if line.startswith(b"{"):
            found: dict[str, Any] = json.loads(line)
            return found
    raise RuntimeError("a contestant died; its last words are above")


@contextlib.asynccontextmanager
async def contestant(
    name: str, code: Path | None = None, **given: Any
) -> AsyncIterator[Contestant]:
    """A started contestant; with ``code`` it runs on the house as it lies in that folder."""
    with tempfile.TemporaryDirectory(prefix="yishi-bench-") as folder:
        # These benches, on that house: a folder that holds only ``bench`` comes first.
        (Path(folder) / "bench").symlink_to(HERE)
        path = os.pathsep.join((folder, str(code or HERE.parent)))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.worker",
            name,
            json.dumps({"folder": folder, **given}),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        try:
            yield Contestant(process, await _answer(process))
        finally:
            with contextlib.suppress(ConnectionError, ProcessLookupError):
                await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), 30)
    except TimeoutError:
        process.kill()
        await process.wait()


async def in_turn(
    sides: Mapping[str, Contestant], rounds: int, number: int, flight: int
) -> dict[str, list[Sample]]:
    """Samples of each side, taken A B A B …, after one round to warm up."""
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name in _order(list(sides), turn):
            sample = await sides[name].run(number, flight)
            if turn:
                samples[name].append(sample)
    return samples


def _order(names: Sequence[str], turn: int) -> list[str]:
    """Who comes first changes from round to round: nobody always runs in another's wake."""
    shift = turn % len(names)
    return [*names[shift:], *names[:shift]]


def ratios(upper: Sequence[Sample], lower: Sequence[Sample], what: str) -> tuple[float, ...]:
    """Round by round, how the seconds of one side compare with those of the other."""
    return tuple(a[what] / b[what] for a, b in zip(upper, lower, strict=True))
