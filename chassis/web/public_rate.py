"""The rate limit of public entries (C-16), counted in memory per client address and street.

Each process counts for itself; a gateway in front counts over all of them. Where a whole hall
shares one address (casting a vote), only wrong codes are counted, so that nobody can use up what
the others need.
"""

from collections import Counter
from datetime import datetime
from functools import cache

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from chassis.core.errors import TooMany

READING = frozenset({"GET", "HEAD", "OPTIONS"})
GUESSES = 20
"""Wrong codes of one address and street in a minute."""
PLACES = 10_000
"""Addresses that are told apart in a minute; all further ones share one count."""
Place = tuple[str, str]
"""Address and street."""


class Guesses:
    """How many wrong codes came in this minute: a number for each place, no moments, no order."""

    def __init__(self) -> None:
        self.minute = 0
        self.counts: Counter[Place] = Counter()

    def count(self, place: Place, now: datetime) -> int:
        """Count one more; how many that makes of this place in the running minute."""
        minute = int(now.timestamp() // 60)
        if minute != self.minute:
            self.minute, self.counts = minute, Counter()
        known = place in self.counts or len(self.counts) < PLACES
        place = place if known else ("", "")
        self.counts[place] += 1
        return self.counts[place]


class RateLimiter:
    """Counts public writes in memory, per process: a gateway counts over all of them."""

    def __init__(self) -> None:
        self.moving = MovingWindowRateLimiter(MemoryStorage())
        self.guesses = Guesses()

    async def hit(self, rate: str, place: Place) -> None:
        """Count one request from a place. Raises ``TooMany`` above the rate."""
        if not await self.moving.hit(_parsed(rate), *place):
            raise TooMany(
                "too-many", "操作过于频繁，请稍后再试。", "Too many requests; try again later."
            )


@cache
def _parsed(rate: str) -> RateLimitItem:
    """A rate as settings and routes write it (``60/minute``); there are a handful."""
    return parse(rate)


def address_of(request: Request) -> str:
    """The network address of the client."""
    return request.client.host if request.client else "unknown"


async def limit_public(request: Request, street: str, rate: str) -> None:
    """Count a public write of this client in this street. Raises ``TooMany``; reading is free."""
    if request.method in READING:
        return
    limiter: RateLimiter = request.app.state.limiter
    chosen = rate or str(request.app.state.settings.public_rate)
    await limiter.hit(chosen, (address_of(request), street))


def limit_guesses(request: Request, street: str, now: datetime) -> None:
    """Count a wrong code of this client in this street. Raises ``TooMany`` after ``GUESSES``."""
    limiter: RateLimiter = request.app.state.limiter
    if limiter.guesses.count((address_of(request), street), now) > GUESSES:
        raise TooMany(
            "too-many-guesses",
            "错误的票码太多，请一分钟后再试；正确的票码不受影响。",
            "Too many wrong codes; try again in a minute. A right one is taken all the same.",
        )
