"""A RabbitMQ node of this test run."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.servers.needs import RABBITMQ_SBIN, rabbitmq_program
from tests.servers.processes import (
    LOOPBACK,
    NotStarted,
    await_ready,
    end,
    free_port,
    slay,
    spawn,
)


class BrokerNode:
    """A RabbitMQ node of our own, with its own name, ports, data, cookie and name server.

    `kill()` then `start()` brings it back on the same URL with the same data.
    Plug-ins that listen need a port: `plugins=("rabbitmq_prometheus",)` with
    `extra="prometheus.tcp.port = …"` (lines of rabbitmq.conf).
    """

    def __init__(self, *, plugins: Sequence[str] = (), extra: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yishi-rabbitmq-"))
        self.log = self.folder / "node.log"
        self.name = f"yishi-{uuid.uuid4().hex[:12]}@localhost"
        self.port, self.epmd_port, self.dist_port = free_port(), free_port(), free_port()
        self._epmd: subprocess.Popen | None = None
        self._node: subprocess.Popen | None = None
        (self.folder / "plugins").write_text(f"[{','.join(plugins)}].\n")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {LOOPBACK}:{self.port}\n"
            "disk_free_limit.absolute = 50MB\n"
            "vm_memory_high_watermark.absolute = 1GB\n"
            f"log.file = {self.folder / 'rabbit.log'}\n"
            "log.file.level = warning\n"
            "log.console = false\n" + extra
        )

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{LOOPBACK}:{self.port}/"

    @property
    def running(self) -> bool:
        return self._node is not None and self._node.poll() is None

    def start(self, *, seconds: float = 60) -> None:
        """Starts the node and waits until it greets an AMQP client (4-10 s)."""
        program = rabbitmq_program()
        if program is None:
            raise NotStarted("rabbitmq-server is not installed")
        if self.running:
            return
        if self._epmd is None:  # not left to Erlang, whose name server outlives the node
            self._epmd = spawn([epmd()], self.folder / "epmd.log", self._environ())
        self._node = spawn([program], self.log, self._environ())
        try:
            await_ready(self._node, self._greets, self.log, seconds=seconds)
        except NotStarted:
            self.kill(after=0)
            raise

    def stop(self) -> None:
        """Ends the node in order; its data stays for the next `start()`."""
        if self._node is not None:
            end(self._node, patience=20)
            self._node = None

    def kill(self, *, after: float = 1.5) -> None:
        """Ends the node as a power cut would; its data stays for the next `start()`.

        It waits `after` seconds first: RabbitMQ 3.10 notes a new quorum queue on disk up to a
        second late, and one killed before that comes back without a leader. Messages are safe
        from their confirm on.
        """
        if self._node is not None:
            time.sleep(after)
            slay(self._node)
            self._node = None

    def close(self) -> None:
        """Ends the node and removes everything it wrote."""
        self.stop()
        if self._epmd is not None:
            end(self._epmd, patience=5)
            self._epmd = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def ctl(self, *arguments: str) -> str:
        """Runs rabbitmqctl on this node, for example `ctl("list_queues")` (about 1 s)."""
        return subprocess.run(
            [RABBITMQ_SBIN / "rabbitmqctl", "--quiet", "--node", self.name, *arguments],
            env=self._environ(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def _environ(self) -> dict[str, str]:
        at = self.folder
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(at),  # the cookie lies here
            "RUNNING_UNDER_SYSTEMD": "1",  # the script becomes the node instead of watching it
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_MNESIA_BASE": str(at / "data"),
            "RABBITMQ_LOG_BASE": str(at),
            "RABBITMQ_CONFIG_FILE": str(at / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(at / "no-such.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(at / "plugins"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(at / "feature_flags"),
            "RABBITMQ_PLUGINS_EXPAND_DIR": str(at / "expanded"),
            "RABBITMQ_PID_FILE": str(at / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"
            ),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_EPMD_PORT": str(self.epmd_port),
        }

    def _greets(self) -> bool:
        """True once Connection.Start answers the protocol header: the port opens last of all."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=2) as wire:
                wire.sendall(b"AMQP\x00\x00\x09\x01")
                return wire.recv(1) == b"\x01"
        except OSError:
            return False


def epmd() -> Path:
    """Erlang's name server."""
    found = shutil.which("epmd", path="/usr/bin:/usr/lib/erlang/bin:/usr/local/bin")
    if found is None:
        raise NotStarted("epmd is not installed, although rabbitmq-server is")
    return Path(found)


@contextlib.contextmanager
def broker_node(tries: int = 3) -> Iterator[BrokerNode]:
    """A started node; tried again on other ports when someone else was quicker to take one."""
    for left in reversed(range(tries)):
        node = BrokerNode()
        try:
            node.start()
            break
        except NotStarted:
            node.close()
            if not left:
                raise
    try:
        yield node
    finally:
        node.close()
