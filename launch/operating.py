"""What operators ask of a system, running or not: its topology, its dead letters."""

import asyncio
import contextlib
import getpass
import sys
import uuid
from collections.abc import AsyncIterator

from prometheus_client import CollectorRegistry

from chassis.bus.bus import Bus, Topology
from chassis.core.clock import utc_now
from chassis.core.decision import Cause
from chassis.core.documents import Found
from chassis.core.errors import Problem
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings, host_of
from chassis.flow.dead_letters import DEAD_LETTERS, DeadLetter, DeadLetters
from chassis.service import Service, subscriptions_of
from chassis.store.store import Store
from launch.catalogue import SERVICES
from launch.engines import bus_of, engine_of


async def show_topology(settings: Settings) -> int:
    """Print every queue with what it hears; where there is a broker, declare all of it."""
    topology = _topology(settings)
    for sub in topology.subscriptions:
        print(f"{sub.queue:<44} {sub.routing_key}")
    rungs = ", ".join(f"{rung:g} s" for rung in topology.rungs)
    print(f"retry ladder: {rungs}; log stream kept {topology.log_days} days")
    if settings.bus_url == "local:":
        return 0
    bus = bus_of(settings)
    try:
        await bus.declare(topology)
        print(f"declared on {host_of(settings.bus_url)}")
    except Problem as problem:
        print(f"yishi: {problem}", file=sys.stderr)
        return 1
    finally:
        await bus.close()
    return 0


async def dead_letters(settings: Settings, what: str, letter_id: str, reason: str) -> int:
    """List, show, replay or discard dead letters over all services."""
    async with _letters(settings) as desks:
        if what == "list":
            for desk in desks:
                await _list(desk)
            return 0
        for desk in desks:
            async for letter in _waiting(desk):
                if letter.id == letter_id:
                    return await _work_on(desk, letter, what, reason)
        print(f"yishi: no dead letter waits under {letter_id}", file=sys.stderr)
        return 1


async def _work_on(desk: DeadLetters, found: Found[DeadLetter], what: str, reason: str) -> int:
    if what == "show":
        print(found.state.model_dump_json(indent=2))
        return 0
    cause = operator_cause(f"dead_letter_{what}", reason)
    act = desk.replay if what == "replay" else desk.discard
    try:
        done = await act(found.street, found.id, cause)
    except Problem as problem:
        print(f"yishi: {problem.zh} {problem.en}", file=sys.stderr)
        return 1
    print(f"{done.id} {done.state.status}")
    return 0


async def _list(desk: DeadLetters) -> None:
    async for letter in _waiting(desk):
        state = letter.state
        print(f"{letter.id}  {state.queue:<40} {state.code:<16} {state.problem}")


async def _waiting(desk: DeadLetters) -> AsyncIterator[Found[DeadLetter]]:
    after = ""
    while True:
        page = await desk.page(after=after)
        for letter in page.items:
            yield letter
        after = page.next
        if not after:
            return


@contextlib.asynccontextmanager
async def _letters(settings: Settings) -> AsyncIterator[list[DeadLetters]]:
    bus = bus_of(settings)
    metrics = Metrics(CollectorRegistry())
    desks: list[DeadLetters] = []
    try:
        await bus.declare(_topology(settings))
        desks += [await _desk(settings, service, bus, metrics) for service in SERVICES]
        yield desks
    finally:
        await bus.close()
        await asyncio.gather(*(desk.store.engine.close() for desk in desks))


async def _desk(settings: Settings, service: Service, bus: Bus, metrics: Metrics) -> DeadLetters:
    engine = engine_of(settings, service.name)
    await engine.prepare([DEAD_LETTERS], [])
    # Its audit rows wait in the outbox for the relay of the running service.
    store = Store(service.name, engine, frozenset(), lambda: utc_now().timestamp())
    return DeadLetters(service.name, store, bus, metrics, utc_now)


def _topology(settings: Settings) -> Topology:
    return Topology(subscriptions_of(SERVICES), settings.retry_rungs, settings.log_days)


def operator_cause(action: str, reason: str = "") -> Cause:
    """The cause of what somebody does at the command line, in their name."""
    cause_id = str(uuid.uuid4())
    return Cause(
        id=cause_id,
        actor=f"operator:{getpass.getuser()}",
        action=action,
        at=utc_now(),
        correlation=cause_id,
        roles=("OPS",),
        note=reason,
    )
