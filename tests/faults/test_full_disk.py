"""The disk of the embedded store is full for a while, in the middle of a play.

SQLite itself refuses, by its own bound on the number of pages; everything runs in this process.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.audit.check import AuditCheck
from chassis.store.embedded import EmbeddedEngine
from contracts.charter import Role
from launch.catalogue import SERVICES
from launch.demo.client import Api
from launch.demo.play import play
from launch.demo.report import report
from launch.running import demo_tokens, listen, serving
from launch.wiring import System, wire
from services.assembly import presets
from services.ballot.kinds import PAPERS
from tests.faults.judging import differences
from tests.faults.mini import PAPERS as CAST
from tests.faults.mini import mini_case, write_charters
from tests.faults.table import INVARIANTS, ROWS
from tests.parity.test_bus import until
from tests.world import quick_settings

STREET = "900000001"
PLENTY = 1 << 30


@pytest.fixture
def charters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The street's charter among the presets."""
    folder = tmp_path / "charters"
    folder.mkdir()
    write_charters(folder, [STREET])
    monkeypatch.setattr(presets, "FOLDER", folder)
    presets.presets.cache_clear()
    yield
    presets.presets.cache_clear()


@pytest.fixture
async def served(tmp_path: Path, charters: None) -> AsyncIterator[tuple[System, str]]:
    settings = quick_settings(tmp_path / "data", port=0, retry_rungs=(0.1, 0.2, 0.5, 1, 2, 4))
    system = wire(settings, SERVICES, SERVICES)
    await system.start()
    async with serving(system, listen(settings)) as base_url:
        yield system, base_url


async def allow(system: System, pages: int) -> None:
    """So many more pages may be written to each file, and no more."""
    for part in system.parts:
        assert isinstance(part.engine, EmbeddedEngine)

        def bound(connection: Any) -> None:
            size = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={min(size + pages, PLENTY)}").fetchone()

        await part.engine._write(bound)


async def test_disk_when_full_for_a_while_then_nothing_is_lost_or_half_done(
    served: tuple[System, str],
) -> None:
    system, base_url = served
    going: list[asyncio.Task[int]] = []

    async def fill() -> int:
        before = refusals(system)
        await allow(system, 0)
        try:
            await until(lambda: refusals(system) > before + 3)
        finally:
            await allow(system, PLENTY)
        return refusals(system) - before

    def say(line: str) -> None:
        if "Round 1 down" in line or "Round 2 down" in line:
            going.append(asyncio.create_task(fill()))

    case, began = mini_case(STREET), time.monotonic()
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        api = Api(http, STREET, demo_tokens(system.settings, STREET))
        await asyncio.wait_for(play(case, api, say), 120)
        assert all([await task for task in going])
        await asyncio.wait_for(system.settle(), 60)
        found = dict(zip(INVARIANTS, await verdicts(system, api), strict=True))
    ROWS.append(("disk full (embedded store)", found, time.monotonic() - began))
    assert all(found.values()), found


def refusals(system: System) -> int:
    """How often the house has said "not now" so far, to people and to itself."""
    text = system.metrics.exposition().decode()
    counted = ("yishi_http_refused_total", "yishi_events_handled_total")
    lines = [line for line in text.splitlines() if line.startswith(counted)]
    refused = [line for line in lines if "store-unavailable" in line or 'outcome="later"' in line]
    return sum(int(float(line.rpartition(" ")[2])) for line in refused)


async def verdicts(system: System, api: Api) -> list[bool]:
    told = await report(mini_case(STREET), api, 0)
    summary = await api.get("intake", "summary", Role.NPC_COMMITTEE, cycle="2025")
    ballot = next(part for part in system.parts if part.service.name == "ballot")
    papers = await ballot.engine.rows(PAPERS, f"{STREET}/", "", 100)
    trails = [await AuditCheck(part.engine, part.kinds).verify() for part in system.parts]
    dead = sum([await part.dead_letters.waiting() for part in system.parts])
    once = not differences(told)
    return [once, once, summary["conserved"], len(papers) == len(CAST),
            all(trail.ok for trail in trails), dead == 0]  # fmt: skip
