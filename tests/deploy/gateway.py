"""The real gateway in front of stand-ins for the services, all on loopback."""

import contextlib
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from tests import servers
from tests.deploy.files import DEPLOY


@dataclass
class Gateway:
    """A running nginx: its address and what it has written."""

    url: str
    folder: Path
    inner: str
    """The address of its port for the platform."""

    def access(self) -> list[dict[str, object]]:
        """The lines of the access log."""
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]

    def errors(self) -> str:
        """All that the error log holds."""
        return (self.folder / "error.log").read_text()


class _Echo(BaseHTTPRequestHandler):
    """Answers who it is and what it was told."""

    server: "StandIn"
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = {"name": self.server.name, "path": self.path, "size": len(body)}
        reply = json.dumps({**told, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


class StandIn(ThreadingHTTPServer):
    """Stands in for one service."""

    daemon_threads = True

    def __init__(self, name: str) -> None:
        super().__init__((servers.LOOPBACK, 0), _Echo)
        self.name = name


@contextlib.contextmanager
def stand_ins(names: list[str]) -> Iterator[dict[str, int]]:
    """Their ports by name."""
    running = [StandIn(name) for name in names]
    for one in running:
        threading.Thread(target=one.serve_forever, daemon=True).start()
    try:
        yield {one.name: one.server_address[1] for one in running}
    finally:
        for one in running:
            one.shutdown()
            one.server_close()


def write_config(folder: Path, ports: Mapping[str, int], listen: int, inner: int = 0) -> Path:
    """The gateway's files with other ports, places and addresses; nothing else is changed."""
    inner = inner or servers.free_port()
    for path in (DEPLOY / "gateway").glob("*.conf"):
        text = path.read_text("utf-8").replace("/tmp/", f"{folder}/")
        for name, port in ports.items():
            text = text.replace(f"{name}-web:8000", f"{servers.LOOPBACK}:{port}")
        text = text.replace("/dev/stdout", str(folder / "access.log"))
        text = text.replace("/dev/stderr", str(folder / "error.log"))
        text = text.replace("listen 8080", f"listen {servers.LOOPBACK}:{listen}")
        text = text.replace("listen 8081", f"listen {servers.LOOPBACK}:{inner}")
        (folder / path.name).write_text(text, "utf-8")
    (folder / "server.conf").write_text((folder / "plain.conf").read_text("utf-8"), "utf-8")
    return folder / "nginx.conf"


@contextlib.contextmanager
def gateway(
    program: Path, folder: Path, ports: Mapping[str, int], changed: Mapping[str, str] | None = None
) -> Iterator[Gateway]:
    """nginx with our configuration in front of these ports; ``changed`` texts are replaced."""
    listen, inner = servers.free_port(), servers.free_port()
    config = write_config(folder, ports, listen, inner)
    for old, new in (changed or {}).items():
        config.write_text(config.read_text("utf-8").replace(old, new), "utf-8")
    log = folder / "nginx.out"
    # As root its workers would become somebody who may not write into the test's folder.
    told = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command: list[str | Path] = [program, "-p", folder, "-c", config, "-g", told]
    process = servers.spawn(command, log, {"PATH": "/usr/sbin:/usr/bin"})
    at = f"http://{servers.LOOPBACK}"
    running = Gateway(f"{at}:{listen}", folder, f"{at}:{inner}")
    try:
        servers.await_ready(process, lambda: answers(running.url), log, seconds=20)
        yield running
    finally:
        servers.end(process, patience=5)


def answers(url: str) -> bool:
    """Whether the gateway says that it is there."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/healthz", timeout=2).status_code == 200
    return False


def routed_names() -> set[str]:
    """The services that routes.conf knows an address of."""
    text = (DEPLOY / "gateway/routes.conf").read_text("utf-8")
    return set(re.findall(r"^set \$(\w+) +\1-web:8000;$", text, re.MULTILINE))
