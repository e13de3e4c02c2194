"""A service's manifest: what it is called, owns, says, hears and shows. Start reading there."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from chassis.audit.signing import Signer
from chassis.bus.bus import Subscription
from chassis.core.clock import ZONE, day
from chassis.core.decision import Cause, Change, S, StateTable
from chassis.core.documents import Changed, Found, Key, Kind, Plain
from chassis.core.metrics import CivicGauge, Metrics
from chassis.core.settings import Settings
from chassis.pages import NavLink
from chassis.store.engine import Engine
from chassis.store.store import Store
from chassis.web.auth import Person
from chassis.web.shapes import Shape
from contracts.envelope import Event, Heard


@dataclass(frozen=True)
class Context:
    """What an action works with: its own store, the settings and the clock. One per service.

    ``metrics`` are the process's; without any, figures go nowhere. ``seen`` is what ``known`` has
    found for one request; outside of a request nothing is kept. ``written`` counts the changes of
    this process by street, for the ``tallies`` that ``chassis.rooms.tallies`` keeps. ``signer``
    signs what the audit chains have come to, for anchors.
    """

    service: str
    store: Store
    settings: Settings
    now: Callable[[], datetime]
    metrics: Metrics = field(default_factory=lambda: Metrics(CollectorRegistry()))
    signer: Signer | None = None
    seen: dict[str, Any] | None = None
    written: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, tuple[Any, asyncio.Task[Any]]] = field(default_factory=dict)

    async def change(
        self,
        key: Key[S],
        decide: Callable[[S | None], Change[S]],
        cause: Cause,
        if_version: int | None = None,
        *,
        fresh: bool = False,
    ) -> Changed[S]:
        """``store.change`` of this service's store."""
        try:
            return await self.store.change(key, decide, cause, if_version, fresh=fresh)
        finally:
            self.written[key.street] += 1

    def for_request(self) -> "Context":
        """The same for one request, which sees what is ``known`` in one version throughout."""
        return replace(self, seen={})

    async def known(self, key: Key[S]) -> Found[S] | None:
        """``store.known`` for what a request only reads; asked for once in a request."""
        if self.seen is None:
            return await self.store.known(key)
        name = f"{key.kind.name}/{key.doc_id}"
        if name not in self.seen:
            self.seen[name] = await self.store.known(key)
        found: Found[S] | None = self.seen[name]
        return found

    def today(self) -> str:
        """The date in Asia/Shanghai as ISO text; deadlines are counted in it."""
        return day(self.now()).isoformat()

    def measure(self, gauge: str, street: str, value: float) -> None:
        """Set a civic figure that the manifest declares, for one street."""
        self.metrics.gauge(gauge).labels(self.service, street).set(value)


Action = Callable[[Context, Heard[Any], Cause], Awaitable[None]]
"""A reaction to an event: ``async def keep_member(ctx, heard, cause)``."""


@dataclass(frozen=True)
class Every:
    """Something a service's worker does again and again, for example counting what is overdue.

    The first time ``first`` seconds after the start. Of several workers one does it, by a lease;
    another takes over where that one is gone. ``one=False``: each does it. A lease may pass on
    while its holder still works, so an action that changes things does it under causes that are
    the same in all workers. ``measures`` names the gauges that it sets (civic ones, or fields of
    ``Metrics``): a worker that no longer does it forgets them, or they would stand still for ever.
    """

    seconds: float
    name: str
    action: Callable[[Context], Awaitable[None]]
    first: float = 0.0
    one: bool = True
    measures: tuple[str, ...] = ()


Args = Mapping[str, Any]
"""What a process was asked: JSON values, with the ``street`` it happens in."""
StepAction = Callable[[Context, Args, Cause], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """One step of a process: changes one document, once under the cause it is given.

    ``undo`` takes it back where a later step is refused; it looks at how things stand first.
    """

    name: str
    do: StepAction
    undo: StepAction | None = None


@dataclass(frozen=True)
class Process:
    """Steps over several documents, in this order; run by ``chassis.flow.process``."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Ringing:
    """A timer whose moment has come: of what (``subject``, an id), where, and for when it was."""

    street: str
    subject: str
    due: datetime


TimerAction = Callable[[Context, Ringing, Cause], Awaitable[None]]
"""What is done when a timer rings, once under its cause."""


@dataclass(frozen=True)
class Task:
    """One thing that waits for a person at a desk: where, in words, how many, since when.

    ``count``: how many wait, where they can be counted; ``since``: the date (ISO) of the oldest.
    ``now``: it is due now; without it, something the person can do at any time.
    """

    href: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    icon: str
    count: int | None = None
    since: str = ""
    now: bool = False


Tasks = Callable[[Context, Person, str], Awaitable[Sequence[Task]]]
"""What waits for this person in this street: ``async def tasks(ctx, person, street)``."""


@dataclass(frozen=True)
class Line:
    """One line of a daily report: what it is, in words, and how many."""

    zh: str
    en: str
    count: int


@dataclass(frozen=True)
class Day:
    """What a service tells of a working day in a street (工作日报).

    ``happened``: what it says → how a report calls it (zh, en), in the order of the report. How
    often it was said on a day comes from the audit trail. ``open``: what is open now, counted.
    ``untold``: what it says and a report leaves out on purpose; every event is in one of the two.
    """

    happened: Mapping[type[Event], tuple[str, str]]
    open: Callable[[Context, str], Awaitable[Sequence[Line]]]
    untold: frozenset[type[Event]] = frozenset()


Proof = Callable[[Engine, str], Awaitable[Sequence[tuple[str, str, str]]]]
"""What must hold in a street beside its trail: answers (where, zh, en) of all that does not."""


@dataclass(frozen=True, eq=False)
class Service:
    """The manifest. ``templates`` is the folder that holds ``<name>/…html``.

    ``nav``: entries of the main navigation; ``links``: name → address template of the pages that
    other services link to (named ``<service>.<name>`` there); ``tasks``: what waits for a person
    at this service's desk; ``day``: what it tells of a day; ``gauges``: its civic figures;
    ``shapes``: beginning of an address → how problems are answered there, where a foreign standard
    says what an error looks like.
    """

    name: str
    zh: str
    en: str
    says: tuple[type[Event], ...]
    hears: Mapping[type[Event], Action]
    kinds: tuple[Kind[Any], ...]
    plains: tuple[Plain, ...] = ()
    tables: tuple[StateTable, ...] = ()
    routers: tuple[APIRouter, ...] = ()
    every: tuple[Every, ...] = ()
    processes: tuple[Process, ...] = ()
    timers: Mapping[str, TimerAction] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    templates: Path | None = None
    nav: tuple[NavLink, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    tasks: Tasks | None = None
    day: Day | None = None
    gauges: tuple[CivicGauge, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def subscriptions(self) -> list[Subscription]:
        """One queue for each event it hears."""
        return [Subscription(self.name, event) for event in self.hears]


def end_of_day(last: date) -> datetime:
    """The moment this day of the street is over, in UTC."""
    return datetime.combine(last + timedelta(days=1), time(), ZONE).astimezone(UTC)


def subscriptions_of(services: Sequence[Service]) -> tuple[Subscription, ...]:
    """All queues of these services."""
    return tuple(sub for service in services for sub in service.subscriptions())
