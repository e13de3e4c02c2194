"""Heavy work outside the event loop, one piece at a time for each process.

Reading a workbook or decoding a photo takes tens of megabytes for a moment. Several at once would
multiply that, so they queue; whoever waits too long is told to come back (``Busy``, 503 with
``Retry-After``), and nothing of the work was begun.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from chassis.core.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 20.0


class Turns:
    """A queue for one kind of work. ``patience``: seconds that a caller waits for its turn."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        # One thread for all of it: the memory that one piece of work freed is used by the next.
        self._thread = ThreadPoolExecutor(1)
        # An asyncio lock is bound to one event loop; tests use several, so each loop has its own.
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )

    async def run(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Do ``work`` on a thread in its turn. Raises ``Busy``, and what ``work`` raises."""
        loop = asyncio.get_running_loop()
        lock = self._locks.setdefault(loop, asyncio.Lock())
        try:
            async with asyncio.timeout(self._patience):
                await lock.acquire()
        except TimeoutError:
            raise _busy() from None
        done = loop.run_in_executor(self._thread, partial(work, *args, **named))
        # A caller that goes away does not stop the thread: the turn ends when the work does.
        done.add_done_callback(lambda _: lock.release())
        return await asyncio.shield(done)


def _busy() -> Busy:
    return Busy(
        "files-busy",
        "正在处理其他文件，请稍后再试。",
        "Other files are being worked on; try again in a moment.",
    )
