"""One service at work in a process: what it is put together of."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.audit.chain import AuditChain
from chassis.audit.check import AuditCheck
from chassis.audit.evidence import Sources
from chassis.audit.signing import Signer
from chassis.bus.bus import Bus
from chassis.core.documents import Kind
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.flow.consumer import Consumer
from chassis.flow.dead_letters import DeadLetters
from chassis.flow.due import Alarm
from chassis.flow.every import Round
from chassis.flow.relay import Relay
from chassis.rooms.outbound.taking import Taking
from chassis.service import Context, Service
from chassis.store.engine import Engine
from chassis.store.store import Store
from launch.engines import engine_of, kinds_of
from launch.signing import Trust
from launch.working import alarms_of, rounds_of

Now = Callable[[], datetime]


@dataclass
class Part:
    """One service at work in this process."""

    service: Service
    engine: Engine
    kinds: tuple[Kind[Any], ...]
    chain: AuditChain
    context: Context
    dead_letters: DeadLetters
    relay: Relay
    consumer: Consumer | None
    rounds: tuple[Round, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    def idle(self) -> bool:
        """Whether its relay and its consumer hold nothing."""
        return self.relay.idle() and not (self.consumer and not self.consumer.idle())


def part_of(
    service: Service,
    settings: Settings,
    bus: Bus,
    metrics: Metrics,
    worker: bool,
    now: Now,
    trust: Trust,
) -> Part:
    """Put one service together; nothing of it runs yet."""
    engine = engine_of(settings, service.name)
    kinds = kinds_of(service)
    chain = AuditChain(engine, sm3=settings.sm3)
    signer = Signer(service.name, engine, trust.witness, trust.key, now, trust.everyone)
    says = frozenset(service.says)
    # Leases run on the machine's clock, decisions on the one that is passed in.
    store = Store(service.name, engine, says, time.time, None, settings.relay_lease)
    context = Context(service.name, store, settings, now, metrics, signer)
    letters = DeadLetters(service.name, store, bus, metrics, now)
    alarms = alarms_of(service, context)
    taking = Taking(context, alarms[-1].notice)
    relay = Relay(
        service.name, engine, kinds, bus, chain, metrics, settings, time.time, taking.take
    )
    store.watcher = relay
    if not worker:
        # Sends what this process itself writes; what others left behind is a worker's to find.
        return Part(service, engine, kinds, chain, context, letters, relay, None)
    consumer = Consumer(service, context, bus, settings, metrics, letters)
    sources = Sources(trust.key.ring if trust.key else None, trust.witness)
    check = AuditCheck(engine, kinds, service.proofs, service=service.name, sources=sources)
    rounds = rounds_of(service, context, letters, check)
    return Part(service, engine, kinds, chain, context, letters, relay, consumer, rounds, alarms)
