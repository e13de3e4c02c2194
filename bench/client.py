"""The client of the bench by HTTP: the same bytes over connections that stay open."""

import asyncio
import contextlib
import json
import time
from typing import Any

from bench.houses import BODY, STREET

PATH = f"/intake/api/streets/{STREET}/suggestions"


def request() -> bytes:
    """The bytes of one request."""
    body = json.dumps(BODY, ensure_ascii=False).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Client:
    """Keep-alive connections that send the same bytes; as little work as a client can do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.lines: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, number: int, flight: int) -> float:
        """Seconds for so many requests over ``flight`` connections."""
        while len(self.lines) < flight:
            self.lines.append(await asyncio.open_connection("127.0.0.1", self.port))
        bytes_ = request()
        began = time.perf_counter()
        await asyncio.gather(
            *(_posts(*line, bytes_, number // flight) for line in self.lines[:flight])
        )
        return time.perf_counter() - began

    async def close(self) -> None:
        """Hang up."""
        for _, writer in self.lines:
            writer.close()


async def _posts(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_: bytes, number: int
) -> None:
    for _ in range(number):
        writer.write(bytes_)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if not head.startswith(b"http/1.1 201"):
            raise RuntimeError(body.decode())


@contextlib.asynccontextmanager
async def client(port: int) -> Any:
    """A client that hangs up at the end."""
    made = Client(port)
    try:
        yield made
    finally:
        await made.close()
