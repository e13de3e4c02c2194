"""One stage of the relay: it holds outboxes in memory and works them off in batches, in order.

While one batch is on its way the next ones gather, so the more there is to do, the more goes
together. What cannot be done now is held and tried again; one outbox that is at fault fails alone
and is left to the sweep, which brings it back when its lease is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

import structlog

from chassis.core.errors import NotNow

BATCH = 200
PAUSE_FIRST = 0.1
PAUSE_MOST = 15.0

Name = tuple[str, str]
"""Kind and ``_id`` of a document."""
Outbox = dict[str, dict[str, Any]]
"""Entries of one document by their ids, oldest first."""
Work = Callable[[Mapping[Name, Outbox]], Awaitable[None]]

log = structlog.get_logger(__name__)


class Stage:
    """Does ``work`` with what it is given. ``service`` is for the log.

    ``linger``: seconds it waits for more before it begins, for work that nobody waits for.
    """

    def __init__(self, service: str, work: Work, linger: float = 0.0) -> None:
        self._service = service
        self._work = work
        self._linger = linger
        self._waiting: dict[Name, Outbox] = {}
        self._in_hand: Mapping[Name, Outbox] = {}
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self._pause = PAUSE_FIRST
        self.away = False
        """Whether what the work needs did not answer at the last try."""
        self.task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting) + len(self._in_hand)

    def holds(self, name: Name, entry_id: str) -> bool:
        """Whether this entry is here, waiting or in hand."""
        return any(entry_id in held.get(name, ()) for held in (self._waiting, self._in_hand))

    def awaits(self, name: Name) -> bool:
        """Whether entries of this document wait here."""
        return name in self._waiting

    def take(self, name: Name, outbox: Outbox) -> None:
        """Work on these entries too."""
        self._waiting.setdefault(name, {}).update(outbox)
        self._wake.set()

    def start(self) -> None:
        """Begin to work."""
        self._stop.clear()
        self.task = begun(self.task, self._run())

    async def stop(self) -> None:
        """Process what is held once more; what fails then stays in the store for the next sweep."""
        self._stop.set()
        self._wake.set()
        if self.task:
            await asyncio.wait([self.task])
            self.task = None

    async def _run(self) -> None:
        while self._waiting or not self._stop.is_set():
            self._wake.clear()
            if not self._waiting:
                await self._wake.wait()
                continue
            await self._rest(self._linger)
            try:
                await self._work_off()
            except NotNow as error:
                log.warning("relay waits", service=self._service, problem=str(error))
                if self._stop.is_set():
                    return
                await self._rest(self._pause)
                self._pause = min(self._pause * 2, PAUSE_MOST)
            else:
                self._pause = PAUSE_FIRST

    async def _rest(self, seconds: float) -> None:
        """Wait this many seconds, or until stopped."""
        if seconds:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stop.wait()

    async def _work_off(self) -> None:
        self._in_hand = {name: self._waiting.pop(name) for name in list(self._waiting)[:BATCH]}
        try:
            await self._work(self._in_hand)
            self.away = False
        except NotNow:
            self.away = True
            self._hold_again()
            raise
        except Exception:
            self.away = False
            await self._singly()
        finally:
            self._in_hand = {}

    def _hold_again(self) -> None:
        newer, self._waiting = self._waiting, dict(self._in_hand)
        for name, entries in newer.items():
            self.take(name, entries)

    async def _singly(self) -> None:
        left = dict(self._in_hand)
        for name, entries in self._in_hand.items():
            try:
                await self._work({name: entries})
            except NotNow:
                self.away, self._in_hand = True, left
                self._hold_again()
                raise
            except Exception as error:
                log.error("relay failed", service=self._service, exc_info=error)
            del left[name]


def begun(
    task: "asyncio.Task[None] | None", work: Coroutine[Any, Any, None]
) -> "asyncio.Task[None]":
    """The task that is at work already, or else a new one; where it dies, the log says so."""
    if task is not None and not task.done():
        work.close()
        return task
    task = asyncio.create_task(work)
    task.add_done_callback(_ended)
    return task


def _ended(task: "asyncio.Task[None]") -> None:
    if task.cancelled() or task.exception():
        log.critical("relay died", exc_info=None if task.cancelled() else task.exception())
