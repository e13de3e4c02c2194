"""Hands out what is due in one hearer's file, and writes down what the handlers answered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from chassis.bus.bus import Handle, Later
from chassis.core.errors import Unavailable

POLL = 1.0
POLL_MOST = 5.0
"""Seconds after which a message is noticed that another process put into the file: the first
while something happens, the second where nothing does."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Row:
    """A message as it is handed out; ``attempt`` is how often it climbed the ladder."""

    seq: int
    queue: str
    body: bytes
    attempt: int


@dataclass(frozen=True)
class Want:
    """What a queue can take now: ``free`` more rows, none of those in hand."""

    queue: str
    in_hand: list[int]
    free: int


class Rows(Protocol):
    """The rows of one hearer's file. Every method raises ``Unavailable`` where it is away."""

    async def look(self, wants: Sequence[Want]) -> dict[str, float]:
        """When the earliest row of each queue is due that is not in hand."""

    async def take(self, wants: Sequence[Want], now: float) -> list[Row]:
        """Rows that are due, each with one more delivery to its count."""

    async def delete(self, seq: int) -> None:
        """Its handler is done with it."""

    async def climb(self, seq: int, until: float) -> None:
        """Not before ``until``, with one more attempt."""

    async def pause(self, seq: int, until: float) -> None:
        """Not before ``until``, as the same attempt."""

    async def close(self) -> None:
        """Let go of the file."""


@dataclass
class _Heard:
    handle: Handle
    prefetch: int
    in_hand: dict[int, asyncio.Task[None]] = field(default_factory=dict)


@dataclass
class Pump:
    """Delivers the rows of one file. ``delay`` gives the seconds of a rung, ``pause`` those
    before a message whose handler raised is delivered again, ``now`` is in Unix seconds.
    """

    rows: Rows
    delay: Callable[[Later], float]
    pause: float
    now: Callable[[], float]
    _heard: dict[str, _Heard] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _closing: bool = False
    _pause: float = 0.0
    _task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something was put in."""
        self._wake.set()

    def hear(self, queue: str, handle: Handle, prefetch: int) -> None:
        """Deliver this queue from now on. Raises ``ValueError`` where somebody hears it."""
        if queue in self._heard:
            raise ValueError(f"{queue} is heard already")
        self._heard[queue] = _Heard(handle, prefetch)
        self.wake()
        self._task = self._task or asyncio.create_task(self._hand_out())

    async def _hand_out(self) -> None:
        while not self._closing:
            self._wake.clear()
            try:
                wait = await self._take()
            except Unavailable as problem:
                log.warning("queue file away", problem=str(problem))
                wait = POLL
            if wait > 0:
                await self._sleep(wait)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _take(self) -> float:
        """Start what is due and has a free place; answers the seconds to the next look."""
        wants = [
            Want(queue, list(heard.in_hand), heard.prefetch - len(heard.in_hand))
            for queue, heard in self._heard.items()
            if heard.prefetch > len(heard.in_hand)
        ]
        now = self.now()
        earliest = await self.rows.look(wants)
        due = [want for want in wants if earliest.get(want.queue, now + 1) <= now]
        if not due:
            self._pause = min(self._pause + POLL, POLL_MOST)
            return max(0.001, min([self._pause, *(at - now for at in earliest.values())]))
        self._pause = 0.0
        for row in await self.rows.take(due, now):
            heard = self._heard[row.queue]
            heard.in_hand[row.seq] = asyncio.create_task(self._deliver(heard, row))
        return 0.0

    async def _deliver(self, heard: _Heard, row: Row) -> None:
        try:
            await self._answer(heard.handle, row)
        except Unavailable as problem:
            # The answer is lost, the row is not: it is delivered again.
            log.warning("queue file away", queue=row.queue, problem=str(problem))
        finally:
            del heard.in_hand[row.seq]
            self.wake()

    async def _answer(self, handle: Handle, row: Row) -> None:
        try:
            later = await handle(row.body, row.attempt)
            until = self.now() + (self.delay(later) if later else 0.0)
        except Exception:
            log.exception("handler raised", queue=row.queue)
            await self.rows.pause(row.seq, self.now() + self.pause)
            return
        if later is None:
            await self.rows.delete(row.seq)
        else:
            await self.rows.climb(row.seq, until)

    async def close(self, patience: float) -> None:
        """Stop handing out and wait for the handlers, at most ``patience`` seconds."""
        self._closing = True
        self.wake()
        if self._task:
            await self._task
        tasks = [task for heard in self._heard.values() for task in heard.in_hand.values()]
        await finish(tasks, patience)
        await self.rows.close()


async def finish(tasks: Sequence[asyncio.Task[None]], patience: float) -> None:
    """Wait for these tasks, and after ``patience`` seconds end those that are not done."""
    if not tasks:
        return
    _, hanging = await asyncio.wait(tasks, timeout=patience)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
