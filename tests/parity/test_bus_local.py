"""What only the embedded bus must prove: a killed process loses nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.bus.local import LocalBus
from chassis.core.errors import Unavailable
from tests.parity.test_bus import OPENED, TOPOLOGY, Ear, message, until

VICTIM = """
import asyncio, os, signal, sys
from pathlib import Path
from chassis.bus.bus import Later
from chassis.bus.local import LocalBus
from tests.parity.test_bus import OPENED, TOPOLOGY, message

async def main():
    bus = LocalBus(Path(sys.argv[1]))
    await bus.declare(TOPOLOGY)
    await bus.publish([message(str(n)) for n in range(50)])
    async def handle(body, attempt):
        if body == b"0":
            return Later(0)
        if body == b"10":
            os.kill(os.getpid(), signal.SIGKILL)
        if int(body) % 2:
            await asyncio.Event().wait()
    await bus.consume(OPENED.queue, handle, prefetch=20)
    await asyncio.sleep(30)

asyncio.run(main())
"""


async def test_process_when_killed_then_the_next_start_hears_what_was_not_done(
    tmp_path: Path,
) -> None:
    victim = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-c", VICTIM, str(tmp_path)], env=os.environ, check=False, timeout=60
    )
    assert victim.returncode == -signal.SIGKILL
    bus, ear = LocalBus(tmp_path), Ear()
    await bus.declare(TOPOLOGY)
    await bus.consume(OPENED.queue, ear, prefetch=50)
    undone = {str(n) for n in range(50)} - {"2", "4", "6", "8"}
    await until(lambda: undone <= set(ear.bodies))
    await bus.close()


async def test_publish_when_the_file_is_locked_too_long_then_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.bus.local.BUSY_SECONDS", 0.05)
    bus = LocalBus(tmp_path)
    await bus.declare(TOPOLOGY)
    other = sqlite3.connect(tmp_path / f"{OPENED.hearer}.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await bus.publish([message()])
    other.execute("ROLLBACK")
    other.close()
    await bus.publish([message()])
    assert await bus.depth(OPENED.queue) == 1
    await bus.close()
