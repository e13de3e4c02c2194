"""``yishi`` for a bad day: the same command, with streets and a clock that the test sets.

    python -m tests.faults.service run --service intake

``YISHI_TEST_CHARTERS`` names the folder of presets. ``YISHI_TEST_CLOCK`` names a file of one
float: the seconds by which this process's wall clock is wrong, read at every look, so that the
clock can jump while it runs. Everything else is the shipped command.
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


def main() -> None:
    bend_the_clock(Path(os.environ["YISHI_TEST_CLOCK"]))

    from launch.cli import main as yishi
    from services.assembly import presets

    presets.FOLDER = Path(os.environ["YISHI_TEST_CHARTERS"])
    yishi()


if __name__ == "__main__":
    main()
