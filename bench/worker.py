"""One contestant in a process of its own: orders come in as lines of JSON, answers go out.

The event loop and the libraries are the same for everybody (uvloop, as uvicorn brings it).
"""

import asyncio
import json
import logging
import sys
import time
from typing import Any, Protocol

import uvloop


class Runs(Protocol):
    """What a contestant must be able to do."""

    async def start(self) -> dict[str, Any]:
        """Get ready; answers what the driver must know."""

    async def run(self, number: int, flight: int) -> None:
        """Do the thing so many times, ``flight`` at a time; the wall clock and the CPU are read."""

    async def quiet(self) -> None:
        """Wait for what is still on its way."""

    async def stop(self) -> None:
        """Let go."""


def made(name: str, given: dict[str, Any]) -> Runs:
    """The contestant of this name: ``<module>.<Class>`` in ``bench``."""
    module, _, kind = name.partition(".")
    found = __import__(f"bench.{module}", fromlist=[kind])
    runs: Runs = getattr(found, kind)(**given)
    return runs


async def serve(name: str, given: dict[str, Any]) -> None:
    """Take orders until standard input ends."""
    contestant = made(name, given)
    tell(await contestant.start())
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        tell(await _obey(contestant, order))
    await contestant.stop()


async def _obey(contestant: Runs, order: dict[str, Any]) -> dict[str, Any]:
    if order["do"] == "cpu":
        count = getattr(contestant, "count", 0)  # of those that are driven by others
        return {"cpu": time.process_time(), "count": count}
    if order["do"] == "quiet":
        await contestant.quiet()
        return {}
    wall, cpu = time.perf_counter(), time.process_time()
    await contestant.run(order["number"], order["flight"])
    seconds = time.perf_counter() - wall
    await contestant.quiet()
    settled, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": seconds, "settled": settled, "cpu": cpu}


def tell(answer: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    uvloop.run(serve(sys.argv[1], json.loads(sys.argv[2])))
