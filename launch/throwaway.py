"""A system of one's own in a temporary directory, for a demo that leaves nothing behind."""

import sys
from typing import Any

from chassis.core.log import configure
from chassis.core.settings import load_settings
from launch.catalogue import SERVICES
from launch.demo.calendar import StoryClock
from launch.running import listen, play_cases, serving
from launch.wiring import wire


async def play_throwaway(case: str, folder: str) -> dict[str, Any]:
    """Start all services on a free port and an empty store, play the case, answer its report."""
    settings = load_settings(
        {}, store_url=f"embedded:{folder}/store", port=0, cast_deadline=0.5, count_wait=1.0,
        log_level="warning", audit_anchor_seconds=0,
    )  # fmt: skip
    configure(settings, stream=sys.stderr)
    clock = StoryClock()
    system = wire(settings, SERVICES, SERVICES, now=clock)
    await system.start()
    async with serving(system, listen(settings)) as base_url:
        return (await play_cases([case], base_url, settings, clock, system.settle))[0]
