"""The system as compose runs it: ten processes, a broker, a database, the gateway in front.

A whole case is played by HTTP through the gateway; then every worker is asked for its figures, the
broker for its consumers, and the trail is proved. Containers are all that is missing here.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from chassis.bus.bus import dead_queue
from chassis.service import subscriptions_of
from launch.catalogue import SERVICES
from tests import servers
from tests.conftest import need_broker, need_mongodb
from tests.deploy.files import compose
from tests.deploy.gateway import gateway
from tests.e2e.test_cases import check
from tests.servers import BrokerNode

YISHI = Path(sys.executable).with_name("yishi")
NAMES = [service.name for service in SERVICES]
A_QUEUE = re.compile(r'^rabbitmq_detailed_queue_consumers{vhost="/",queue="([^"]+)"} (\d+)', re.M)


@dataclass
class Running:
    """What compose would have started."""

    ports: dict[str, int]
    environ: dict[str, str]
    figures: str
    door: str
    folder: Path

    def yishi(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command with the settings of this system."""
        return subprocess.run(
            [YISHI, *words],
            env=self.environ | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@contextlib.contextmanager
def processes(commands: Mapping[str, list[str]], running: Running) -> Iterator[None]:
    """Start these, wait until all are ready; at the end each one ends in order."""
    started = {}
    try:
        for name, words in commands.items():
            environ = running.environ | {"YISHI_PORT": str(running.ports[name])}
            log = running.folder / f"{name}.log"
            started[name] = servers.spawn([YISHI, *words], log, environ)
        for name, process in started.items():
            url = f"http://{servers.LOOPBACK}:{running.ports[name]}/readyz"
            log = running.folder / f"{name}.log"
            servers.await_ready(process, partial(answers, url), log, seconds=90)
        yield
    finally:
        for process in started.values():
            process.terminate()
        ended = {name: process.wait(30) for name, process in started.items()}
    assert set(ended.values()) == {0}, ended


def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url, timeout=10).status_code == 200
    return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    need_broker()
    need_mongodb()
    servers.install(servers.NGINX)
    if (nginx := servers.nginx_program()) is None:
        servers.unavailable("nginx is not installed")
    folder, figures = tmp_path_factory.mktemp("many"), servers.free_port()
    node = BrokerNode(
        plugins=("rabbitmq_prometheus",),
        extra=f"prometheus.tcp.ip = {servers.LOOPBACK}\nprometheus.tcp.port = {figures}\n",
    )
    with contextlib.ExitStack() as stack:
        stack.callback(node.close)
        node.start()
        database = stack.enter_context(servers.mongo_stand_in())
        system = Running(
            ports={part: servers.free_port() for part in parts()},
            environ={
                "PATH": os.defpath,
                "HOME": str(folder),
                "YISHI_ENV": "demo",
                "YISHI_SECRET": "one secret in all ten processes!",
                "YISHI_STORE_URL": database.url,
                "YISHI_BUS_URL": node.url,
                "YISHI_LOG_LEVEL": "warning",
            },
            figures=f"http://{servers.LOOPBACK}:{figures}",
            door="",
            folder=folder,
        )
        declared = system.yishi("topology")
        assert declared.returncode == 0, declared.stderr
        stack.enter_context(processes(parts(), system))
        webs = {name: system.ports[f"{name}-web"] for name in NAMES}
        # One player is faster than any person; the bound itself is tested in test_gateway.
        door = stack.enter_context(gateway(nginx, folder, webs, {"rate=20r/s": "rate=9999r/s"}))
        system.door = door.url
        yield system


def parts() -> dict[str, list[str]]:
    """The ten commands, as the compose file has them."""
    services = compose()["services"]
    return {f"{n}-{p}": services[f"{n}-{p}"]["command"] for n in NAMES for p in ("web", "worker")}


def test_case_when_played_through_the_gateway_then_comes_out_as_written_down(running) -> None:
    played = running.yishi("demo", "--case", "wujialing", "--base-url", running.door, "--json")
    assert played.returncode == 0, played.stderr[-3000:]
    check(json.loads(played.stdout.splitlines()[-1]))


def test_workers_when_asked_then_show_their_figures_and_no_pages(running) -> None:
    for name in NAMES:
        worker = f"http://{servers.LOOPBACK}:{running.ports[f'{name}-worker']}"
        figures = httpx.get(f"{worker}/metrics").text
        assert f'yishi_outbox_oldest_seconds{{service="{name}"}}' in figures
        assert f'yishi_dead_letters_waiting{{service="{name}"}} 0.0' in figures
        assert httpx.get(f"{worker}/healthz").status_code == 200
        assert httpx.get(f"{worker}/{name}/streets/430102010").status_code == 404


def test_broker_when_asked_as_prometheus_does_then_somebody_hears_every_queue(running) -> None:
    families = {"family": ["queue_coarse_metrics", "queue_consumer_count"]}
    figures = httpx.get(f"{running.figures}/metrics/detailed", params=families).text
    heard = {queue: int(count) for queue, count in A_QUEUE.findall(figures)}
    heard_by = subscriptions_of(SERVICES)
    expected = {sub.queue for sub in heard_by} | {dead_queue(sub.hearer) for sub in heard_by}
    assert expected <= set(heard)
    # The broker refreshes these figures every few seconds: none may say that nobody ever came.
    assert not [queue for queue in expected if heard[queue] == 0]


def test_trail_when_proved_from_outside_then_holds(running) -> None:
    proved = running.yishi("audit", "verify")
    assert proved.returncode == 0, proved.stdout
    listed = running.yishi("dead-letters", "list")
    assert (listed.returncode, listed.stdout) == (0, "")
