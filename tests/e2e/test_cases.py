"""Both cases from beginning to end by HTTP, every delivery twice, on the embedded pair.

What comes out must be what the two streets wrote down: 58 → 25 → 12 → 10, and 10 → 8. On MongoDB
and RabbitMQ Dongtang is played by ``test_processes``, Wujialing by ``deploy/test_many_processes``.
"""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.bus.bus import Bus
from chassis.bus.rabbit import RabbitBus
from launch.catalogue import SERVICES
from launch.demo.client import Api
from launch.demo.play import play
from launch.demo.report import report
from launch.engines import bus_of
from launch.running import demo_tokens, listen, play_cases, serving
from launch.wiring import System, wire
from tests.duplicator import Duplicator
from tests.faults.judging import differences
from tests.faults.mini import mini_case
from tests.service.played_town import PLAYED, charters_in
from tests.world import DONGTANG, WUJIALING, quick_settings

EXPECTED: dict[str, dict[str, Any]] = {
    "dongtang": {
        "street": DONGTANG,
        "deliberators": 53,
        "funnel": [58, 25, 12, 10],
        "reserve": 2,
        "answered": 58,
        "counts": {"expected": 53, "present": 51, "issued": 51, "returned": 50, "valid": 49},
        "projects": {"WRITTEN_OFF": 10},
        "lights": {"blue": 10},
    },
    "wujialing": {
        "street": WUJIALING,
        "deliberators": 67,
        "funnel": [36, 10, 8],
        "reserve": 2,
        "answered": 36,
        "counts": {"expected": 67, "present": 62, "issued": 62, "returned": 62, "valid": 62},
        "projects": {"ACCEPTED": 1, "IMPLEMENTING": 6, "WRITTEN_OFF": 1},
        "lights": {"blue": 2, "green": 4, "red": 1, "yellow": 1},
    },
}
CASES = sorted(EXPECTED)


@asynccontextmanager
async def a_system(
    folder: Path, bus: Bus | None = None, **given: Any
) -> AsyncIterator[tuple[System, str]]:
    """A served system of its own; deliveries come twice."""
    settings = quick_settings(folder, port=0, **given)
    made = Duplicator(bus or bus_of(settings))
    system = wire(settings, SERVICES, SERVICES, bus=made)
    await system.start()
    async with serving(system, listen(settings)) as base_url:
        yield system, base_url


def check(found: dict[str, Any]) -> None:
    """A report says what its street wrote down."""
    wanted = EXPECTED[found["case"]]
    for name in ("street", "deliberators", "funnel", "reserve", "answered"):
        assert found[name] == wanted[name], name
    counts = {name: found["ballot"][name] for name in wanted["counts"]}
    assert counts == wanted["counts"]
    assert len(found["projects"]) == wanted["funnel"][-1]
    assert all(project["class"] and project["group"] for project in found["projects"])
    assert all(votes <= counts["valid"] for votes in found["ballot"]["for"].values())
    said = found["events"]
    assert said["yishi.intake.suggestion-answered.v1"] >= wanted["answered"]
    assert said["yishi.supervision.project-created.v1"] == wanted["funnel"][-1]
    assert sum(found["supervision"]["inspections"].values()) == 3 * wanted["funnel"][-1]
    assert said["yishi.assembly.member-appointed.v1"] == wanted["deliberators"]
    assert found["supervision"]["projects"] == wanted["projects"]


async def all_is_well(system: System) -> None:
    """After the play: nothing is on its way, nothing died, every trail is whole."""
    from chassis.audit.check import AuditCheck

    await system.settle()
    for part in system.parts:
        assert await part.dead_letters.waiting() == 0, part.service.name
        report = await AuditCheck(part.engine, part.kinds).verify()
        assert report.ok, report.problems[:3]


async def test_cases_on_the_embedded_pair_come_out_as_written(tmp_path: Path) -> None:
    async with a_system(tmp_path) as (system, base_url):
        for found in await play_cases(CASES, base_url, system.settings):
            check(found)
        await all_is_well(system)


async def test_smallest_case_on_mongodb_and_rabbitmq_when_all_comes_twice_then_as_written(
    tmp_path: Path, mongodb_url: str, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its steps; both whole cases are played on this pair by the two tests named above."""
    charters_in(tmp_path, monkeypatch)
    name = f"e2e{uuid4().hex[:8]}"
    bus = RabbitBus(rabbitmq_url, prefix=f"{name}.")
    given = {
        "store_url": _with_database(mongodb_url, name),
        "bus_url": rabbitmq_url,
        "relay_lease": 30.0,
        "cast_deadline": 2.0,
        "count_wait": 3.0,
        # Looks at every kind of five services: most of the stand-in's work at ten a second.
        "relay_poll": 1.0,
        "due_poll": 1.0,
    }
    case = mini_case(PLAYED)
    async with a_system(tmp_path, bus, **given) as (system, base_url):
        async with httpx.AsyncClient(base_url=base_url, timeout=60) as http:
            api = Api(http, case.street, demo_tokens(system.settings, case.street))
            await play(case, api, lambda line: None)
            await system.settle()
            assert differences(await report(case, api, 0)) == {}
        await all_is_well(system)


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rstrip('/')}/{name}" + (f"?{query}" if query else "")


def test_demo_command_prints_its_report_as_the_last_line() -> None:
    """``yishi demo --case … --json`` in a process of its own, as a newcomer would type it."""
    import json

    case = "wujialing"  # whose lights differ
    tool = Path(sys.executable).parent / "yishi"
    done = subprocess.run(
        [str(tool), "demo", "--case", case, "--json"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    check(found)
    assert found["supervision"]["lights"] == EXPECTED[case]["lights"]
