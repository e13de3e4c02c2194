"""Servers as processes of this test run: started, waited for, ended, killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LOOPBACK = "127.0.0.1"


class NotStarted(Exception):
    """A server did not come up; the message ends with its last words."""


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
