"""工作日报: a day's rows are found in the chain by halving it, also where some came in late."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from chassis.audit.chain import AuditChain
from chassis.audit.day import LATE, day_in_trail
from chassis.core.clock import day as day_of
from chassis.core.errors import Invalid
from chassis.core.settings import load_settings
from chassis.service import Service
from chassis.web.days import DayPart, opened
from launch.catalogue import SERVICES

BEGAN = datetime(2025, 5, 1, 1, tzinfo=UTC)


class Rows:
    """A chain in memory that counts what is read of it."""

    def __init__(self, moments: list[datetime]) -> None:
        self.kept: list[dict[str, Any]] = [
            {"seq": seq, "at": at.isoformat(), "events": [f"e{seq % 3}"]}
            for seq, at in enumerate(moments, 1)
        ]
        self.read = 0

    async def head(self, street: str) -> Any:
        return type("Head", (), {"seq": len(self.kept)})

    async def row(self, street: str, seq: int) -> Any:
        self.read += 1
        return self.kept[seq - 1]

    async def rows(self, street: str, after: int = 0) -> AsyncIterator[tuple[str, Any]]:
        for row in self.kept[after:]:
            self.read += 1
            yield "", row


def moments(number: int, seed: int) -> list[datetime]:
    """Moments in the order of their rows: every tenth row comes in late by up to ``LATE``."""
    drawn = random.Random(seed)
    found, now = [], BEGAN
    for place in range(number):
        now += timedelta(minutes=drawn.randrange(1, 30))
        late = LATE * drawn.random() if place % 10 == 9 else timedelta()
        found.append(now - late)
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_day_when_rows_came_in_late_then_each_is_counted_on_its_day(seed: int) -> None:
    rows = Rows(moments(500, seed))
    whole = 0
    for offset in range(9):
        day = date(2025, 4, 30) + timedelta(days=offset)
        mine = [one for one in rows.kept if day_of(datetime.fromisoformat(one["at"])) == day]
        rows.read = 0
        found = await day_in_trail(cast(AuditChain, rows), "x", day)
        assert found.said.total() == len(mine)
        assert (found.first, found.last) == ((mine[0]["seq"], mine[-1]["seq"]) if mine else (0, 0))
        assert rows.read < 3 * 96 + 13  # the day with its margins, and the halving
        whole += len(mine)
    assert whole == 500


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_day_when_a_service_says_an_event_then_it_is_told_or_named_as_not_told(
    service: Service,
) -> None:
    assert service.day is not None
    told, untold = set(service.day.happened), set(service.day.untold)
    assert told | untold == set(service.says)
    assert not told & untold


def test_part_when_every_line_is_told_then_the_whole_report_fits_an_address() -> None:
    settings = load_settings({}, secret="x" * 32)
    sent = 0
    for service in SERVICES:
        assert service.day is not None
        lines = [{"zh": zh, "en": en, "count": 98765} for zh, en in service.day.happened.values()]
        part = DayPart.model_validate(
            {"service": service.name, "zh": service.zh, "en": service.en, "street": "430111005",
             "day": "2025-05-01", "at": BEGAN, "first": 12345, "last": 98765,
             "happened": lines, "open": lines[:8]}
        )  # fmt: skip
        sealed = part.sealed(settings)
        assert opened(settings, sealed) == part
        assert opened(load_settings({}, secret="y" * 32, secret_old="x" * 32), sealed) == part
        sent += len(sealed)
    assert sent < 6_000
    for wrong in ("", "x", "é", sealed[:-8] + "AAAAAAA=", "A" * 80):
        with pytest.raises(Invalid):
            opened(settings, wrong)
