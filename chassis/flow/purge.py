"""Erases documents of the machinery that came to their end long ago, so that none grows for ever.

A document is erased in two runs. The first writes the row ``erase`` into the audit trail, as for
everything that is erased on purpose; a later one, once that row has left the outbox, removes the
document. A crash between the two is made good by the next run.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chassis.audit.check import ERASE
from chassis.core.decision import Change, State, awaited
from chassis.core.documents import Found, Kind
from chassis.flow.due import moment, worker_cause
from chassis.service import Context

AT_ONCE = 200
MOST_PAGES = 20


class Ending(State):
    """A document that comes to an end; ``erased``: its last audit row says so."""

    erased: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing is to be done with it any more, and nobody has to look at it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Ended:
    """A kind of ``Ending``, sorted by a moment, in one street or (``None``) in all."""

    kind: Kind[Any]
    street: str | None = None


def purging(*kinds: Ended) -> Callable[[Context], Awaitable[None]]:
    """The action of an ``Every``: erases what ended ``finished_days`` ago.

    A run looks at no more than 20 pages of 200 documents of a kind, the oldest first.
    """

    async def purge(ctx: Context) -> None:
        until = moment(ctx.now() - timedelta(days=ctx.settings.finished_days))
        for one in kinds:
            await _purge(ctx, one, until)

    return purge


async def _purge(ctx: Context, one: Ended, until: str) -> None:
    after = ""
    for _ in range(MOST_PAGES):
        page = await ctx.store.find(one.kind, one.street, after=after, until=until, limit=AT_ONCE)
        for found in page.items:
            if found.state.ended:
                await _erase(ctx, one.kind, found)
        if not (after := page.next):
            return


async def _erase(ctx: Context, kind: Kind[Any], found: Found[Any]) -> None:
    key = kind.key(found.street, found.id)
    if not found.state.erased:
        cause = worker_cause(f"erase:{kind.name}/{key.doc_id}", ERASE, ctx.now())
        await ctx.change(key, awaited(_marked), cause)
        return
    raw = await ctx.store.engine.load(kind, key.doc_id)
    if raw is not None and not raw.outbox:
        await ctx.store.erase(key)


def _marked(state: Any) -> Change[Any]:
    return Change(state.model_copy(update={"erased": True}))
