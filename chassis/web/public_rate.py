"""The rate limit of public entries (C-16), counted in memory per client address and street.

Each process counts for itself; a gateway in front counts over all of them. Where a whole hall
shares one address (casting a vote), only wrong codes are counted, so that nobody can use up what
the others need.
"""

import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from functools import cache

from fastapi import Request
from limits import RateLimitItem, parse

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


class Window:
    """The moments of what was let through, by rate and place: never more of them than the rate.

    ``clock`` in seconds. Beyond ``PLACES`` of them, whoever was silent longest is forgotten.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.moments: OrderedDict[tuple[RateLimitItem, Place], deque[float]] = OrderedDict()

    def hit(self, rate: RateLimitItem, place: Place) -> bool:
        """Let one through and remember it, unless the place has used up its rate."""
        now = self.clock()
        moments = self.moments.pop((rate, place), None) or deque()
        self.moments[rate, place] = moments
        while moments and moments[0] <= now - rate.get_expiry():
            moments.popleft()
        if len(self.moments) > PLACES:
            self.moments.popitem(last=False)
        if len(moments) >= rate.amount:
            return False
        moments.append(now)
        return True


class RateLimiter:
    """Counts public writes in memory, per process: a gateway counts over all of them."""

    def __init__(self) -> None:
        self.window = Window()
        self.guesses = Guesses()

    def hit(self, rate: str, place: Place) -> None:
        """Count one request from a place. Raises ``TooMany`` above the rate."""
        if not self.window.hit(_parsed(rate), place):
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


def limit_public(request: Request, street: str, rate: str) -> None:
    """Count a public write of this client in this street. Raises ``TooMany``; reading is free."""
    if request.method in READING:
        return
    limiter: RateLimiter = request.app.state.limiter
    chosen = rate or str(request.app.state.settings.public_rate)
    limiter.hit(chosen, (address_of(request), street))


def limit_guesses(request: Request, street: str, now: datetime) -> None:
    """Count a wrong code of this client in this street. Raises ``TooMany`` after ``GUESSES``."""
    limiter: RateLimiter = request.app.state.limiter
    if limiter.guesses.count((address_of(request), street), now) > GUESSES:
        raise TooMany(
            "too-many-guesses",
            "错误的票码太多，请一分钟后再试；正确的票码不受影响。",
            "Too many wrong codes; try again in a minute. A right one is taken all the same.",
        )
