"""``yishi`` for a bad day: the same command, with streets and a clock that the test sets.

``YISHI_TEST_CHARTERS`` names the folder of presets. ``YISHI_TEST_CLOCK`` names a file of one
float: the seconds by which this process's wall clock is wrong, read at every look, so that the
clock can jump while it runs. Everything else is the shipped command.

Importing this module bends the clock and then imports all of Yishi: the process that services are
forked from does it once for all of them.
"""

import mmap
import os
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

CLOCK = struct.Struct("d")


def bend_the_clock(path: Path) -> None:
    """Make the wall clock wrong by what the file says, before anybody has imported it."""
    with path.open("rb") as file:
        shared = mmap.mmap(file.fileno(), CLOCK.size, access=mmap.ACCESS_READ)
    true_time = time.time

    def wrong() -> float:
        return float(CLOCK.unpack(shared)[0])

    time.time = lambda: true_time() + wrong()

    import chassis.core.clock

    chassis.core.clock.utc_now = lambda: datetime.now(UTC) + timedelta(seconds=wrong())


bend_the_clock(Path(os.environ["YISHI_TEST_CLOCK"]))

import launch.running  # noqa: E402, F401 - after the clock was bent
from launch.cli import main as yishi  # noqa: E402
from services.assembly import presets  # noqa: E402


def main() -> None:
    """Be ``yishi`` with the words in ``sys.argv``."""
    presets.FOLDER = Path(os.environ["YISHI_TEST_CHARTERS"])
    yishi()
