"""A lease: one process at a time does a piece of work, the first to take it, until it ends.

A small document in the service's own store, outside the audit trail: nothing is decided by it.
"""

from collections.abc import Callable
from uuid import uuid4

from chassis.core.decision import State
from chassis.core.documents import Kind
from chassis.store.engine import Engine, Write
from chassis.store.reading import state_of


class Leased(State):
    """Who holds a lease, and until when (Unix seconds of the machines' clocks)."""

    holder: str = ""
    until: float = 0.0


LEASES = Kind("leases", Leased)
NO_STREET = "none"


class Lease:
    """The lease ``name`` as one holder sees it; ``now`` is in Unix seconds.

    It runs out ``seconds`` after it was last taken, so its holder takes it again before. Where a
    clock was set back, one that runs out later than anybody writes counts as run out.
    """

    def __init__(self, engine: Engine, name: str, seconds: float, now: Callable[[], float]) -> None:
        self._engine = engine
        self._key = LEASES.key(NO_STREET, name)
        self._seconds = seconds
        self._now = now
        self._me = uuid4().hex

    async def taken(self) -> bool:
        """Take it, or take it again; ``False`` where another process holds it."""
        return await self._put(self._now() + self._seconds)

    async def let_go(self) -> None:
        """Give it up, so that another process can take it at once."""
        await self._put(0.0)

    async def _put(self, until: float) -> bool:
        raw = await self._engine.load(LEASES, self._key.doc_id)
        found = Leased() if raw is None else state_of(LEASES, raw)
        left = found.until - self._now()
        if found.holder != self._me and 0 < left <= 2 * self._seconds:
            return False
        following = Leased(holder=self._me, until=until)
        write = Write(
            doc_id=self._key.doc_id,
            street=NO_STREET,
            sort=self._key.sort_of(following),
            schema=LEASES.schema,
            expected=raw.version if raw else 0,
            state=following.model_dump(mode="json"),
            outbox=(),
            inbox="",
            due=0.0,
            flushed=False,
        )
        return await self._engine.write(LEASES, write)
