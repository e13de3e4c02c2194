"""A wire to a server that can be cut, be slow, or swallow everything."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers import LOOPBACK


@dataclass(eq=False)
class Link:
    """One connection through the wire. ``lost``: what it carries never arrives any more."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    lost: bool = False


@dataclass
class Wire:
    """Passes bytes on to a port, which may change or be closed meanwhile."""

    target: Callable[[], int]
    delay: float = 0.0
    port: int = 0
    _cut: bool = False
    _hole: bool = False
    _links: set[Link] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._carry, LOOPBACK, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        self.cut()
        if self._server:
            self._server.close()

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self._cut = True
        for link in self._links:
            link.near.close()
            link.far.close()

    def swallow(self) -> None:
        """Nothing arrives and nobody is told, as behind a firewall that forgot a connection."""
        self._hole = True
        for link in self._links:
            link.lost = True

    def mend(self) -> None:
        """New connections work again; one that was swallowed stays lost."""
        self._cut = self._hole = False
        self.delay = 0.0

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            if self._cut:
                return
            far, forth = await asyncio.open_connection(LOOPBACK, self.target())
        except OSError:
            return
        finally:
            if self._cut:
                back.close()
        link = Link(back, forth, self._hole)
        self._links.add(link)
        await self._both_ways(link, near, far)
        self._links.discard(link)
        back.close()
        forth.close()

    async def _both_ways(
        self, link: Link, near: asyncio.StreamReader, far: asyncio.StreamReader
    ) -> None:
        ask = asyncio.create_task(self._pass(link, near, link.far))
        reply = asyncio.create_task(self._pass(link, far, link.near))
        await asyncio.wait({ask, reply}, return_when=asyncio.FIRST_COMPLETED)
        if link.lost:  # that the far end hung up is not told either
            await asyncio.wait({ask})
        for task in (ask, reply):
            task.cancel()

    async def _pass(
        self, link: Link, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(1 << 16):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if not link.lost:
                    sink.write(data)
                    await sink.drain()
