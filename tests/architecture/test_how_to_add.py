"""docs/how-to-add.md is followed to the letter in a copy of the tree, and its test passes there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("contracts", "chassis", "services", "launch", "tests", "examples", "scripts")
STEP = re.compile(
    r"^(?:(?P<how>In|At the end of|New file) `(?P<file>[^`]+)`"
    r"(?:, (?P<where>after|instead of) `(?P<anchor>[^`]+)`)?:)\n\n```\w+\n(?P<text>.*?)```",
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with every step of the page done in it."""
    folder = tmp_path_factory.mktemp("house")
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for name in ("pyproject.toml", "ARCHITECTURE.md"):
        shutil.copy(ROOT / name, folder)
    if (cache := ROOT / ".mypy_cache").exists():  # what `make check` found of the same files
        shutil.copytree(cache, folder / ".mypy_cache")
    steps = list(STEP.finditer((ROOT / "docs/how-to-add.md").read_text(encoding="utf-8")))
    assert len(steps) >= 10, "the page has lost its steps"
    for step in steps:
        follow(folder, step)
    return folder


def follow(folder: Path, step: re.Match[str]) -> None:
    """Do one step of the page."""
    file, anchor, text = folder / step["file"], step["anchor"], step["text"]
    if step["how"] == "New file":
        assert not file.exists()
        file.write_text(text, encoding="utf-8")
        return
    held = file.read_text(encoding="utf-8")
    if step["how"] == "At the end of":
        file.write_text(f"{held}\n\n{text}", encoding="utf-8")
        return
    assert held.count(anchor) == 1, f"{step['file']} has {anchor!r} {held.count(anchor)} times"
    put = f"{anchor}\n{text.rstrip()}" if step["where"] == "after" else text.rstrip("\n")
    file.write_text(held.replace(anchor, put), encoding="utf-8")


def ran(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the copy's own code."""
    environ = os.environ | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", *words]
    return subprocess.run(
        command, cwd=tree, env=environ, capture_output=True, text=True, check=False, timeout=300
    )


def test_page_when_followed_then_its_test_passes(tree: Path) -> None:
    words = ("pytest", "-q", "-p", "no:cacheprovider", "tests/service/test_urge.py")
    found = ran(tree, *words)
    assert found.returncode == 0, found.stdout[-3000:]


def test_page_when_followed_then_floors_and_types_hold(tree: Path) -> None:
    floors = ran(tree, "importlinter.cli", "lint-imports", "--no-cache")
    assert floors.returncode == 0, floors.stdout[-2000:]
    types = ran(tree, "mypy", "-p", "services.supervision")
    assert types.returncode == 0, types.stdout[-2000:]


KNOCK = """
import asyncio, tempfile
from pathlib import Path
from tests.service.every_route import doors_of, let_in, line_of
from tests.world import a_world

async def knock() -> None:
    async with a_world(Path(tempfile.mkdtemp())) as world:
        for door in doors_of(world):
            if "urge" in door.name:
                print("door:", line_of(door, await let_in(world, door)))

asyncio.run(knock())
"""
"""All doors of the application are knocked at in ``test_every_route``; here only the new ones."""


def test_page_when_followed_then_the_agreed_doors_are_those_of_the_application(tree: Path) -> None:
    table = (tree / "tests/service/routes.txt").read_text(encoding="utf-8").splitlines()
    agreed = [line for line in table if "urge" in line]
    found = subprocess.run(
        [sys.executable, "-c", KNOCK], cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert len(agreed) >= 2, agreed
    said = [line for line in found.stdout.splitlines() if line.startswith("door: ")]
    assert [line.removeprefix("door: ") for line in said] == agreed, found.stderr


def test_command_when_added_then_it_touches_at_most_three_python_files() -> None:
    page = (ROOT / "docs/how-to-add.md").read_text(encoding="utf-8").partition("## 4.")[0]
    files = {step["file"] for step in STEP.finditer(page) if step["file"].startswith("services")}
    assert len([file for file in files if file.endswith(".py")]) <= 3
