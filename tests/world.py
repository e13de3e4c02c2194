"""All five services in this process, for tests: real HTTP in memory, every delivery twice.

    async with a_world(tmp_path) as world:
        answer = await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
        await world.settle()

Nothing sleeps: ``settle`` waits until no outbox, queue or handler holds anything.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from chassis.bus.bus import Bus
from chassis.bus.local import LocalBus
from chassis.core.settings import Settings, load_settings
from chassis.service import Service
from chassis.web.auth import issue_demo_token
from contracts.charter import Role
from launch.wiring import System, wire
from tests.duplicator import Duplicator

DONGTANG = "430111005"
WUJIALING = "430105006"
UNIT = "公共管理办公室"
"""The unit of a department where a test names no other."""


@dataclass
class Clock:
    """A clock that tests turn; it moves a millisecond with every look, so that order shows."""

    moment: datetime = field(default_factory=lambda: datetime(2025, 5, 1, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def forward(self, **by: float) -> None:
        """Let time pass: ``clock.forward(days=8)``."""
        self.moment += timedelta(**by)


@dataclass
class World:
    """The running system and how people talk to it."""

    system: System
    http: httpx.AsyncClient
    settings: Settings
    clock: Clock

    def headers(
        self,
        role: Role | None,
        street: str,
        sub: str = "",
        member: str = "",
        department: str = "",
    ) -> dict[str, str]:
        """The bearer header of a person in this role of this street; nobody for ``None``."""
        if role is None:
            return {}
        if role is Role.DEPARTMENT:
            department = department or UNIT
        sub = sub or f"demo-{role.lower().replace('_', '-')}"
        token = issue_demo_token(
            self.settings, sub, sub, [role], [street], member, department=department
        )
        return {"Authorization": f"Bearer {token}"}

    async def ask(
        self,
        method: str,
        service: str,
        rest: str,
        role: Role | None = None,
        *,
        street: str = DONGTANG,
        scope: str = "",
        sub: str = "",
        member: str = "",
        department: str = "",
        headers: dict[str, str] | None = None,
        **given: Any,
    ) -> httpx.Response:
        """One request under ``/<service>/api/streets/<street>/``; ``scope``: whose street."""
        path = f"/{service}/api/streets/{street}/{rest}"
        sent = self.headers(role, scope or street, sub, member, department) | (headers or {})
        return await self.http.request(method, path, headers=sent, **given)

    async def get(self, service: str, rest: str, role: Role | None = None, **given: Any) -> Any:
        """The JSON of a read that must succeed."""
        return _good(await self.ask("GET", service, rest, role, **given))

    async def post(
        self,
        service: str,
        rest: str,
        role: Role | None = None,
        body: dict[str, Any] | None = None,
        **given: Any,
    ) -> Any:
        """The JSON of a command that must succeed."""
        if "files" not in given:
            given["json"] = body or {}
        return _good(await self.ask("POST", service, rest, role, **given))

    async def settle(self) -> None:
        """Wait until nothing is on its way any more (at most a minute)."""
        await asyncio.wait_for(self.system.settle(), 60)

    def context(self, service: str) -> Any:
        """The service's context, to look into its store."""
        return next(p.context for p in self.system.parts if p.service.name == service)


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, (
        f"{answer.request.method} {answer.url} {answer.status_code} {answer.text}"
    )
    return answer.json()


def quick_settings(folder: Path, **given: Any) -> Settings:
    """Settings with every wait cut short."""
    wanted: dict[str, Any] = {
        "store_url": f"embedded:{folder}",
        "retry_rungs": (0.02, 0.05, 0.1),
        "quick_tries": (0.01, 0.03),
        "relay_lease": 2.0,
        "relay_poll": 0.1,
        "relay_linger": 0.0,
        "due_poll": 0.1,
        "cast_deadline": 0.3,
        "count_wait": 0.4,
        "public_rate": "100000/minute",
        "audit_anchor_seconds": 0.0,
    }
    return load_settings({}, **(wanted | given))


@asynccontextmanager
async def a_world(
    folder: Path,
    services: Sequence[Service] | None = None,
    *,
    twice: bool = True,
    beside: Sequence[Service] = (),
    bus: Callable[[Settings], Bus] | None = None,
    **given: Any,
) -> AsyncIterator[World]:
    """A started world; ``twice=False`` delivers once, ``given`` overrides settings.

    ``beside``: services that do not run here and only lend their links and navigation.
    """
    if services is None:
        from launch.catalogue import SERVICES

        services = SERVICES
    settings = quick_settings(folder, **given)
    made = bus(settings) if bus else LocalBus(folder)
    clock = Clock()
    everyone = (*services, *(replace(one, hears={}) for one in beside))
    system = wire(settings, services, everyone, now=clock, bus=Duplicator(made) if twice else made)
    await system.start()
    transport = httpx.ASGITransport(app=system.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://yishi.test") as http:
        try:
            yield World(system, http, settings, clock)
        finally:
            await system.stop()
