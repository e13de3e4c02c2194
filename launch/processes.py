"""Every service as processes of its own on this machine: ``yishi up --processes``.

Starts what ``docker-compose.yml`` starts, with the same commands: first ``yishi topology``, then
web and worker of each service, each on a port of 127.0.0.1, and one gateway in front. A process
that dies is started again after a pause that doubles, as compose does; one that dies again and
again, or refuses its settings, ends everything with exit status 1.
"""

import asyncio
import contextlib
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from chassis.core.settings import SettingsError
from launch.catalogue import SERVICES

LOOPBACK = "127.0.0.1"
YISHI = (str(Path(sys.executable).with_name("yishi")),)
WRONG_SETTING = 2
TRIES = 10
PAUSE_FIRST = 0.1
PAUSE_MOST = 30.0
STEADY = 10.0
"""Seconds a process must have run for its earlier deaths to be forgotten."""
GRACE = 30.0
"""Seconds a process has to stop in order before it is killed."""

Say = Callable[[str], None]


class GaveUp(Exception):
    """A process died too often, or never became ready; the message names it."""


@dataclass(frozen=True)
class Program:
    """One process: its name in the compose file and the words after ``yishi``."""

    name: str
    words: tuple[str, ...]

    @property
    def web(self) -> str:
        """The service whose pages it shows, empty for a worker."""
        return self.words[2] if self.words[0] == "run" and "--worker-only" not in self.words else ""


def programs_of(compose: Path) -> tuple[list[Program], list[Program]]:
    """What to run once first, and what to keep running, as the compose file says.

    Raises ``SettingsError`` where it cannot be read or starts no service.
    """
    try:
        services: dict[str, Any] = yaml.safe_load(compose.read_text(encoding="utf-8"))["services"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SettingsError(f"--compose: {compose} cannot be read ({error})") from None
    found = [Program(name, tuple(map(str, told["command"]))) for name, told in _ours(services)]
    lasting = [program for program in found if program.words[0] == "run"]
    if not lasting:
        raise SettingsError(f"--compose: {compose} starts no service with `run --service`")
    return [program for program in found if program.words == ("topology",)], lasting


def _ours(services: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Those whose command is one of ours; a broker's or a database's is not."""
    listed = [(n, told) for n, told in services.items() if isinstance(told.get("command"), list)]
    return [
        (name, told)
        for name, told in listed
        if told["command"][:2] == ["run", "--service"] or told["command"] == ["topology"]
    ]


def usual_programs() -> tuple[list[Program], list[Program]]:
    """The same without a compose file: an installed package has none beside it."""
    lasting = [
        Program(f"{service.name}-{part}", ("run", "--service", service.name, f"--{part}-only"))
        for service in SERVICES
        for part in ("web", "worker")
    ]
    return [Program("topology", ("topology",))], lasting


def free_port() -> int:
    """A port of the loopback address that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Child:
    """One program, kept running. ``environ`` is what its next start is given."""

    program: Program
    environ: dict[str, str]
    say: Say
    command: Sequence[str] = YISHI
    port: int = field(default_factory=free_port)
    lasting: bool = True
    starts: int = 0
    process: asyncio.subprocess.Process | None = None
    _stopping: bool = False

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    async def keep(self) -> None:
        """Run it until ``stop``, again after each death. Raises ``GaveUp``."""
        deaths, self._stopping = 0, False
        while True:
            began = time.monotonic()
            status = await self._run()
            if self._stopping or (status == 0 and not self.lasting):
                return
            deaths = 1 if time.monotonic() - began > STEADY else deaths + 1
            self.say(f"{self.program.name} ended with status {status}")
            if status == WRONG_SETTING or deaths >= TRIES:
                raise GaveUp(f"{self.program.name} ended with status {status}, {deaths} times")
            await asyncio.sleep(min(PAUSE_FIRST * 2 ** (deaths - 1), PAUSE_MOST))

    async def _run(self) -> int:
        # A session of its own: Ctrl-C reaches us alone, and we stop everything in order.
        self.process = await asyncio.create_subprocess_exec(
            *_guard(), *self.command, *self.program.words,
            env={**self.environ, "YISHI_HOST": LOOPBACK, "YISHI_PORT": str(self.port)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        self.starts += 1
        if self.lasting:
            self.say(f"{self.program.name} started, pid {self.process.pid}, {self.url}")
        if self._stopping:
            self.signal(signal.SIGTERM)
        await self._pass_on()
        return await self.process.wait()

    async def _pass_on(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        while line := await _line(self.process.stdout):
            self.say(f"{self.program.name:<18} | {line}")

    def signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.process is not None and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def stop(self) -> None:
        """Ask it to stop and wait; after half a minute no longer ask. ``keep`` ends with it."""
        self._stopping = True
        if self.process is None:
            return
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), GRACE)
        except TimeoutError:
            self.say(f"{self.program.name} did not stop in {GRACE:g} s: killed")
            self.signal(signal.SIGKILL)
            await self.process.wait()


def _guard() -> list[str]:
    """Where Linux has it: the child is ended when this process is killed."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM"] if found else []


async def _line(stream: asyncio.StreamReader) -> str:
    """The next line with something in it, cut where it is endless; empty at the end."""
    while True:
        try:
            raw = await stream.readline()
        except ValueError:  # longer than the stream's limit, which has dropped it
            raw = b"(a line too long to show)\n"
        if not raw or raw.strip():
            return raw.decode(errors="replace").rstrip()


class Fleet:
    """Programs that run side by side, each kept running. ``start`` and ``stop`` it once.

    ``failed`` is set when one was given up; ``problem`` says why.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        environ: Mapping[str, str],
        say: Say,
        command: Sequence[str] = YISHI,
    ) -> None:
        self.children = {p.name: Child(p, dict(environ), say, command) for p in programs}
        self.failed = asyncio.Event()
        self.problem = ""
        self._keeping: dict[str, asyncio.Task[None]] = {}

    @property
    def pages(self) -> dict[str, str]:
        """Service → base URL of the process that shows its pages."""
        children = self.children.values()
        return {child.program.web: child.url for child in children if child.program.web}

    def start(self, *names: str) -> None:
        """Start these, all where none is named, unless they run."""
        for name in names or self.children:
            running = self._keeping.get(name)
            if running is None or running.done():
                self._keeping[name] = asyncio.create_task(self._keep(self.children[name]))

    async def _keep(self, child: Child) -> None:
        try:
            await child.keep()
        except GaveUp as problem:
            self.problem = self.problem or str(problem)
            self.failed.set()

    async def ready(self, *names: str, seconds: float = 120.0) -> None:
        """Return once these (or all) say that they are ready. Raises ``GaveUp``."""
        waited = [self.children[name] for name in names or self.children]
        try:
            async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=10) as http:
                await asyncio.gather(*(self._ready(http, child) for child in waited))
        except TimeoutError:
            raise GaveUp(f"not ready after {seconds:g} s") from None

    async def _ready(self, http: httpx.AsyncClient, child: Child) -> None:
        while not self.failed.is_set():
            with contextlib.suppress(httpx.TransportError):
                if (await http.get(f"{child.url}/readyz")).is_success:
                    return
            await asyncio.sleep(0.2)
        raise GaveUp(self.problem)

    async def stop(self, *names: str) -> None:
        """Stop these (or all) in order, side by side."""
        chosen = [name for name in names or self.children if name in self._keeping]
        await asyncio.gather(*(self.children[name].stop() for name in chosen))
        tasks = [self._keeping.pop(name) for name in chosen]
        for task in tasks:
            task.cancel()  # one that waits before a next start need not
        await asyncio.gather(*tasks, return_exceptions=True)


async def run_once(program: Program, environ: Mapping[str, str], say: Say) -> None:
    """Run a program to its good end, again after a failure. Raises ``GaveUp``."""
    await Child(program, dict(environ), say, lasting=False).keep()
