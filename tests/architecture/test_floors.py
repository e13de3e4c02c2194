"""The floors of the house hold, and each rule is seen failing on a planted breach."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("contracts", "chassis", "services", "launch")

BREACHES = [
    (
        "contracts/envelope.py",
        "import chassis.store.store",
        "launch > services > chassis > contracts",
    ),
    ("contracts/ballot.py", "import services.ballot", "launch > services > chassis > contracts"),
    ("chassis/store/store.py", "import services.intake.service", "launch > services > chassis"),
    ("chassis/flow/relay.py", "import launch.wiring", "launch > services > chassis > contracts"),
    ("services/intake/service.py", "import launch.cli", "launch > services > chassis"),
    ("services/intake/service.py", "import services.ballot.service", "services do not know"),
    ("services/ballot/service.py", "import services.screening.kinds", "services do not know"),
    ("services/screening/service.py", "import services.assembly.kinds", "services do not know"),
    ("services/assembly/service.py", "import services.supervision.kinds", "services do not know"),
    ("services/supervision/service.py", "import services.intake.kinds", "services do not know"),
    ("chassis/audit/chain.py", "import motor.motor_asyncio", "only chassis.store.mongo"),
    ("launch/wiring.py", "import pymongo", "only chassis.store.mongo"),
    ("services/ballot/service.py", "import bson", "only chassis.store.mongo"),
    ("chassis/flow/relay.py", "import aio_pika", "only chassis.bus.rabbit"),
    ("launch/operating.py", "import aiormq", "only chassis.bus.rabbit"),
    ("chassis/audit/chain.py", "import sqlite3", "only the embedded pair"),
    ("services/ballot/service.py", "import sqlite3", "only the embedded pair"),
    ("services/assembly/member/domain/seat.py", "import fastapi", "the domain is pure"),
    ("services/assembly/cycle/domain.py", "import starlette.responses", "the domain is pure"),
    ("services/assembly/charter/domain.py", "import httpx", "the domain is pure"),
    ("services/assembly/notice/domain.py", "import jinja2", "the domain is pure"),
    ("services/assembly/member/domain/roster.py", "import xlsxwriter", "the domain is pure"),
    ("services/supervision/project/domain/life.py", "import typst", "the domain is pure"),
    ("services/supervision/overview/domain.py", "import chassis.web.ask", "the domain is pure"),
    ("services/assembly/member/domain/seat.py", "import chassis.pages", "the domain is pure"),
    ("services/assembly/cycle/domain.py", "import chassis.store.store", "the domain is pure"),
    ("services/assembly/cycle/domain.py", "import chassis.bus.bus", "the domain is pure"),
    ("services/assembly/cycle/domain.py", "import chassis.flow.timers", "the domain is pure"),
    ("services/assembly/notice/domain.py", "import chassis.service", "the domain is pure"),
    (
        "services/assembly/member/domain/roster.py",
        "import chassis.rooms.sheets",
        "the domain is pure",
    ),
    ("chassis/web/ask.py", "import pytest", "what ships does not import tests"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the project's own import rules on a tree."""
    tool = Path(sys.executable).parent / "lint-imports"
    environ = os.environ | {"PYTHONPATH": str(folder)}
    command = [str(tool), "--cache-dir", ".import_linter_cache"]  # unplanted files are read once
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the four floors with their rules."""
    folder = tmp_path_factory.mktemp("floors")
    for floor in FLOORS:
        shutil.copytree(
            ROOT / floor, folder / floor, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_floors_as_they_are_hold(tree: Path) -> None:
    """Nothing in the house breaks a rule."""
    found = lint(tree)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(("file", "line", "rule"), BREACHES)
def test_floors_when_breached_are_caught(tree: Path, file: str, line: str, rule: str) -> None:
    """Each planted import is caught, by the rule that forbids it."""
    place = tree / file
    as_it_was = place.read_text(encoding="utf-8")
    place.write_text(f"{as_it_was}\n{line}\n", encoding="utf-8")
    try:
        found = lint(tree)
    finally:
        place.write_text(as_it_was, encoding="utf-8")
    assert found.returncode != 0
    assert any(rule in row and "BROKEN" in row for row in found.stdout.splitlines()), found.stdout
