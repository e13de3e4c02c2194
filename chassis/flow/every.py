"""Runs what a worker does again and again: one task for each ``Every`` of a manifest.

Of several workers one does it: whoever holds the lease of that name in the service's store.

The moments are counted from the start, so they do not drift; nothing is ever done twice at once.
What takes longer than its step lets the steps go by. An error is logged and counted and ends
nothing; work that hangs is broken off.
"""

import asyncio
import math
from contextlib import suppress

import structlog

from chassis.core.errors import NotNow
from chassis.flow.lease import Lease
from chassis.service import Context, Every

SHORTEST_BOUND = 60.0
PATIENCE = 5.0

log = structlog.get_logger(__name__)


class Round:
    """One ``Every`` of one service at work. ``start`` and ``stop`` it once.

    A run is broken off after its own step, or a minute where that is shorter; ``stop`` waits for
    one that is under way for ``patience`` seconds.
    """

    def __init__(self, every: Every, context: Context, patience: float = PATIENCE) -> None:
        self._every = every
        self._context = context
        self._patience = patience
        self._bound = max(every.seconds, SHORTEST_BOUND)
        self._lease = self._leased() if every.one else None
        self._mine = False
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = self._task or asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Begin nothing more; finish what is under way, or break it off."""
        self._stopping.set()
        if self._task:
            await asyncio.wait([self._task], timeout=self._patience)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._lease and self._mine:
            self._mine = False
            with suppress(NotNow):
                await self._lease.let_go()

    def _leased(self) -> Lease:
        store = self._context.store
        # Long enough to be taken again after a run that takes all the time it has.
        return Lease(store.engine, self._every.name, self._every.seconds + self._bound, store.now)

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        began, step = clock() + self._every.first, 0
        while not await self._stopped(began + step * self._every.seconds - clock()):
            await self._once()
            step = max(step + 1, math.ceil((clock() - began) / self._every.seconds))

    async def _stopped(self, seconds: float) -> bool:
        """Wait so long, or until stopped; answers which."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._stopping.wait()
        return self._stopping.is_set()

    async def _once(self) -> None:
        try:
            async with asyncio.timeout(self._bound):
                if await self._is_mine():
                    await self._every.action(self._context)
        except Exception as error:
            self._failed(error)

    async def _is_mine(self) -> bool:
        if self._lease is None:
            return True
        before, self._mine = self._mine, await self._lease.taken()
        if before and not self._mine:
            self._context.metrics.forget(self._context.service, self._every.measures)
        return self._mine

    def _failed(self, error: Exception) -> None:
        service, name = self._context.service, self._every.name
        self._context.metrics.every_failed.labels(service, name).inc()
        if isinstance(error, NotNow):
            log.warning("periodic work waits", service=service, name=name, problem=str(error))
        else:
            log.error("periodic work failed", service=service, name=name, exc_info=error)
