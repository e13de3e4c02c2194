"""Figures over many documents, counted once for all who ask until something changes.

``await tallied(ctx, street, name, count)`` answers what ``count()`` answered last, as long as
nothing in the street has changed since. Whether it has, one look tells: every change of a service
in a street moves the head of its audit chain, whichever process made it. A change of this process
is seen at once, another's as soon as its audit row has left the outbox.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from chassis.audit.chain import HEADS
from chassis.service import Context

T = TypeVar("T")
MOST = 2_000
"""Figures kept by a process for one service: a few for each street of a city."""


async def tallied(
    ctx: Context, street: str, name: str, count: Callable[[], Coroutine[Any, Any, T]]
) -> T:
    """The figures ``name`` of a street; who comes while they are counted waits for the same count.

    ``name`` says all that they depend on beside the documents, for example the date. Raises what
    ``count`` raises, and then counts again for the next one.
    """
    stamp = (ctx.written[street], await _head(ctx, street))
    return await held(ctx, f"{street}/{name}", stamp, count)


async def held(
    ctx: Context, place: str, stamp: object, count: Callable[[], Coroutine[Any, Any, T]]
) -> T:
    """What ``count`` answered last under this stamp, such as the version of what it hangs on."""
    found = ctx.tallies.get(place)
    if found is None or found[0] != stamp:
        found = ctx.tallies[place] = stamp, asyncio.create_task(count())
        if len(ctx.tallies) > MOST:
            del ctx.tallies[next(iter(ctx.tallies))]
    try:
        figures: T = await asyncio.shield(found[1])
    except BaseException:
        ctx.tallies.pop(place, None)
        raise
    return figures


async def _head(ctx: Context, street: str) -> int | None:
    return await ctx.store.engine.version(HEADS, HEADS.key(street, "head").doc_id)
