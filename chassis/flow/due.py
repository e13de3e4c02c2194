"""Documents that wait for a moment, and the loop that works on them when it has come.

A kind made by ``due_kind`` is sorted by the moment its documents wait for (``wake``), so one query
over one index finds what is due and when to look next; nothing is ever scanned. Whoever takes a
document first pushes its ``wake`` ahead by a lease that doubles with every try: another worker
leaves it alone, a crash brings it back. After ``MOST_TRIES`` it is given up, counted and logged.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog

from chassis.core.decision import Cause, Change, State, awaited
from chassis.core.documents import Found, Kind
from chassis.core.errors import NotNow
from chassis.service import Context

LEASE = timedelta(seconds=30)
"""How long the first holder of a document may work on it; half of it before it is broken off."""
LEASE_MOST = timedelta(hours=1)
MOST_TRIES = 14
BATCH = 20
SOONEST = 0.02

log = structlog.get_logger(__name__)


class Waiting(State):
    """A document that waits until ``wake`` (UTC); not ``waiting``: nothing is to be done any more.

    ``tries`` counts how often it was taken in a row, ``given_up`` says that they were too many.
    """

    wake: datetime
    waiting: bool = True
    tries: int = 0
    given_up: bool = False


W = TypeVar("W", bound=Waiting)


def moment(at: datetime) -> str:
    """A moment as text that sorts by time: fixed width, microseconds, UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _by_wake(doc_id: str, state: Waiting) -> str:
    return f"{moment(state.wake)}/{doc_id}"


def due_kind(name: str, model: type[W], *further: tuple[str, ...]) -> Kind[W]:
    """A kind whose documents the worker finds by their ``wake``, over all streets."""
    return Kind(name, model, indexes=(("waiting",), *further), sort=_by_wake, city=True)


@dataclass(frozen=True)
class DueWork(Generic[W]):
    """What is done with a document of this kind when its moment has come.

    ``early``: they wait for nothing but the lease of their holder, so a process that works on the
    store alone takes at its start what is due within a lease.
    """

    kind: Kind[W]
    work: Callable[[Context, Found[W]], Awaitable[None]]
    early: bool = False


class Alarm:
    """Works on the due documents of one kind of one service. ``start`` and ``stop`` it once.

    It sleeps until the next moment it knows of, at most ``poll`` seconds: another process may
    have written an earlier one.
    """

    def __init__(self, context: Context, work: DueWork[Any], poll: float) -> None:
        self._context = context
        self._work = work
        self._poll = poll
        self._ahead = timedelta()
        self._wake = asyncio.Event()
        self._stopping = False
        self._in_hand = 0
        self._task: asyncio.Task[None] | None = None

    def start(self, *, alone: bool = False) -> None:
        """Begin. ``alone``: no other process works on this store."""
        self._ahead = LEASE if alone and self._work.early else timedelta()
        self._task = self._task or asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is in hand (bounded by half a lease), begin nothing more."""
        self._stopping = True
        self.notice()
        if self._task:
            await asyncio.wait([self._task])
            self._task = None

    def notice(self) -> None:
        """Something became due: look now."""
        self._wake.set()

    async def idle(self) -> bool:
        """Whether nothing is due or in hand."""
        due = await self._waiting(1, until=moment(self._context.now()))
        return not (due or self._in_hand)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                pause = await self.once()
            except Exception as error:
                self._tell("cannot look for what is due", error)
                pause = self._poll
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def once(self) -> float:
        """Work on what is due now, at most a batch; answers the seconds until the next look."""
        now, ahead = self._context.now(), self._ahead
        self._ahead = timedelta()
        found = await self._waiting(BATCH)
        due = [one for one in found if one.state.wake <= now + ahead]
        await asyncio.gather(*(self._one(one, now) for one in due))
        if due:
            return 0.0
        wait = (found[0].state.wake - now).total_seconds() if found else self._poll
        return min(self._poll, max(SOONEST, wait))

    async def _waiting(self, limit: int, until: str = "") -> list[Found[Any]]:
        where = {"waiting": True}
        store = self._context.store
        return (await store.find(self._work.kind, None, where, until=until, limit=limit)).items

    async def _one(self, found: Found[Any], now: datetime) -> None:
        self._in_hand += 1
        try:
            taken = await self._claim(found, now)
            if taken is not None and taken.state.waiting:
                async with asyncio.timeout(LEASE.total_seconds() / 2):
                    await self._work.work(self._context, taken)
        except Exception as error:
            self._tell("due work failed", error, found)
        finally:
            self._in_hand -= 1

    async def _claim(self, found: Found[Any], now: datetime) -> Found[Any] | None:
        """The document as its new holder has it; nothing where somebody else was faster."""
        seen = found.state

        def decide(state: Any) -> Change[Any]:
            if not state.waiting or state.wake != seen.wake:
                return Change(state)
            return Change(state.model_copy(update=_taken(state, now)))

        cause = worker_cause(f"claim:{found.id}:{moment(seen.wake)}:{seen.tries}", "claim", now)
        key = self._work.kind.key(found.street, found.id)
        changed = await self._context.change(key, awaited(decide), cause)
        if changed.already or changed.version == found.version:
            return None
        if changed.state.given_up:
            kind = self._work.kind.name
            self._context.metrics.given_up.labels(self._context.service, kind).inc()
            log.error("due work given up", service=self._context.service, kind=kind, id=found.id)
        return changed if changed.state.tries == seen.tries + 1 else None

    def _tell(self, what: str, error: Exception, found: Found[Any] | None = None) -> None:
        told = {"service": self._context.service, "kind": self._work.kind.name}
        told |= {"id": found.id} if found else {}
        if isinstance(error, NotNow):
            log.warning(what, problem=str(error), **told)
        else:
            log.error(what, exc_info=error, **told)


def _taken(state: Waiting, now: datetime) -> dict[str, Any]:
    if state.tries >= MOST_TRIES:
        return {"waiting": False, "given_up": True, "tries": state.tries + 1}
    return {"wake": now + min(LEASE * 2**state.tries, LEASE_MOST), "tries": state.tries + 1}


def worker_cause(cause_id: str, action: str, at: datetime, correlation: str = "") -> Cause:
    """The cause of what a worker does by itself, for the trail."""
    return Cause(cause_id, "worker", action, at, correlation or cause_id)
