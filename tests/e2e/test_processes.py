"""``yishi up --processes`` plays a whole case while every process, and the broker, is killed once.

Ten processes on RabbitMQ and a durable store, as compose starts them; what comes out must be what
the street wrote down, nothing lost and nothing doubled.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from chassis.core.settings import load_settings
from launch.catalogue import SERVICES
from launch.demo.case import load_case
from launch.demo.client import Api
from launch.demo.play import play
from launch.demo.report import report
from launch.running import demo_tokens
from tests import servers
from tests.conftest import need_broker
from tests.e2e.test_cases import EXPECTED, check
from tests.servers import BrokerNode, MongoStandIn

YISHI = Path(sys.executable).with_name("yishi")
STARTED = re.compile(r"^(\S+) started, pid (\d+),")
SECRET = "one secret in all ten processes!"
QUICK = {
    "YISHI_RETRY_RUNGS": "0.3,1,3",
    "YISHI_RELAY_LEASE": "3",
    "YISHI_RELAY_POLL": "0.3",
    "YISHI_CAST_DEADLINE": "2",
    "YISHI_COUNT_WAIT": "3",
    "YISHI_PUBLIC_RATE": "100000/minute",
    "YISHI_LOG_LEVEL": "error",
}
NAMES = [f"{service.name}-{part}" for service in SERVICES for part in ("worker", "web")]


@dataclass
class Up:
    """The running command: who runs under which process id, and all that it said."""

    environ: dict[str, str]
    base_url: str
    process: subprocess.Popen[str]
    pids: dict[str, list[int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Take down every line; runs in a thread of its own."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip())
            if found := STARTED.match(line):
                self.pids.setdefault(found[1], []).append(int(found[2]))

    def said(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def until(self, true: Callable[[], bool], seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, "\n".join(self.lines[-30:])
            assert self.process.poll() is None, "\n".join(self.lines[-30:])
            time.sleep(0.05)

    def yishi(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another command with the same settings."""
        return subprocess.run(
            [YISHI, *words], env=self.environ, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip


def started(environ: dict[str, str], *words: str) -> Up:
    process = subprocess.Popen(
        [YISHI, "up", "--processes", *words], env=environ, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    up = Up(environ, f"http://127.0.0.1:{environ['YISHI_PORT']}", process)
    threading.Thread(target=up.listen, daemon=True).start()
    return up


@pytest.fixture
def broker() -> Iterator[BrokerNode]:
    need_broker()
    with servers.broker_node() as node:
        yield node


@pytest.fixture
def up(broker: BrokerNode, spare_mongodb: MongoStandIn, tmp_path: Path) -> Iterator[Up]:
    environ = QUICK | {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "YISHI_SECRET": SECRET,
        "YISHI_PORT": str(servers.free_port()),
        "YISHI_STORE_URL": spare_mongodb.url,
        "YISHI_BUS_URL": broker.url,
    }
    running = started(environ)
    try:
        running.until(lambda: running.said("processes ready"))
        yield running
    finally:
        running.process.kill()
        running.process.wait()


class Killer:
    """At every other line of the play the next one is killed with ``kill -9``."""

    def __init__(self, up: Up, broker: BrokerNode) -> None:
        self.up = up
        self.broker = broker
        self.victims = [*NAMES[:4], "broker", *NAMES[4:]]
        self.killed: list[str] = []
        self.said = 0
        self.starter = ThreadPoolExecutor(1)
        self.coming_back: Future[None] | None = None

    def __call__(self, line: str) -> None:
        self.said += 1
        if self.said % 2 == 0 and len(self.killed) < len(self.victims):
            name = self.victims[len(self.killed)]
            self.killed.append(name)
            self.kill(name)

    def kill(self, name: str) -> None:
        if name == "broker":
            self.broker.kill(after=0)
            self.coming_back = self.starter.submit(self.broker.start)
        else:
            os.kill(self.up.pids[name][-1], signal.SIGKILL)


async def test_case_when_everything_is_killed_once_comes_out_as_written(
    up: Up, broker: BrokerNode
) -> None:
    case = load_case("dongtang")
    settings = load_settings({}, store_url=up.environ["YISHI_STORE_URL"], bus_url="amqp://x",
                             secret=SECRET)  # fmt: skip
    killer = Killer(up, broker)
    async with httpx.AsyncClient(base_url=up.base_url, timeout=30) as http:
        api = Api(http, case.street, demo_tokens(settings, case.street))
        await play(case, api, killer)
        found = await report(case, api, 0)
    check(found)
    assert killer.killed == killer.victims
    assert all(len(pids) >= 2 for pids in up.pids.values()), up.pids
    nothing_is_doubled(found["events"])
    the_trail_is_whole(up)
    it_stops_in_order(up)


def nothing_is_doubled(said: dict[str, int]) -> None:
    wanted = EXPECTED["dongtang"]
    for name in ("submitted", "accepted", "answered"):
        assert said[f"yishi.intake.suggestion-{name}.v1"] == wanted["funnel"][0]
    assert said["yishi.screening.alternative-proposed.v1"] == wanted["funnel"][1]
    assert said["yishi.screening.leg-closed.v1"] == said["yishi.screening.leg-opened.v1"] == 6
    assert said["yishi.ballot.ballot-announced.v1"] == 1


def the_trail_is_whole(up: Up) -> None:
    up.until(lambda: up.yishi("audit", "verify").returncode == 0, 30)
    listed = up.yishi("dead-letters", "list")
    assert (listed.returncode, listed.stdout) == (0, "")


def it_stops_in_order(up: Up) -> None:
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(60) == 0, "\n".join(up.lines[-30:])
    for pids in up.pids.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pids[-1], 0)


def test_up_when_a_process_dies_again_and_again_then_ends_with_status_one(tmp_path: Path) -> None:
    compose = tmp_path / "compose.yml"
    compose.write_text("services:\n  a-web:\n    command: [run, --service, nobody, --web-only]\n")
    environ = {
        "PATH": os.environ["PATH"],
        "YISHI_PORT": str(servers.free_port()),
        "YISHI_STORE_URL": "mongodb://127.0.0.1:9/",
        "YISHI_BUS_URL": "amqp://127.0.0.1:9/",
    }
    up = started(environ, "--compose", str(compose))
    assert up.process.wait(60) == 1
    assert up.said("a-web ended with status 2")


def test_up_when_store_belongs_to_one_process_then_says_what_it_needs() -> None:
    done = subprocess.run(
        [YISHI, "up", "--processes"], env={"PATH": os.environ["PATH"]}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "mongodb://" in done.stderr
