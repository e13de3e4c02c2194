"""An operator makes the queue of another system, with a user that may configure the broker.

    python prepare_queue.py --url amqp://yishi:…@rabbitmq/ --name bulletin \\
        --type yishi.ballot.ballot-announced.v1 --type yishi.assembly.notice-published.v1

The queue is durable and replicated, and bounded: a system that stays away loses its oldest
messages from the queue, never fills the broker's disk, and reads again what it missed from
``yishi.log``. What it could not handle in 20 deliveries goes to ``<name>.dead``.
"""

import argparse
import asyncio
from collections.abc import Sequence

import aio_pika

EVENTS = "yishi.events"
LENGTH, DEAD_LENGTH, DELIVERIES = 100_000, 10_000, 20


async def prepare(url: str, name: str, types: Sequence[str]) -> None:
    """Make ``<name>.dead`` and ``<name>.events``, and bind the latter to these types of event."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        bounded = {"x-queue-type": "quorum", "x-overflow": "drop-head"}
        dead = {**bounded, "x-max-length": DEAD_LENGTH}
        await channel.declare_queue(f"{name}.dead", durable=True, arguments=dead)
        own = {
            **bounded,
            "x-max-length": LENGTH,
            "x-delivery-limit": DELIVERIES,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": f"{name}.dead",
        }
        queue = await channel.declare_queue(f"{name}.events", durable=True, arguments=own)
        for wanted in types:
            await queue.bind(EVENTS, wanted)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="make the queue of another system")
    parser.add_argument("--url", required=True, help="amqp(s)://… of a user that may configure")
    parser.add_argument("--name", required=True, help="the other system's user")
    parser.add_argument("--type", action="append", required=True, help="a wire type, repeatable")
    given = parser.parse_args()
    asyncio.run(prepare(given.url, given.name, given.type))
    print(f"{given.name}.events hears {', '.join(given.type)}")


if __name__ == "__main__":
    main()
