"""``yishi up --processes``: a fleet of processes, a gateway in front, until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import uvicorn

from chassis.core.settings import Settings, SettingsError
from launch.gateway import Gateway
from launch.processes import Fleet, GaveUp, Program, programs_of, run_once, usual_programs
from launch.running import QuietServer, listen, say, unless
from launch.wiring import root

COMPOSE = "docker-compose.yml"


async def up(settings: Settings, compose: str) -> int:
    """Start everything and keep it running; 0 after Ctrl-C, 1 where a process was given up.

    ``compose`` names the file with the commands; empty: the one beside this installation.
    """
    check(settings)
    first, lasting = programs(compose)
    environ = {**os.environ, "YISHI_SECRET": settings.secret, "PYTHONUNBUFFERED": "1"}
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sock = listen(settings)
    try:
        for program in first:
            if not await unless(stop, run_once(program, environ, say)):
                return 0
        fleet = Fleet(lasting, environ, say)
        return await _keep_up(settings, fleet, stop, sock)
    except GaveUp as problem:
        say(f"yishi: {problem}")
        return 1
    finally:
        sock.close()


def check(settings: Settings) -> None:
    """Raises ``SettingsError`` where the store or the bus belongs to one process alone."""
    if settings.directory is not None or settings.bus_url == "local:":
        raise SettingsError(
            "yishi up --processes needs YISHI_STORE_URL=mongodb://… and YISHI_BUS_URL=amqp://…; "
            "everything in one process: yishi run"
        )


def programs(compose: str) -> tuple[list[Program], list[Program]]:
    """What to run once, and what to keep running."""
    beside = root() / COMPOSE
    if compose or beside.exists():
        return programs_of(Path(compose) if compose else beside)
    return usual_programs()


async def _keep_up(
    settings: Settings, fleet: Fleet, stop: asyncio.Event, sock: socket.socket
) -> int:
    fleet.start()
    try:
        async with gateway_on(sock, fleet) as base_url:
            ended = asyncio.create_task(_ended(fleet, stop))
            ready = asyncio.create_task(fleet.ready())
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            if ready.done() and not ended.done():
                ready.result()
                say(_welcome(settings, fleet, base_url))
            await ended
            ready.cancel()
            say("\n再见 · stopping")
    finally:
        await fleet.stop()
    if fleet.problem:
        say(f"yishi: {fleet.problem}")
    return 1 if fleet.problem else 0


async def _ended(fleet: Fleet, stop: asyncio.Event) -> None:
    waits: Sequence[asyncio.Task[bool]] = [
        asyncio.create_task(event.wait()) for event in (fleet.failed, stop)
    ]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in waits:
        task.cancel()


@contextlib.asynccontextmanager
async def gateway_on(
    sock: socket.socket, fleet: Fleet, patience: float = 60.0
) -> AsyncIterator[str]:
    """One door to a fleet's pages on this socket; yields its base URL."""
    gateway = Gateway(fleet.pages, patience)
    config = uvicorn.Config(gateway, log_config=None, access_log=False, lifespan="off")
    server = QuietServer(config)
    task = asyncio.create_task(server.serve([sock]))
    try:
        host, port = sock.getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task
        await gateway.close()


def _welcome(settings: Settings, fleet: Fleet, base_url: str) -> str:
    told = [f"\n议事 Yishi: {len(fleet.children)} processes ready · {base_url}"]
    if settings.demo and "YISHI_SECRET" not in os.environ:
        # Tokens of the demo issuer hold for whoever knows the secret that was made up just now.
        told.append(f"  export YISHI_SECRET={settings.secret}")
    told.append(f"  yishi demo --case dongtang --base-url {base_url}    Ctrl-C 停止 stops\n")
    return "\n".join(told)
