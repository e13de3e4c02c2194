"""The story's calendar: a year is played in minutes, and every act still bears its own date.

All cases of a run share one clock. Each act says when it happens; the clock moves on to the
earliest of these moments as soon as nobody is at work any more. On a system whose clock is not
ours (services that run elsewhere) acts happen when they are played.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta

from chassis.core.clock import ZONE, utc_now

Settle = Callable[[], Awaitable[None]]


class StoryClock:
    """A clock that runs like any other, ahead of or behind the machine's by what was set."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def __call__(self) -> datetime:
        """The moment of the story, in UTC."""
        return utc_now() + self._offset

    def set(self, moment: datetime) -> None:
        """Let it be this moment now."""
        self._offset = moment - utc_now()

    def end(self) -> None:
        """The story is over: from here on it shows the real time."""
        self._offset = timedelta()


class Calendar:
    """Brings the acts of several cases into one order of time.

    ``settle`` waits until the system is at rest, so that what an act set going bears its date.
    """

    def __init__(self, clock: StoryClock | None, cases: int, settle: Settle | None = None) -> None:
        self._clock = clock
        self._playing = cases
        self._settle = settle
        self._waiting: list[tuple[datetime, asyncio.Event]] = []
        self._moving = asyncio.Lock()
        self._begun = False

    @property
    def ours(self) -> bool:
        """Whether acts happen on their own dates."""
        return self._clock is not None

    async def reach(self, when: date, hour: int = 9) -> None:
        """Wait for this date; where the clock is not ours, it is always now."""
        if self._clock is None:
            return
        moment = datetime.combine(when, time(hour), ZONE).astimezone(UTC)
        turn = asyncio.Event()
        self._waiting.append((moment, turn))
        await self._move()
        await turn.wait()

    async def leave(self) -> None:
        """A case has been played to its end, or has failed."""
        self._playing -= 1
        if self._clock is not None:
            await self._move()

    async def _move(self) -> None:
        async with self._moving:
            if len(self._waiting) < self._playing or not self._waiting:
                return
            if self._settle is not None:
                await self._settle()
            earliest = min(self._waiting, key=lambda one: one[0])
            self._waiting.remove(earliest)
            moment, turn = earliest
            assert self._clock is not None
            # The first act takes the clock back; after that it only goes on.
            if not self._begun or moment > self._clock():
                self._clock.set(moment)
            self._begun = True
            turn.set()
