"""A service's manifest: what it is called, owns, says, hears and shows. Start reading there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from chassis.bus.bus import Subscription
from chassis.core.decision import Cause, Change, S, StateTable
from chassis.core.documents import Changed, Key, Kind, Plain
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.store.engine import Engine
from chassis.store.store import Store
from contracts.envelope import Event, Heard

CHANGSHA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Context:
    """What an action works with: its own store, the settings and the clock. One per service.

    ``metrics`` are the process's; without any, figures go nowhere.
    """

    service: str
    store: Store
    settings: Settings
    now: Callable[[], datetime]
    metrics: Metrics = field(default_factory=lambda: Metrics(CollectorRegistry()))

    async def change(
        self,
        key: Key[S],
        decide: Callable[[S | None], Change[S]],
        cause: Cause,
        if_version: int | None = None,
    ) -> Changed[S]:
        """``store.change`` of this service's store."""
        return await self.store.change(key, decide, cause, if_version)

    def today(self) -> str:
        """The date in Asia/Shanghai as ISO text; deadlines are counted in it."""
        return self.now().astimezone(CHANGSHA).date().isoformat()


Action = Callable[[Context, Heard[Any], Cause], Awaitable[None]]
"""A reaction to an event: ``async def keep_member(ctx, heard, cause)``."""


@dataclass(frozen=True)
class Every:
    """Something a service's worker does again and again, for example counting what is overdue.

    The first time ``first`` seconds after the start. Of several workers one does it, by a lease;
    another takes over where that one is gone. ``one=False``: each does it. A lease may pass on
    while its holder still works, so an action that changes things does it under causes that are
    the same in all workers. ``measures`` names the gauges (fields of ``Metrics``) that the action
    sets: a worker that no longer does it forgets them, or they would stand still for ever.
    """

    seconds: float
    name: str
    action: Callable[[Context], Awaitable[None]]
    first: float = 0.0
    one: bool = True
    measures: tuple[str, ...] = ()


Proof = Callable[[Engine, str], Awaitable[Sequence[tuple[str, str, str]]]]
"""What must hold in a street beside its trail: answers (where, zh, en) of all that does not."""


@dataclass(frozen=True)
class Service:
    """The manifest. ``templates`` is the folder that holds ``<name>/…html``."""

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
    proofs: tuple[Proof, ...] = ()
    templates: Path | None = None

    def subscriptions(self) -> list[Subscription]:
        """One queue for each event it hears."""
        return [Subscription(self.name, event) for event in self.hears]


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def subscriptions_of(services: Sequence[Service]) -> tuple[Subscription, ...]:
    """All queues of these services."""
    return tuple(sub for service in services for sub in service.subscriptions())
