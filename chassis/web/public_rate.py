"""The rate limit of public entries (C-16), counted in memory per client address and street.

Each process counts for itself; a gateway in front counts over all of them.
"""

from collections.abc import Sequence
from functools import cache

from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from chassis.core.errors import TooMany

READING = frozenset({"GET", "HEAD", "OPTIONS"})
HALL_RATE = "600/minute"


class RateLimiter:
    """Counts public writes in memory, per process: a gateway counts over all of them."""

    def __init__(self) -> None:
        self.moving = MovingWindowRateLimiter(MemoryStorage())
        # Keeps one number and no moments, for routes that nobody may put into an order.
        self.fixed = FixedWindowRateLimiter(MemoryStorage())

    async def hit(self, rate: str, place: Sequence[str], *, moments: bool = True) -> None:
        """Count one request from a place. Raises ``TooMany`` above the rate."""
        limiter = self.moving if moments else self.fixed
        if not await limiter.hit(_parsed(rate), *place):
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


async def limit_public(request: Request, street: str, rate: str, *, moments: bool) -> None:
    """Count a public write of this client in this street. Raises ``TooMany``; reading is free."""
    if request.method in READING:
        return
    limiter: RateLimiter = request.app.state.limiter
    chosen = rate or str(request.app.state.settings.public_rate)
    await limiter.hit(chosen, (address_of(request), street), moments=moments)
