"""A stand-in for MongoDB, as a process of this test run."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.servers.needs import mongodb_program
from tests.servers.processes import LOOPBACK, NotStarted, await_ready, end, slay, spawn


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
        if (program := mongodb_program()) is None:
            raise NotStarted("the development tools are not installed")
        storage = [str(self.data), "--sync-on-commit"] if self.data else [":memory:"]
        listen = ["--host", LOOPBACK, "--port", str(self.port), "--log-level", "INFO"]
        self.log.unlink(missing_ok=True)
        self._process = spawn(
            [program, *listen, "--storage-path", *storage],
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
