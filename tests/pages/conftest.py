"""A running demo with both cases played, once for all page tests, as `make run` starts it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PATIENCE = 300.0


@pytest.fixture(scope="session")
def demo_url() -> Iterator[str]:
    """The address of the demo; it is stopped as by Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="yishi-pages-") as folder:
        environ = os.environ | {
            "YISHI_STORE_URL": f"embedded:{folder}/data",
            "YISHI_PORT": "0",
            "YISHI_CAST_DEADLINE": "0.5",
            "YISHI_COUNT_WAIT": "1",
        }
        tool = Path(sys.executable).parent / "yishi"
        told = Path(folder) / "told"
        with told.open("w", encoding="utf-8") as out:
            running = subprocess.Popen([str(tool), "run", "--demo"], env=environ, stderr=out)
        try:
            yield _address(running, Path(folder), told)
        finally:
            running.terminate()
            assert running.wait(30) == 0, told.read_text(encoding="utf-8")


def _address(running: "subprocess.Popen[bytes]", folder: Path, told: Path) -> str:
    until = time.monotonic() + PATIENCE
    while not (folder / "data" / "demo-played").exists():
        assert running.poll() is None, told.read_text(encoding="utf-8")
        assert time.monotonic() < until, told.read_text(encoding="utf-8")
        time.sleep(0.2)
    words = told.read_text(encoding="utf-8").split()
    url = next(word for word in words if word.startswith("http://"))
    httpx.get(f"{url}/readyz").raise_for_status()
    return url
