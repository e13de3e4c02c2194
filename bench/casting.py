"""A hall full of phones: 100 members vote by the phone's page, while somebody sends garbage.

The whole house answers on uvicorn in a process of its own; each phone is one connection that
opens the page, looks again and casts, as the page's forms do without scripts. Garbage are casts
with well-formed codes (right check letter) that nobody drew: the dearest kind, because each is
looked up. Nothing is awaited between phones, and every answer is looked at.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx

from bench.houses import STREET, house
from bench.submitting import House
from launch.catalogue import SERVICES
from services.ballot.casting.casting import papers_of
from services.ballot.slips.credential import new_code
from tests.service.ballot_world import Hall
from tests.world import Clock, World

LONE, PHONES, GARBAGE = 20, 100, 600
"""Phones one after another, phones in a hall, garbage casts a minute."""
IN_THE_BOX = "选票已投入票箱"
SEATS = 8


class OpenHall(House):
    """All five services with a vote under way; ``count`` are the papers in the box."""

    count = 0

    async def start(self) -> dict[str, Any]:
        """Hold a session up to the open ballot, with a slip for every phone of the bench."""
        self.system = house(self.settings, SERVICES, SERVICES)
        await self.system.start()
        number = LONE + 2 * PHONES
        transport = httpx.ASGITransport(app=self.system.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
            hall = Hall(World(self.system, http, self.settings, Clock()), STREET)
            await hall.furnish(number, items=10, seats=SEATS, seats_of_street=number)
            await hall.begin(present=number, members=number, items=10)
        self.hall = hall
        return await self.serve(self.system.app) | {"ballot": hall.ballot, "codes": hall.codes}

    async def quiet(self) -> None:
        """Until every outbox is empty; then the papers are counted."""
        await super().quiet()
        context = self.hall.world.context("ballot")
        self.count = len(await papers_of(context, STREET, self.hall.ballot, 1))


@dataclass(frozen=True)
class Sitting:
    """Seconds of each cast (the last of a phone's three requests), how many arrived, and what
    became of the garbage by status."""

    casts: Sequence[float]
    arrived: int
    garbage: dict[int, int]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.casts)

    @property
    def told(self) -> str:
        """Median, 95th of a hundred and worst, in milliseconds."""
        high = quantiles(self.casts, n=20, method="inclusive")[-1]
        told = (1000 * one for one in (self.middle, high, max(self.casts)))
        return "p50 {:.0f} ms, p95 {:.0f} ms, most {:.0f} ms".format(*told)


class Crowd:
    """The members' phones, and whoever sends garbage."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.port: int = told["port"]
        self.codes: list[str] = told["codes"]
        self.page = f"/ballot/vote/{STREET}/{told['ballot']}"
        self.drawn = random.Random(14)

    async def alone(self, number: int) -> Sitting:
        """One phone after the other."""
        casts = [await self._phone(self.codes.pop()) for _ in range(number)]
        return self._sitting(casts, {})

    async def together(self, number: int, seconds: float, garbage: int) -> Sitting:
        """So many phones begin at random within these seconds, with garbage beside them."""
        begins = [self.drawn.random() * seconds for _ in range(number)]
        phones = [_after(begin, self._phone(self.codes.pop())) for begin in begins]
        rubbish = [_after(60 / GARBAGE * n, self._garbage()) for n in range(garbage)]
        found = await asyncio.gather(asyncio.gather(*phones), asyncio.gather(*rubbish))
        told = {status: found[1].count(status) for status in sorted(set(found[1]))}
        return self._sitting(found[0], told)

    def _sitting(self, casts: Sequence[float | None], garbage: dict[int, int]) -> Sitting:
        arrived = [one for one in casts if one is not None]
        return Sitting(arrived, len(arrived), garbage)

    async def _phone(self, code: str) -> float | None:
        """Seconds of the cast; nothing where the page does not say that it is in the box."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        marks = [("votes_for", f"p{no:02}") for no in self.drawn.sample(range(1, 11), SEATS)]
        fields = [("code", code), *marks]
        await _asked(reader, writer, "GET", self.page)
        await _asked(reader, writer, "POST", self.page, [*fields, ("step", "review")])
        began = time.perf_counter()
        status, page = await _asked(reader, writer, "POST", self.page, [*fields, ("step", "cast")])
        taken = time.perf_counter() - began
        writer.close()
        return taken if status == 200 and IN_THE_BOX in page else None

    async def _garbage(self) -> int:
        """The status of one cast with a code that nobody drew."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        fields = [("code", new_code(self.drawn.choice)), ("step", "cast")]
        status, page = await _asked(reader, writer, "POST", self.page, fields)
        writer.close()
        if IN_THE_BOX in page:
            raise RuntimeError("a code that nobody drew was taken")
        return status


T = TypeVar("T")


async def _after(seconds: float, then: Awaitable[T]) -> T:
    await asyncio.sleep(seconds)
    return await then


async def _asked(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    method: str,
    path: str,
    fields: Sequence[tuple[str, str]] = (),
) -> tuple[int, str]:
    """Status and text of one request on a kept connection."""
    body = urlencode(fields).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
    writer.write(f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(told.partition("content-length:")[2].partition("\r\n")[0])
    text = (await reader.readexactly(length)).decode()
    return int(told.split(" ", 2)[1]), text
