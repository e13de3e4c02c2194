"""Start-up until ready, and memory then: each service's process against a bare one.

The bare process imports the same libraries (FastAPI with pydantic, uvicorn, the MongoDB and
RabbitMQ drivers where the house uses them) and answers ``/readyz``; no routes, no tables, no
queues. Both are asked every 20 ms until they answer 200.
"""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """\
import sys, httpx, structlog, jinja2, sqlite3, prometheus_client, motor.motor_asyncio, aio_pika
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/readyz")
async def ready() -> dict[str, str]:
    return {"status": "ready"}
uvicorn.run(app, port=int(sys.argv[1]), log_config=None)
"""


async def started(service: str, store: str = "", bus: str = "") -> dict[str, float]:
    """Seconds until ready and MiB of resident memory; "" is the bare process."""
    with tempfile.TemporaryDirectory(prefix="yishi-bench-") as folder:
        port = free_port()
        only = [] if service == "all" else ["--service", service]
        yishi = str(Path(sys.executable).with_name("yishi"))
        command = [yishi, "run", *only] if service else ["-c", BARE, str(port)]
        settings = {
            "YISHI_PORT": str(port),
            "YISHI_STORE_URL": store or f"embedded:{folder}/data",
            "YISHI_BUS_URL": bus or "local:",
            "PYTHONPATH": str(ROOT),
        }
        began = time.perf_counter()
        process = await _running(command, settings, folder)
        try:
            await asyncio.wait_for(ready(port), 60)
            return {"wall": time.perf_counter() - began, "rss": resident(process.pid)}
        finally:
            process.terminate()
            await process.wait()


async def _running(
    command: list[str], settings: dict[str, str], folder: str
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env={**os.environ, **settings},
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def ready(port: int) -> None:
    """Until ``/readyz`` answers 200."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            answer = await reader.readline()
            writer.close()
            if b" 200 " in answer:
                return
        await asyncio.sleep(0.02)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
