"""Five services as processes of their own, on a broker and a database that a test may break."""

import asyncio
import contextlib
import os
import re
import signal
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from chassis.core.settings import Settings, load_settings
from chassis.store.engine import Engine
from launch.catalogue import SERVICES
from launch.demo.case import Case
from launch.demo.client import Api
from launch.demo.play import play
from launch.demo.report import report
from launch.engines import engine_of
from launch.processes import Fleet, Program
from launch.running import demo_tokens, listen
from launch.up import gateway_on
from launch.wiring import root
from tests.faults.forked import forked
from tests.faults.mini import write_charters
from tests.faults.wires import Wire
from tests.servers import BrokerNode, MongoStandIn

NAMES = tuple(service.name for service in SERVICES)
STREETS = [f"9000000{number:02}" for number in range(1, 100)]
LETTERS = STREETS[0]
SECRET = "one secret in all five processes"
MONGO = "directConnection=true&retryWrites=false&w=majority&journal=true"
IMPATIENT = "serverSelectionTimeoutMS=2000&connectTimeoutMS=2000&socketTimeoutMS=3000"
QUICK = {
    "YISHI_RETRY_RUNGS": "0.2,0.5,1,2,4",
    "YISHI_QUICK_TRIES": "0.02,0.1",
    "YISHI_RELAY_LEASE": "2",
    "YISHI_RELAY_POLL": "0.8",
    "YISHI_CAST_DEADLINE": "1.5",
    "YISHI_COUNT_WAIT": "2",
    "YISHI_PUBLIC_RATE": "100000/minute",
    "YISHI_LOG_LEVEL": "warning",
}
STARTED = re.compile(r"^(\S+) started, pid")
KILLED = re.compile(r"^(\S+) ended with status -9")

Act = Callable[[], Awaitable[None]]


@dataclass
class Town:
    """The running system, what it stands on, and what can be done to it."""

    folder: Path
    broker: BrokerNode
    database: MongoStandIn
    to_broker: Wire
    to_database: Wire
    fleet: Fleet
    settings: Settings
    environ: dict[str, str]
    base_url: str = ""
    streets: Iterator[str] = field(default_factory=lambda: iter(STREETS[1:]))
    armed: dict[str, list[str]] = field(default_factory=dict)
    deaths: dict[str, int] = field(default_factory=dict)
    engines: dict[str, Engine] = field(default_factory=dict)

    # ---- people ------------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def people(self, street: str) -> AsyncIterator[Api]:
        """The people of a street, who try again while a service is away."""
        async with httpx.AsyncClient(base_url=self.base_url, timeout=12) as http:
            yield Api(http, street, demo_tokens(self.settings, street))

    async def play(self, case: Case, say: Callable[[str], None]) -> dict[str, Any]:
        """The whole case, and its report."""
        async with self.people(case.street) as api:
            await play(case, api, say)
            return await report(case, api, 0)

    # ---- processes ---------------------------------------------------------------------------

    def heard(self, line: str) -> None:
        """A line of the fleet: after each start the next fault is laid out for the one after."""
        with (self.folder / "fleet.log").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        if found := STARTED.match(line):
            self.lay_out(found[1])
        elif found := KILLED.match(line):
            self.deaths[found[1]] = self.deaths.get(found[1], 0) + 1

    def lay_out(self, name: str) -> None:
        environ, waiting = self.fleet.children[name].environ, self.armed.get(name, [])
        environ.pop("YISHI_FAULT", None)
        if waiting:
            environ["YISHI_FAULT"] = waiting.pop(0)

    async def arm(self, **faults: list[str]) -> None:
        """Start these again with their first fault; each death brings the next one."""
        self.deaths.clear()
        for name, planted in faults.items():
            self.armed[name] = list(planted)
            self.lay_out(name)
        await self.restart(*faults)

    async def restart(self, *names: str) -> None:
        """In order, as an upgrade does; returns when they are ready."""
        await self.fleet.stop(*names)
        self.fleet.start(*names)
        await self.fleet.ready(*names)

    def slay(self, *names: str) -> None:
        """``kill -9``; the fleet starts them again."""
        for name in names:
            self.fleet.children[name].signal(signal.SIGKILL)

    # ---- what they stand on ------------------------------------------------------------------

    async def slay_broker(self) -> None:
        await asyncio.to_thread(self.broker.kill, after=0)

    async def start_broker(self) -> None:
        await asyncio.to_thread(self.broker.start)

    def turn_clock(self, seconds: float) -> None:
        """All services' wall clocks are wrong by this from now on."""
        with (self.folder / "clock").open("r+b") as file:
            file.write(struct.pack("d", seconds))

    async def unsent(self) -> int:
        """Documents with something in their outbox, over all services."""
        asked = [
            self.engines[service.name].backlog(kind)
            for service in SERVICES
            for kind in service.kinds
        ]
        return sum(count for count, _ in await asyncio.gather(*asked))


@contextlib.asynccontextmanager
async def a_town(folder: Path, broker: BrokerNode, database: MongoStandIn) -> AsyncIterator[Town]:
    """Starts the services; the broker is the test's to start."""
    wires = Wire(lambda: broker.port), Wire(lambda: database.port)
    for wire in wires:
        await wire.open()
    town = built(folder, broker, database, *wires)
    town.fleet.start()
    sock = listen(town.settings.model_copy(update={"port": 0}))
    try:
        async with gateway_on(sock, town.fleet, patience=10) as base_url:
            town.base_url = base_url
            yield town
    finally:
        for wire in wires:
            wire.mend()
        await town.fleet.stop()
        for engine in town.engines.values():
            await engine.close()
        for wire in wires:
            wire.close()


def built(
    folder: Path, broker: BrokerNode, database: MongoStandIn, to_broker: Wire, to_database: Wire
) -> Town:
    charters = folder / "charters"
    charters.mkdir()
    write_charters(charters, STREETS)
    (folder / "clock").write_bytes(struct.pack("d", 0.0))
    environ = QUICK | {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(root()),
        "YISHI_SECRET": SECRET,
        "YISHI_STORE_URL": f"mongodb://127.0.0.1:{to_database.port}/faults?{MONGO}&{IMPATIENT}",
        "YISHI_BUS_URL": f"amqp://guest:guest@127.0.0.1:{to_broker.port}/?heartbeat=1",
        "YISHI_TEST_CHARTERS": str(charters),
        "YISHI_TEST_CLOCK": str(folder / "clock"),
    }
    # The test's own eyes look past the wires.
    straight = {
        "YISHI_STORE_URL": f"mongodb://127.0.0.1:{database.port}/faults?{MONGO}",
        "YISHI_BUS_URL": broker.url,
    }
    settings = load_settings(
        {k: v for k, v in (environ | straight).items() if k.startswith("YISHI_")}
    )
    programs = [Program(name, ("run", "--service", name)) for name in NAMES]
    heard: list[Town] = []
    fleet = Fleet(programs, environ, lambda line: heard[0].heard(line))
    os.environ["YISHI_TEST_CLOCK"] = environ[
        "YISHI_TEST_CLOCK"
    ]  # read by what they are forked from
    for child in list(fleet.children.values()):
        fleet.children[child.program.name] = forked(child, folder)
    town = Town(folder, broker, database, to_broker, to_database, fleet, settings, environ)
    heard.append(town)
    town.engines.update({name: engine_of(settings, name) for name in NAMES})
    return town
