"""Rehearsals begun from a page: ``yishi rehearse`` as a child of this process, one at a time.

The child is tied to its parent by its standard input: where the parent ends, however it does, the
child reads the end and removes its copy. It writes no record, and neither does its start.
"""

import asyncio
import os
import sys
from datetime import datetime, timedelta

import structlog

from chassis.core.errors import Unavailable, WrongState
from chassis.core.settings import Settings
from chassis.web.rehearsals import Running

log = structlog.get_logger(__name__)

LONGEST = timedelta(hours=6)
"""After so long it ends by itself: somebody forgot it."""
TO_BEGIN = 60.0
TO_END = 20.0


class OneRehearsal:
    """``chassis.web.rehearsals.Rehearsals``: the child process and what is known of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one_at_a_time = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._running: Running | None = None
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def running(self) -> Running | None:
        """The rehearsal that runs now; nothing where its process has ended."""
        alive = self._child is not None and self._child.returncode is None
        return self._running if alive else None

    async def start(self, street: str, by: str, at: datetime) -> Running:
        """Begin one, and wait until it answers."""
        async with self._one_at_a_time:
            if self.running is not None:
                raise WrongState(
                    "rehearsal-runs", "已有一场演练在进行。", "A rehearsal is running already."
                )
            port = self._settings.rehearsal_port
            self._child = await self._begun(street, port)
            await self._ready(self._child)
            self._running = Running(street, port, by, at)
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(LONGEST.total_seconds(), self._forgotten)
            log.info("rehearsal begun", street=street)
            return self._running

    async def _begun(self, street: str, port: int) -> asyncio.subprocess.Process:
        mine = self._settings
        place = {"YISHI_STORE_URL": mine.store_url, "YISHI_BUS_URL": mine.bus_url}
        command = ("-m", "launch.cli", "rehearse", street, "--port", str(port), "--tied")
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **place},
        )

    async def _ready(self, child: asyncio.subprocess.Process) -> None:
        """Wait for the child's first words, which it says once it answers."""
        assert child.stdout is not None  # it was asked for
        try:
            async with asyncio.timeout(TO_BEGIN):
                while line := await child.stdout.readline():
                    if line.strip():
                        return
        except TimeoutError:
            child.kill()
        raise Unavailable(
            "rehearsal-not-begun",
            "演练没有启动成功，请联系系统管理员。",
            "The rehearsal could not be started; tell the administrator.",
        )

    def _forgotten(self) -> None:
        if self._child is not None and self._child.returncode is None:
            self._child.terminate()

    async def end(self) -> None:
        """End it, and wait until its copy is removed."""
        async with self._one_at_a_time:
            child, self._child, self._running = self._child, None, None
            if self._alarm is not None:
                self._alarm.cancel()
            if child is None or child.returncode is not None:
                return
            child.terminate()
            try:
                async with asyncio.timeout(TO_END):
                    await child.communicate()
            except TimeoutError:
                child.kill()
            log.info("rehearsal ended")
