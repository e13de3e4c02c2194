"""A bus that delivers every message twice, as a real one may at any time."""

import asyncio
from collections.abc import Sequence

from chassis.bus.bus import Bus, Handle, Later, Message, Topology


class Duplicator:
    """Wraps a bus: each delivery calls its handler twice, one after the other.

    With ``at_once`` both calls run side by side. What the second answers is the answer.
    """

    def __init__(self, bus: Bus, *, at_once: bool = False) -> None:
        self.bus = bus
        self.at_once = at_once

    async def declare(self, topology: Topology) -> None:
        await self.bus.declare(topology)

    async def publish(self, messages: Sequence[Message]) -> None:
        await self.bus.publish(messages)

    async def redeliver(self, queue: str, body: bytes) -> None:
        await self.bus.redeliver(queue, body)

    async def consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        async def twice(body: bytes, attempt: int) -> Later | None:
            if self.at_once:
                _, answer = await asyncio.gather(handle(body, attempt), handle(body, attempt))
                return answer
            await handle(body, attempt)
            return await handle(body, attempt)

        await self.bus.consume(queue, twice, prefetch)

    async def depth(self, queue: str) -> int:
        return await self.bus.depth(queue)

    async def ping(self) -> None:
        await self.bus.ping()

    async def close(self) -> None:
        await self.bus.close()
