"""All figures in one table: ``python -m bench [submit events start streets size replicas …]``.

``--against DIR`` adds, for the first two, the house as it lies in another folder (an older
checkout), measured in the same rounds. ``--rounds N`` takes more or fewer of them.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bench import as_it_grows, beside_bare, voting
from bench.measure import Figure
from bench.runs import Runs
from tests import servers

PARTS: dict[str, Callable[[Runs], AsyncIterator[Figure]]] = {
    "submit": beside_bare.submit,
    "events": beside_bare.events,
    "start": as_it_grows.start,
    "streets": as_it_grows.streets,
    "size": as_it_grows.size,
    "replicas": as_it_grows.replicas,
    "tally": voting.tally,
    "cast": voting.cast,
}
HEAD = "| what | against | ratio | quarter points | aim | note |\n|---|---|---|---|---|---|\n"


async def bench(given: argparse.Namespace) -> None:
    """Print one row after the other."""
    runs = Runs(given.rounds, given.against, embedded=not given.servers)
    with contextlib.ExitStack() as stack:
        if not given.embedded and {"submit", "events", "replicas"} & set(given.parts):
            runs.mongo = stack.enter_context(servers.mongo_stand_in()).url
            if servers.rabbitmq_program():
                runs.rabbit = stack.enter_context(servers.broker_node()).url
        sys.stdout.write(HEAD)
        for part in given.parts:
            async for figure in PARTS[part](runs):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--against", type=Path, help="a folder with another state of the house")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--embedded", action="store_true", help="without RabbitMQ and MongoDB")
    parser.add_argument("--servers", action="store_true", help="only those two, not embedded")
    asyncio.run(bench(parser.parse_args()))


if __name__ == "__main__":
    main()
