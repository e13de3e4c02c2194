"""Reading the stream ``yishi.log`` from its beginning to what was its end when one began."""

import asyncio
from collections.abc import AsyncIterator

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from chassis.bus.rabbit_link import FAILURES, unavailable
from chassis.bus.rabbit_plan import LOG

PREFETCH = 200
QUIET = 3.0
"""Seconds without a message after which the log is at its end."""


async def replayed(url: str, *, prefix: str = "", quiet: float = QUIET) -> AsyncIterator[bytes]:
    """The body of every event that the log still holds. Raises ``Unavailable``."""
    waiting: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    try:
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            await channel.set_qos(PREFETCH)
            log = await channel.get_queue(f"{prefix}{LOG}")
            await log.consume(waiting.put, arguments={"x-stream-offset": "first"})
            while (one := await _next(waiting, quiet)) is not None:
                yield one.body
                await one.ack()
    except FAILURES as error:
        raise unavailable(error) from error


async def _next(
    waiting: "asyncio.Queue[AbstractIncomingMessage]", quiet: float
) -> AbstractIncomingMessage | None:
    try:
        async with asyncio.timeout(quiet):
            return await waiting.get()
    except TimeoutError:
        return None
