"""The relay moves what a service wrote into its outboxes to the bus and to the audit chain.

The store tells it of every write, so that an event leaves at once. A sweep finds what a crash, a
full memory or a process without a relay has left behind. An outbox is emptied only after the bus
and the chain have taken the entries: they are at-least-once, under the same ids every time.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from chassis.bus import Bus, Message
from chassis.documents import Kind
from chassis.engine import Engine, Pending
from chassis.errors import NotNow
from chassis.faults import reached
from chassis.metrics import Metrics
from chassis.settings import Settings

BATCH = 200
ROOM = 5_000
PAUSE_FIRST = 0.1
PAUSE_MOST = 15.0

Name = tuple[str, str]
Outbox = dict[str, dict[str, Any]]
"""Entries of one document by their ids, oldest first."""

log = structlog.get_logger(__name__)


class AuditChain(Protocol):
    """Takes audit rows; a row that it has already is no harm."""

    async def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Entries as the outbox holds them: ``{"id", "audit": {…}}``. Raises ``NotNow``."""


class Relay:
    """A service's relay, and the store's ``Watcher``. ``now`` is in Unix seconds.

    It holds at most ``ROOM`` documents; more are left to the sweep.
    """

    def __init__(
        self,
        service: str,
        engine: Engine,
        kinds: Sequence[Kind[Any]],
        bus: Bus,
        chain: AuditChain,
        metrics: Metrics,
        settings: Settings,
        now: Callable[[], float],
    ) -> None:
        self._service = service
        self._engine = engine
        self._kinds = tuple(kinds)
        self._bus = bus
        self._chain = chain
        self._metrics = metrics
        self._settings = settings
        self._now = now
        self._waiting: dict[Name, Outbox] = {}
        self._in_hand: dict[Name, Outbox] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._next_sweep = 0.0
        self._ahead = 0.0
        self._pause = PAUSE_FIRST
        self._away = False
        self._worker: asyncio.Task[None] | None = None

    # ---- Watcher ---------------------------------------------------------------------------

    def written(self, pending: Pending) -> None:
        """Take over new entries; without room or at the end they wait in the store for a sweep."""
        name = (pending.kind, pending.doc_id)
        full = name not in self._waiting and len(self._waiting) >= ROOM
        if full or self._stopping:
            return
        entries = self._waiting.setdefault(name, {})
        entries.update({entry["id"]: entry for entry in pending.entries})
        self._wake.set()

    def clashed(self, kind: str) -> None:
        """Count a write that met another one."""
        self._metrics.clashes.labels(self._service, kind).inc()

    # ---- life ------------------------------------------------------------------------------

    def start(self, *, alone: bool = False) -> None:
        """Begin to work, with a sweep.

        ``alone``: no other process works on this store, so a claim found now belongs to a
        relay that died, and its lease need not be waited for.
        """
        self._stopping = False
        self._ahead = self._settings.relay_lease if alone else 0.0
        self._worker = self._worker or asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Send what is held, once; what cannot be sent now stays in the store."""
        self._stopping = True
        self._wake.set()
        if self._worker:
            await self._worker
            self._worker = None

    def idle(self) -> bool:
        """Whether nothing is held in memory."""
        return not (self._waiting or self._in_hand)

    async def pending(self) -> int:
        """Documents with unsent entries, in all kinds of this service."""
        return sum([(await self._engine.backlog(kind))[0] for kind in self._kinds])

    # ---- work ------------------------------------------------------------------------------

    async def _work(self) -> None:
        while not self._stopping or self._waiting:
            self._wake.clear()
            try:
                await self._sweep_when_due()
                await self._send_some()
                self._pause = PAUSE_FIRST
            except Exception as error:
                self._complain(error)
                if self._stopping:
                    return
                await self._sleep(self._pause, on_wake=False)
                self._pause = min(self._pause * 2, PAUSE_MOST)
                continue
            if not self._waiting and not self._stopping:
                await self._sleep(max(0.0, self._next_sweep - time.monotonic()), on_wake=True)

    async def _sleep(self, seconds: float, *, on_wake: bool) -> None:
        """Until woken (or only until stopped), at most so many seconds."""
        until = asyncio.get_running_loop().time() + seconds
        while (left := until - asyncio.get_running_loop().time()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._wake.wait()
            except TimeoutError:
                return
            if on_wake or self._stopping:
                return
            self._wake.clear()

    def _complain(self, error: Exception) -> None:
        if isinstance(error, NotNow):
            log.warning("relay waits", service=self._service, problem=str(error))
        else:
            log.error("relay failed", service=self._service, exc_info=error)

    async def _sweep_when_due(self) -> None:
        # The pace is kept by a clock that never jumps, unlike the one that dues are written in.
        if time.monotonic() < self._next_sweep or self._stopping:
            return
        self._next_sweep = time.monotonic() + self._settings.relay_poll
        now = self._now()
        self._ahead = max(self._ahead, await self._measure(now))
        # In an outage nothing is claimed: what is held is enough, and its age must be seen to grow.
        if self._away or len(self._waiting) >= ROOM:
            return
        until, self._ahead = now + self._ahead, 0.0
        for kind in self._kinds:
            for pending in await self._engine.claim(kind, until, self._settings.relay_lease, BATCH):
                self.written(pending)
                reached("relay-after-claim")

    async def _measure(self, now: float) -> float:
        """Tell the metrics; answers how far ahead to claim, 0.0 unless the clock jumped back."""
        lease = self._settings.relay_lease
        backlogs = [await self._engine.backlog(kind) for kind in self._kinds]
        pending = sum(count for count, _ in backlogs)
        dues = [due for count, due in backlogs if count]
        # Everything is written or claimed with its due a lease ahead.
        oldest = max(0.0, now - min(dues) + lease) if dues else 0.0
        self._metrics.outbox_pending.labels(self._service).set(pending)
        self._metrics.outbox_oldest.labels(self._service).set(oldest)
        # Further ahead than anybody writes: what is due then would wait for the clock to catch up.
        return max(dues) - now if dues and max(dues) > now + 2 * lease else 0.0

    async def _send_some(self) -> None:
        names = list(self._waiting)[:BATCH]
        self._in_hand = {name: self._waiting.pop(name) for name in names}
        try:
            await self._send(self._in_hand)
            self._away = False
        except NotNow:
            self._away = True
            self._hold_again()
            raise
        except Exception:
            # One of them is at fault: alone it fails alone, and the sweep brings it back later.
            self._away = False
            await self._send_singly()
        finally:
            self._in_hand = {}

    def _hold_again(self) -> None:
        newer, self._waiting = self._waiting, self._in_hand
        for name, entries in newer.items():
            self._waiting.setdefault(name, {}).update(entries)

    async def _send_singly(self) -> None:
        for name, entries in self._in_hand.items():
            try:
                await self._send({name: entries})
            except Exception as error:
                self._complain(error)

    async def _send(self, outboxes: Mapping[Name, Outbox]) -> None:
        entries = [entry for outbox in outboxes.values() for entry in outbox.values()]
        events = [entry for entry in entries if "body" in entry]
        audits = [entry for entry in entries if "audit" in entry]
        if events:
            reached("relay-before-publish")
            await self._bus.publish(
                [Message(e["id"], e["type"], e["body"].encode()) for e in events]
            )
            reached("relay-after-publish")
        if audits:
            await self._chain.append(audits)
        reached("relay-after-audit")
        await asyncio.gather(
            *(self._engine.sent(*name, list(outbox)) for name, outbox in outboxes.items())
        )
        reached("relay-after-sent")
        for kind, number in Counter(event["type"] for event in events).items():
            self._metrics.published.labels(self._service, kind).inc(number)
