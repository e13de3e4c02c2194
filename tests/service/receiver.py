"""A receiver of webhooks on this machine, which a test lets fail, dawdle, redirect or vanish."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

PAGE = b"HTTP/1.1 %d X\r\ncontent-length: 0\r\nlocation: /elsewhere\r\n\r\n"


@dataclass
class Receiver:
    """Verifies every request by the library. ``answers``: statuses of the next ones, else 204.

    An answer of 0 is none at all: the request hangs until the sender gives up.
    """

    secret: str
    answers: list[int] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    port: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/in"

    async def appear(self) -> None:
        """Listen, at the same place as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def vanish(self) -> None:
        """Nobody listens any more."""
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self._answer(reader, writer)
        finally:
            self.at_once -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.paths.append(head[0].split()[1])
        told = Webhook(self.secret).verify(body, headers)
        status = self.answers.pop(0) if self.answers else 204
        if status == 0:
            await reader.read()
            return
        if status < 300:
            self.got.append(told)
            assert told == json.loads(body)
            assert headers["webhook-id"] == told["id"]
        writer.write(PAGE % status)
        await writer.drain()


@asynccontextmanager
async def a_receiver(secret: str) -> AsyncIterator[Receiver]:
    """One that listens until the end of the test."""
    receiver = Receiver(secret)
    await receiver.appear()
    try:
        yield receiver
    finally:
        await receiver.vanish()
