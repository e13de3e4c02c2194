"""What happened on a day (工作日报): each service tells its part, the report gathers them.

The report's page loads each part from the service that it is of, and sends the parts on to whoever
lays them on paper. A part is sealed with the installation's secret, so that nobody in between, the
browser's owner included, prints a figure that no service gave.
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chassis.audit.chain import AuditChain
from chassis.audit.day import day_in_trail
from chassis.core.clock import day as day_of
from chassis.core.errors import Invalid
from chassis.core.settings import Settings
from chassis.pages import render
from chassis.service import Context, Line, Service
from chassis.web.ask import Ask, asked
from contracts.charter import Role

READERS = (Role.STREET_OFFICE, Role.NPC_COMMITTEE, Role.AUDITOR)
"""The clerk and the NPC committee who write the report, and whoever examines it."""


SEAL = 32
"""Bytes of a seal."""


class DayPart(BaseModel):
    """What one service tells of a day. ``first`` and ``last``: rows of its trail, 0 for none.

    ``open`` is as it stood ``at`` the moment of asking, whichever day is told.
    """

    model_config = ConfigDict(frozen=True)

    service: str
    zh: str
    en: str
    street: str
    day: date
    at: datetime
    first: int
    last: int
    happened: tuple[Line, ...]
    open: tuple[Line, ...]

    def sealed(self, settings: Settings) -> str:
        """The part as short text (base64url) that ``opened`` takes: it goes into an address."""
        packed = zlib.compress(self.model_dump_json().encode(), 9)
        return urlsafe_b64encode(_seal(settings.secret, packed) + packed).decode()


def opened(settings: Settings, sealed: str) -> DayPart:
    """A sealed part. Raises ``Invalid`` where it is not as a service gave it."""
    try:
        found = urlsafe_b64decode(sealed.encode())
    except ValueError:
        found = b""
    seal, packed = found[:SEAL], found[SEAL:]
    if not any(hmac.compare_digest(seal, _seal(secret, packed)) for secret in settings.secrets):
        raise Invalid(
            "day-part-changed",
            "日报的内容不是系统给出的，请重新打开日报再打印。",
            "A part of this report is not as the system gave it; open the report again.",
        )
    return DayPart.model_validate_json(zlib.decompress(packed))


def _seal(secret: str, packed: bytes) -> bytes:
    return hmac.new(secret.encode(), b"day:" + packed, "sha256").digest()


def day_router(service: Service) -> APIRouter:
    """A service's part of a day: as JSON, and as a fragment of the report's page."""
    router = APIRouter(tags=[service.name])

    @router.get(f"/{service.name}/api/streets/{{street}}/days/{{day}}")
    async def get_day(ask: Annotated[Ask, asked(service.name, *READERS)], day: str) -> DayPart:
        """What happened in this street on a day (ISO date), from the audit trail; what is open."""
        return await day_part(ask, service, day)

    @router.get(f"/{service.name}/streets/{{street}}/days/{{day}}", include_in_schema=False)
    async def get_day_fragment(
        ask: Annotated[Ask, asked(service.name, *READERS)], day: str
    ) -> Response:
        """The same as a piece of the report's page."""
        part = await day_part(ask, service, day)
        sealed = part.sealed(ask.ctx.settings)
        return render(ask.request, "day.html", part=part, sealed=sealed)

    return router


async def day_part(ask: Ask, service: Service, day: str) -> DayPart:
    """This service's part; what it tells is signed then, so that an anchor printed after binds it.

    Raises ``Invalid`` for what is no day, or lies ahead.
    """
    assert service.day is not None
    wanted, at = read_day(ask.ctx, day), ask.ctx.now()
    chain = AuditChain(ask.ctx.store.engine)
    found = await day_in_trail(chain, ask.street, wanted)
    told = [
        Line(zh, en, found.said[event.wire_type()])
        for event, (zh, en) in service.day.happened.items()
    ]
    still = await service.day.open(ask.ctx, ask.street)
    if ask.ctx.signer:
        await ask.ctx.signer.sign()
    return DayPart(
        service=service.name,
        zh=service.zh,
        en=service.en,
        street=ask.street,
        day=wanted,
        at=at,
        first=found.first,
        last=found.last,
        happened=tuple(one for one in told if one.count),
        open=tuple(one for one in still if one.count),
    )


def read_day(ctx: Context, text: str) -> date:
    """A day up to today. Raises ``Invalid``."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if day > day_of(ctx.now()):
        raise Invalid(
            "bad-day",
            "日期应为今天或以前的一天。",
            "The day is today or an earlier one, as in 2025-05-01.",
        )
    return day


def days_of(services: Sequence[Service]) -> list[str]:
    """The services that tell of a day."""
    return [service.name for service in services if service.day is not None]
