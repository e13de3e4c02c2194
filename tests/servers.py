"""The real servers that tests run against: RabbitMQ, a MongoDB stand-in, a browser, nginx, node.

Each is a process of this test run, on loopback and on free ports, and leaves nothing behind.
Nothing here touches a broker or a database that the machine already runs.

    python -m tests.servers install     # what `make test` calls first

As root on Debian the missing packages are installed; elsewhere the command says which ones to
install. Without them the tests that need them are skipped on a laptop and fail in CI (`CI=true`).

Instead of starting servers, the tests use those named in the environment:
`YISHI_TEST_AMQP_URL`, `YISHI_TEST_MONGODB_URL`, `YISHI_TEST_CHROMIUM` (a program).
"""

import contextlib
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

LOOPBACK = "127.0.0.1"
RABBITMQ_SBIN = Path("/usr/lib/rabbitmq/bin")  # those in /usr/sbin change to another user
SECANTUS = Path(sys.executable).with_name("secantusd-py")
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start a service
PROVIDER = Path(__file__).with_name("provider")  # the identity provider's script and packages
NODE_AT_LEAST = 20
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NotStarted(Exception):
    """A server did not come up; the message ends with its last words."""


# ---- what a test does when a server cannot be had --------------------------------------------


def is_ci(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("CI", "").lower() in ("1", "true", "yes")


def unavailable(reason: str, environ: Mapping[str, str] = os.environ) -> NoReturn:
    """Skips the test on a laptop and fails it in CI, where a missing server proves nothing."""
    if is_ci(environ):
        pytest.fail(f"{reason} (in CI this is a failure)", pytrace=False)
    pytest.skip(f"{reason}; `make test` as root on Debian installs it")


# ---- what is installed, and installing it ----------------------------------------------------


def rabbitmq_program() -> Path | None:
    program = RABBITMQ_SBIN / "rabbitmq-server"
    return program if program.exists() else None


def chromium_program(environ: Mapping[str, str] = os.environ) -> Path | None:
    if named := environ.get("YISHI_TEST_CHROMIUM"):
        return Path(named)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found else None


def promtool_program() -> Path | None:
    """What checks the rules of Prometheus and runs their tests; comes with Prometheus."""
    found = shutil.which("promtool")
    return Path(found) if found else None


def nginx_program() -> Path | None:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def node_program() -> Path | None:
    """What the identity provider of the tests runs on, where it is new enough."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", told)
    return Path(found) if major and int(major[1]) >= NODE_AT_LEAST else None


def provider_packages() -> bool:
    """Fetches the identity provider's packages where node is there and they are not."""
    if (PROVIDER / "node_modules" / "oidc-provider").exists():
        return True
    if node_program() is None:
        return False
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ran = subprocess.run(
        npm, cwd=PROVIDER, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(ran.stderr[-3000:], file=sys.stderr)
    return ran.returncode == 0


def pdftotext_program() -> Path | None:
    """What measures where every word of a PDF stands."""
    found = shutil.which("pdftotext")
    return Path(found) if found else None


def cjk_font() -> Path | None:
    """A font with Chinese letters: without one a page's picture shows empty boxes."""
    for folder in (Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"):
        for pattern in ("wqy-*", "NotoSansCJK*", "NotoSansSC*", "SourceHanSans*"):
            for font in folder.rglob(pattern):
                return font
    return None


def libatomic() -> bool:
    """The library that Playwright's own driver lacks on a minimal Debian."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Need:
    """A Debian package, and how to see that what it brings is already here."""

    package: str
    present: Callable[[], object]


BROKER = Need("rabbitmq-server", rabbitmq_program)
CHROMIUM = Need("chromium", chromium_program)
FONT = Need("fonts-wqy-microhei", cjk_font)  # 2 MB to fetch; fonts-noto-cjk is 60 MB
DRIVER = Need("libatomic1", libatomic)
PROMTOOL = Need("prometheus", promtool_program)
NGINX = Need("nginx", nginx_program)
NODE = Need("npm", node_program)
POPPLER = Need("poppler-utils", pdftotext_program)
ALL = (BROKER, CHROMIUM, FONT, DRIVER, PROMTOOL, NGINX, POPPLER, NODE)
# Packages that also put a service on the machine: it must not run because of a test.
SERVICES = (BROKER, PROMTOOL, NGINX)


def missing(needs: Sequence[Need]) -> list[str]:
    return [need.package for need in needs if not need.present()]


def may_install() -> bool:
    """True as root on Debian and its kin; anyone else is told what to install instead."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*needs: Need) -> list[str]:
    """Installs what is missing, where that is allowed; returns the packages still missing."""
    packages = missing(needs)
    if not packages or not may_install():
        return packages
    print(f"  installing {', '.join(packages)} (a few minutes the first time) …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    with services_held_back():
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            ran = subprocess.run(
                [*apt_get, *arguments],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if ran.returncode:
                print(ran.stdout[-3000:], file=sys.stderr)
    still = missing(needs)
    for need in SERVICES:
        if need.package in packages and need.package not in still:
            stop_system_service(need.package)
    return still


@contextlib.contextmanager
def services_held_back() -> Iterator[None]:
    """While packages are installed, none may start a service.

    A policy that the machine already has stays as it is: it may be there on purpose.
    """
    try:
        with POLICY.open("x") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    except FileExistsError:
        yield
        return
    try:
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink()


def stop_system_service(name: str) -> None:
    """The package was only just installed for tests: nobody asked for a server at every boot."""
    for command in (
        ["systemctl", "disable", "--now", "--quiet", name],
        ["service", name, "stop"],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            return


def report() -> int:
    """Installs everything, says how it stands; in CI a missing package is a failure."""
    still = install(*ALL)
    for need in ALL:
        state = "MISSING" if need.package in still else "ready"
        print(f"  {need.package:20} {state}")
    print(f"  {'MongoDB stand-in':20} {'ready' if SECANTUS.exists() else 'MISSING'}")
    provider = provider_packages()
    print(f"  {'identity provider':20} {'ready' if provider else 'MISSING'}")
    if still:
        print(
            "\n  Tests that need them are skipped. To run them 要运行这些测试请安装：\n\n"
            f"      sudo apt-get install --no-install-recommends {' '.join(still)}\n"
        )
    return 1 if (still or not provider) and is_ci() else 0


# ---- processes -------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


# Linux ends a guarded server with the *thread* that started it, and a thread of a test's event
# loop ends with the test: so one thread, which lives as long as the tests, starts them all.
_STARTER = ThreadPoolExecutor(1, "starts-servers")


def spawn(command: Sequence[str | Path], log: Path, env: Mapping[str, str]) -> subprocess.Popen:
    """Starts a server in a session of its own, so that Ctrl-C reaches only the tests.

    Where Linux's setpriv is there, the server also ends when the tests are killed.
    """
    guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    with log.open("ab") as out:
        return _STARTER.submit(
            subprocess.Popen,
            [*guard, *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=log.parent,
            start_new_session=True,
        ).result()


def end(process: subprocess.Popen, *, patience: float) -> None:
    """Asks a server to stop, and after `patience` seconds no longer asks."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        slay(process)


def slay(process: subprocess.Popen) -> None:
    """Kills a server and its helpers at once, as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def await_ready(
    process: subprocess.Popen, ready: Callable[[], bool], log: Path, *, seconds: float
) -> None:
    """Returns once `ready()`; raises NotStarted with the end of the log otherwise."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    words = log.read_text(errors="replace")[-2000:] if log.exists() else "(no log)"
    raise NotStarted(f"not ready after {seconds:.0f} s or ended by itself:\n{words}")


# ---- RabbitMQ --------------------------------------------------------------------------------


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


# ---- MongoDB ---------------------------------------------------------------------------------


class MongoStandIn:
    """A server that speaks MongoDB's protocol (SecantusDB), as a process of its own.

    Without `data` everything is forgotten at the end. With a directory it survives `kill()`:
    then every commit is written through, as a test of crashes needs.
    It proves behaviour on small data, not speed.
    """

    OPTIONS = "directConnection=true&retryWrites=false"  # retryable writes are quadratic there

    def __init__(self, data: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yishi-mongodb-"))
        self.log = self.folder / "server.log"
        self.data = data
        self.port = 0
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        durable = "&w=majority&journal=true" if self.data else ""
        return f"mongodb://{LOOPBACK}:{self.port}/?{self.OPTIONS}{durable}"

    def start(self, *, seconds: float = 60) -> None:
        """Starts the server and reads its port from its log; a restart keeps the port."""
        if not SECANTUS.exists():
            raise NotStarted("the development tools are not installed")
        storage = [str(self.data), "--sync-on-commit"] if self.data else [":memory:"]
        listen = ["--host", LOOPBACK, "--port", str(self.port), "--log-level", "INFO"]
        self.log.unlink(missing_ok=True)
        self._process = spawn(
            [SECANTUS, *listen, "--storage-path", *storage],
            self.log,
            {"PATH": os.defpath, "HOME": str(self.folder), "TMPDIR": str(self.folder)},
        )
        try:
            await_ready(self._process, self._listens, self.log, seconds=seconds)
        except NotStarted:
            self.kill()
            raise

    def stop(self) -> None:
        """Ends the server in order (about 4 s)."""
        if self._process is not None:
            end(self._process, patience=20)
            self._process = None

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        if self._process is not None:
            slay(self._process)
            self._process = None

    def close(self) -> None:
        """Ends the server and removes what it wrote (not `data`, which is the caller's)."""
        if self.data is None:
            self.kill()  # nothing to save
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _listens(self) -> bool:
        words = self.log.read_text(errors="replace") if self.log.exists() else ""
        if found := re.search(rf"{re.escape(LOOPBACK)}:(\d+)", words):
            self.port = int(found[1])
            return True
        return False


@contextlib.contextmanager
def mongo_stand_in(data: Path | None = None) -> Iterator[MongoStandIn]:
    server = MongoStandIn(data)
    try:
        server.start()
        yield server
    finally:
        server.close()


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit(__doc__)
    sys.exit(report())
