"""The only place where things are put together: settings in, a running system out."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

import chassis
from chassis.audit.api import audit_router
from chassis.audit.statements import WITNESSED
from chassis.bus.bus import Bus, Topology
from chassis.core.clock import utc_now
from chassis.core.errors import Damaged, NotNow
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.pages import Pages
from chassis.rooms.calendar import calendar_of
from chassis.rooms.search import enter_missing
from chassis.service import Service, subscriptions_of
from chassis.store.embedded_file import lock_directory
from chassis.store.engine import Engine
from chassis.web.app import build_app
from chassis.web.auth import TokenReader
from chassis.web.days import day_router, days_of
from chassis.web.health import Check
from chassis.web.sessions import DATABASE, Sessions
from chassis.web.tasks import desks_of, tasks_router
from launch.engines import (
    bus_of,
    kinds_in,
    plains_in,
    sessions_engine,
)
from launch.parts import Now, Part, part_of
from launch.rehearsing import OneRehearsal
from launch.signing import Trust, key_of, witness_engine
from launch.style_page import style_pages

log = structlog.get_logger(__name__)


@dataclass
class System:
    """Everything that runs in one process. ``start`` and ``stop`` it once."""

    settings: Settings
    bus: Bus
    topology: Topology
    parts: list[Part]
    metrics: Metrics
    app: FastAPI
    held: contextlib.ExitStack
    sessions: Sessions | None = None
    witness: Engine | None = None
    rehearsals: OneRehearsal | None = None
    hearing: asyncio.Task[None] | None = None
    ready: bool = False

    async def start(self, *, wait: bool = True) -> None:
        """Prepare the stores, begin to relay and to hear.

        A database or broker that is away is waited for; with ``wait=False`` only the database.
        """
        await patiently("store", self._prepare)
        alone = self.settings.directory is not None
        for part in self.parts:
            part.relay.start(alone=alone, sweeping=part.consumer is not None)
            for one in part.rounds:
                one.start()
            for alarm in part.alarms:
                alarm.start(alone=alone)
        self.hearing = asyncio.create_task(patiently("bus", self._hear))
        if wait:
            await self.hearing

    async def _prepare(self) -> None:
        for part in self.parts:
            await part.engine.prepare(kinds_in(part.service), plains_in(part.service))
            await enter_missing(part.context.store, part.kinds)
        if self.sessions:
            await self.sessions.prepare()
        if self.witness:
            with contextlib.suppress(NotNow):  # while it is away, statements wait for it
                await self.witness.prepare((), (WITNESSED,))

    async def _hear(self) -> None:
        await self.bus.declare(self.topology)
        for part in self.parts:
            if part.consumer:
                await part.consumer.start()
        self.ready = True

    async def stop(self) -> None:
        """Stop hearing, finish what is in hand, let go of files and connections."""
        self.ready = False
        if self.rehearsals:
            await self.rehearsals.end()
        if self.hearing:
            self.hearing.cancel()
        await asyncio.gather(*(one.stop() for part in self.parts for one in part.rounds))
        await asyncio.gather(*(one.stop() for part in self.parts for one in part.alarms))
        for part in self.parts:
            await part.relay.stop()
        await self.bus.close()
        for part in self.parts:
            await part.engine.close()
        if self.sessions:
            await self.sessions.engine.close()
        if self.witness:
            await self.witness.close()
        self.held.close()

    async def settle(self) -> None:
        """Wait until nothing is on its way any more: no outbox, no queue, nobody at work."""
        quiet = 0
        while quiet < 2:
            quiet = quiet + 1 if await self._quiet() else 0
            await asyncio.sleep(0.005)

    async def _quiet(self) -> bool:
        if not all(part.idle() for part in self.parts):
            return False
        for part in self.parts:
            for alarm in part.alarms:
                if not await alarm.idle():
                    alarm.notice()  # the clock may have been moved while it slept
                    return False
        for part in self.parts:
            if await part.relay.pending():
                return False
        queues = [sub.queue for sub in self.topology.subscriptions]
        depths = [await self.bus.depth(queue) for queue in (*queues, *self.topology.dead_queues())]
        return not any(depths)


async def patiently(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do this, again and again while what it needs is away; each wait is told, and bounded."""
    pause = 0.1
    while True:
        try:
            return await work()
        except Damaged:
            raise
        except NotNow as error:
            log.warning("waiting", waits_for=what, problem=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)


def wire(
    settings: Settings,
    services: Sequence[Service],
    everyone: Sequence[Service],
    *,
    worker: bool = True,
    web: bool = True,
    now: Now = utc_now,
    bus: Bus | None = None,
) -> System:
    """Put these services together. ``everyone`` decides the topology, whoever runs where.

    ``worker`` hears and relays, ``web`` answers HTTP; both in one process by default. ``bus``
    stands in for the one the settings name. Raises ``SettingsError`` where another process
    holds the embedded directory, or where the calendar file is wrong.
    """
    calendar_of(settings)
    held = contextlib.ExitStack()
    if settings.directory is not None:
        held.enter_context(lock_directory(settings.directory))
    metrics = Metrics(CollectorRegistry())
    metrics.declare(gauge for service in services for gauge in service.gauges)
    found = bus or bus_of(settings)
    topology = Topology(subscriptions_of(everyone), settings.retry_rungs, settings.log_days)
    trust = Trust(key_of(settings), witness_engine(settings), [one.name for one in everyone])
    parts = [part_of(service, settings, found, metrics, worker, now, trust) for service in services]
    system = System(settings, found, topology, parts, metrics, FastAPI(), held)
    system.witness = trust.witness
    if web:
        system.sessions = Sessions(sessions_engine(settings), settings)
        if settings.rehearsal_port and not settings.rehearsal:
            system.rehearsals = OneRehearsal(settings)
    system.app = _app(system, everyone, web)
    system.app.state.rehearsals = system.rehearsals
    return system


def _app(system: System, everyone: Sequence[Service], web: bool) -> FastAPI:
    shown = [_with_shared_routes(part.service) for part in system.parts] if web else []
    folders = [s.templates for s in shown if s.templates is not None]
    app = build_app(
        contexts={part.service.name: part.context for part in system.parts},
        services=shown,
        pages=_pages(system.settings, folders, everyone),
        settings=system.settings,
        metrics=system.metrics,
        token_reader=TokenReader(system.settings),
        health_checks=_checks(system),
        sessions=system.sessions,
    )
    if system.settings.demo:
        app.include_router(style_pages)
    return app


def _pages(settings: Settings, folders: Sequence[Path], everyone: Sequence[Service]) -> Pages:
    """The pages; navigation and links come from all manifests, whichever process shows them."""
    nav = [link for service in everyone for link in service.nav]
    links = {
        f"{service.name}.{name}": address
        for service in everyone
        for name, address in service.links.items()
    }
    return Pages(
        folders,
        demo=settings.demo,
        secret=settings.secret,
        secret_old=settings.secret_old,
        rehearsal=settings.rehearsal,
        nav=sorted(nav, key=lambda link: link.order),
        links=links,
        desks=desks_of(everyone),
        days=days_of(everyone),
    )


@cache
def _with_shared_routes(service: Service) -> Service:
    """The service with the routes that every service has: its audit trail, its tasks, its days."""
    tasks = (tasks_router(service),) if service.tasks else ()
    days = (day_router(service),) if service.day else ()
    return replace(service, routers=(*service.routers, audit_router(service.name), *tasks, *days))


def _checks(system: System) -> dict[str, Check]:
    async def started() -> None:
        if not system.ready:
            raise RuntimeError("not started")

    stores: dict[str, Check] = {
        f"store:{part.service.name}": part.engine.ping for part in system.parts
    }
    if system.sessions:
        stores[f"store:{DATABASE}"] = system.sessions.engine.ping
    return {"started": started, "bus": system.bus.ping, **stores}


def root() -> Path:
    """The folder that the code lies in."""
    return Path(chassis.__file__).resolve().parent.parent
