"""A wire to a server that can be cut at the worst moment: done there, not yet known here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class Wire:
    """Passes bytes on. The reply to the next request that holds ``cut_after`` is never passed."""

    url: str = ""
    cut_after: bytes = b""
    cuts: int = 0

    async def carry(
        self, target: tuple[str, int], near: asyncio.StreamReader, back: asyncio.StreamWriter
    ) -> None:
        far, forth = await asyncio.open_connection(*target)
        cut = asyncio.Event()
        ways = [self._ask(near, forth, cut), self._reply(far, back, cut)]
        tasks = [asyncio.create_task(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        forth.close()
        back.close()

    async def _ask(
        self, near: asyncio.StreamReader, forth: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        while data := await near.read(1 << 20):
            if self.cut_after and self.cut_after in data:
                self.cut_after = b""
                cut.set()
            forth.write(data)

    async def _reply(
        self, far: asyncio.StreamReader, back: asyncio.StreamWriter, cut: asyncio.Event
    ) -> None:
        while data := await far.read(1 << 20):
            if cut.is_set():
                self.cuts += 1  # it is done there
                return
            back.write(data)


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[Wire]:
    """A wire in front of the server of a URL, under a URL of its own."""
    parts = urlsplit(url)
    target = (parts.hostname or "127.0.0.1", parts.port or 27017)
    wire = Wire()
    server = await asyncio.start_server(
        lambda near, back: wire.carry(target, near, back), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    wire.url = parts._replace(netloc=f"{user}127.0.0.1:{port}").geturl()
    try:
        yield wire
    finally:
        server.close()
