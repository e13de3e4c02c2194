"""The relay moves what a service wrote into its outboxes to the bus and to the audit chain.

The store tells it of every write, so that an event leaves at once. A sweep finds what a crash, a
full memory or a process without a relay has left behind. It works in two stages beside each other:
the first publishes, the second appends audit rows and then empties the outbox. So nothing that is
to be said waits for the audit of what was said before; and as an outbox is emptied only after the
bus and the chain have taken its entries, they are at-least-once, under the same ids every time.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog

from chassis.bus.bus import Bus, Message
from chassis.core.documents import Kind
from chassis.core.errors import NotNow
from chassis.core.faults import reached
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.flow.relay_stage import BATCH, Name, Outbox, Stage, begun
from chassis.store.engine import Engine, Pending

ROOM = 5_000
SLOWEST = 5
"""How many times slower it sweeps while nothing is found, step by step."""

log = structlog.get_logger(__name__)


class AuditChain(Protocol):
    """Takes audit rows; a row that it has already is no harm."""

    async def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Entries as the outbox holds them: ``{"id", "audit": {…}}``. Raises ``NotNow``."""


class Relay:
    """A service's relay, and the store's ``Watcher``. ``now`` is in Unix seconds.

    ``outbound`` stores the webhook deliveries of the events before an outbox is emptied.

    It holds at most ``ROOM`` documents; more are left to the sweep. Audit rows wait for others for
    ``relay_linger`` seconds, to share the writes of their chain's head.
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
        outbound: Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]] | None = None,
    ) -> None:
        self._service = service
        self._engine = engine
        self._kinds = tuple(kinds)
        self._bus = bus
        self._chain = chain
        self._metrics = metrics
        self._settings = settings
        self._now = now
        self._outbound = outbound
        self._speaking = Stage(service, self._speak)
        self._settling = Stage(service, self._settle, settings.relay_linger)
        self._stop = asyncio.Event()
        self._ahead = 0.0
        self._slower = 1
        self._sweeping: asyncio.Task[None] | None = None

    # ---- Watcher ---------------------------------------------------------------------------

    def written(self, pending: Pending) -> None:
        """Queue a document's new outbox entries; when full or stopping, leave them to the sweep."""
        name = pending.kind, pending.doc_id
        # What waits already takes its newer entries along, or they would be overtaken.
        if self._stop.is_set() or (self._full() and not self._speaking.awaits(name)):
            return
        stages = self._speaking, self._settling
        held = {e["id"] for e in pending.entries if any(s.holds(name, e["id"]) for s in stages)}
        new = {e["id"]: e for e in pending.entries if e["id"] not in held}
        if new or not pending.entries:  # empty yet due: a relay died before it cleared the due time
            self._speaking.take(name, new)

    def clashed(self, kind: str) -> None:
        """Count a write that met another one."""
        self._metrics.clashes.labels(self._service, kind).inc()

    # ---- life ------------------------------------------------------------------------------

    def start(self, *, alone: bool = False, sweeping: bool = True) -> None:
        """Begin to work, with a sweep; without ``sweeping`` send only what this process writes.

        ``alone``: no other process works on this store, so a claim found now belongs to a
        relay that died, and its lease need not be waited for.
        """
        self._stop.clear()
        self._ahead = self._settings.relay_lease if alone else 0.0
        self._speaking.start()
        self._settling.start()
        if sweeping:
            self._sweeping = begun(self._sweeping, self._sweep_on())

    async def stop(self) -> None:
        """Send what is held, once; what cannot be sent now stays in the store."""
        self._stop.set()
        if self._sweeping:
            await asyncio.wait([self._sweeping])
            self._sweeping = None
        await self._speaking.stop()
        await self._settling.stop()

    def idle(self) -> bool:
        """Whether nothing is held in memory."""
        return not (len(self._speaking) or len(self._settling))

    def _full(self) -> bool:
        return len(self._speaking) + len(self._settling) >= ROOM

    async def pending(self) -> int:
        """Documents with unsent entries, in all kinds of this service."""
        backlogs = await self._engine.backlogs(self._kinds)
        return sum(count for count, _ in backlogs.values())

    # ---- the two stages --------------------------------------------------------------------

    async def _speak(self, outboxes: Mapping[Name, Outbox]) -> None:
        events = [e for outbox in outboxes.values() for e in outbox.values() if "body" in e]
        if events:
            reached("relay-before-publish")
            messages = [Message(e["id"], e["type"], e["body"].encode()) for e in events]
            await self._bus.publish(messages)
            reached("relay-after-publish")
        for name, outbox in outboxes.items():
            self._settling.take(name, outbox)
        for kind, number in Counter(event["type"] for event in events).items():
            self._metrics.published.labels(self._service, kind).inc(number)

    async def _settle(self, outboxes: Mapping[Name, Outbox]) -> None:
        audits = [e for outbox in outboxes.values() for e in outbox.values() if "audit" in e]
        if audits:
            await self._chain.append(audits)
        events = [e for outbox in outboxes.values() for e in outbox.values() if "body" in e]
        if events and self._outbound:
            await self._outbound(events)
        reached("relay-after-audit")
        kinds: dict[str, dict[str, list[str]]] = {}
        for (kind, doc_id), outbox in outboxes.items():
            kinds.setdefault(kind, {})[doc_id] = list(outbox)
        await asyncio.gather(*(self._engine.sent(kind, sent) for kind, sent in kinds.items()))
        reached("relay-after-sent")

    # ---- the sweep -------------------------------------------------------------------------

    async def _sweep_on(self) -> None:
        """Sweep every ``relay_poll`` seconds until stopped, more slowly while nothing is found."""
        # Timed by the event loop's monotonic clock: the wall clock of the due times may jump.
        while not self._stop.is_set():
            try:
                await self._sweep()
            except NotNow as error:
                log.warning("relay waits", service=self._service, problem=str(error))
            except Exception as error:
                log.error("relay failed", service=self._service, exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.relay_poll * self._slower):
                    await self._stop.wait()

    async def _sweep(self) -> None:
        now = self._now()
        backlogs = await self._engine.backlogs(self._kinds)
        dues = {name: due for name, (count, due) in backlogs.items() if count}
        self._slower = 1 if dues else min(self._slower + 1, SLOWEST)
        self._measure(now, sum(count for count, _ in backlogs.values()), list(dues.values()))
        self._ahead = max(self._ahead, self._jumped(now, list(dues.values())))
        # In an outage nothing is claimed: what is held is enough, and its age must be seen to grow.
        if self._speaking.away or self._settling.away or self._full():
            return
        # However far ahead one has to look, what is claimed is due again a lease from now.
        until, lease = now + self._ahead, self._settings.relay_lease - self._ahead
        self._ahead = 0.0
        for kind in self._kinds:
            if dues.get(kind.name, until + 1) <= until:
                for pending in await self._engine.claim(kind, until, lease, BATCH):
                    self.written(pending)
                    reached("relay-after-claim")

    def _measure(self, now: float, pending: int, dues: Sequence[float]) -> None:
        # Everything is written or claimed with its due a lease ahead.
        oldest = max(0.0, now - min(dues) + self._settings.relay_lease) if dues else 0.0
        self._metrics.outbox_pending.labels(self._service).set(pending)
        self._metrics.outbox_oldest.labels(self._service).set(oldest)

    def _jumped(self, now: float, dues: Sequence[float]) -> float:
        """Seconds beyond ``now`` that a claim looks ahead: 0.0 unless the clock was set back.

        Due times are written at most one lease ahead. One that lies more than two leases ahead was
        written before the clock was set back, and would wait until the clock has caught up.
        """
        return max(dues) - now if dues and max(dues) > now + 2 * self._settings.relay_lease else 0.0
