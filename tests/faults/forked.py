"""Services of a bad day forked from one process that has imported them: a death costs no import.

A start of Python with all of Yishi takes longer than what most bad days do to it, and a fault at
each step starts five services twenty times. Each fork is a process of its own as before: it has
its own memory, sockets and event loop, and ``kill -9`` ends it alone.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from launch.processes import LOOPBACK, Child

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.service"])
PR_SET_PDEATHSIG = 1


@dataclass
class Forked:
    """A fork, spoken to as to ``asyncio.subprocess.Process``."""

    process: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for its end; its status, a signal as a negative number."""
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        sentinel = os.dup(self.process.sentinel)  # the loop watches a number once
        loop.add_reader(sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(sentinel)
            os.close(sentinel)
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


@dataclass
class ForkedChild(Child):
    """A program of the fleet that is forked, not started anew; its output goes to ``log``."""

    log: Path = Path(os.devnull)

    async def _run(self) -> int:
        environ = {**self.environ, "YISHI_HOST": LOOPBACK, "YISHI_PORT": str(self.port)}
        given = (list(self.program.words), environ, str(self.log))
        process = FORKS.Process(target=_serve, args=given, daemon=True)
        await asyncio.to_thread(process.start)
        self.process = running = Forked(process)  # type: ignore[assignment]
        self.starts += 1
        self.say(f"{self.program.name} started, pid {running.pid}, {self.url}")
        if self._stopping:
            self.signal(signal.SIGTERM)
        return await running.wait()


def forked(child: Child, folder: Path) -> ForkedChild:
    """The same program, forked at each start; it writes to a file of its name in ``folder``."""
    log = folder / f"{child.program.name}.log"
    return ForkedChild(child.program, child.environ, child.say, log=log)


def _serve(words: list[str], environ: Mapping[str, str], log: str) -> None:
    """In the fork: become ``yishi`` with these words."""
    from tests.faults import service

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(written, stream)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["yishi", *words]
    service.main()
