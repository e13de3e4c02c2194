"""The house as the benches start it, and the street they work in."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from chassis.core.decision import Cause, created
from chassis.core.log import configure
from chassis.core.settings import Settings, load_settings
from chassis.rooms.copies import CHARTER_COPIES, COPY, CharterCopy
from chassis.service import Context, Service
from contracts.charter import Charter
from launch.wiring import System, wire
from services.assembly.presets import charter_from

STREET = "430111005"
BODY = {
    "title": "小区西门路灯不亮",
    "content": "小区西门到公交站的路灯坏了三盏，晚上老人和孩子走路看不清，希望尽快修好。" * 3,
    "community": "430111005009",
    "contact": "13800000000",
    "consent": True,
}


def settings_of(folder: str, store: str = "", bus: str = "") -> Settings:
    """As it ships, but for the public rate and the log's sink; ``store`` and ``bus`` as in URLs."""
    return load_settings(
        {},
        store_url=store or f"embedded:{folder}/data",
        bus_url=bus or "local:",
        secret="b" * 40,
        public_rate="1000000/minute",
    )


def house(
    settings: Settings, services: Sequence[Service], everyone: Sequence[Service], **given: Any
) -> System:
    """The system with its log as it ships, written to nowhere."""
    configure(settings, stream=Path("/dev/null").open("w", encoding="utf-8"))  # noqa: SIM115
    return wire(settings, services, everyone, **given)


def charter() -> Charter:
    """The charter of the example street."""
    return charter_from("dongtang", STREET, 2025, ())


async def settle_in(context: Context, street: str = STREET) -> None:
    """Give a service its copy of the charter."""
    copy = CharterCopy(charter=charter(), sequence=1)
    await context.change(CHARTER_COPIES.key(street, COPY), created(copy), cause_of("charter"))


def context_of(system: System, service: str) -> Context:
    """The running context of a service."""
    return next(part.context for part in system.parts if part.service.name == service)


def cause_of(action: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Cause:
    """A cause of its own."""
    name = uuid4().hex
    return Cause(f"bench:{name}", "bench", action, now(), correlation=name)
