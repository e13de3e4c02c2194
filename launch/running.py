"""Runs a system until it is told to stop: ``yishi run``."""

import asyncio
import contextlib
import shutil
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import httpx
import uvicorn

from chassis.core import faults
from chassis.core.clock import day, utc_now
from chassis.core.log import configure
from chassis.core.settings import Settings, SettingsError
from chassis.service import Service
from chassis.web.auth import issue_demo_token
from contracts.charter import Role
from launch.catalogue import SERVICES
from launch.demo.calendar import Calendar, Settle, StoryClock
from launch.demo.case import STREETS, load_case
from launch.demo.client import Api, Json, Tokens
from launch.demo.play import play
from launch.demo.report import report
from launch.wiring import System, wire
from services.assembly.sign_in.people import DEMO_PEOPLE

PLAYED = "demo-played"


class QuietServer(uvicorn.Server):
    """Leaves the signals alone: they stop the system, and the system stops the server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing to capture."""
        yield


@contextlib.asynccontextmanager
async def serving(system: System, sock: socket.socket) -> AsyncIterator[str]:
    """Answer HTTP on this socket for a system that has been started; yields the base URL."""
    config = uvicorn.Config(system.app, log_config=None, access_log=False, lifespan="off")
    server = QuietServer(config)
    task = asyncio.create_task(server.serve([sock]))
    try:
        host, port = sock.getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task
        await system.stop()


def listen(settings: Settings) -> socket.socket:
    """The socket this process answers on. Raises ``SettingsError`` where the port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, or the event loop leaves TCP_NODELAY alone: kept connections would wait 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
    except OSError as error:
        sock.close()
        raise SettingsError(
            f"YISHI_PORT: {settings.host}:{settings.port} cannot be used ({error.strerror}); "
            f"choose another, for example YISHI_PORT={settings.port + 1}\n"
            f"端口 {settings.port} 不可用，请用 YISHI_PORT 换一个端口。"
        ) from None
    return sock


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The event loop that uvicorn would choose for itself: uvloop, where it is installed."""
    return uvicorn.Config("", loop="auto").get_loop_factory()


def demo_tokens(settings: Settings, street: str) -> Tokens:
    """Tokens of the demo issuer for the people of one street."""

    names = {person.sub: person.zh for person in DEMO_PEOPLE}

    def token(sub: str, role: Role, member: str, department: str) -> str:
        name = names.get(sub, sub)
        return issue_demo_token(
            settings, sub, name, [role], [street], member=member, department=department
        )

    return token


async def play_cases(
    names: Sequence[str],
    base_url: str,
    settings: Settings,
    clock: StoryClock | None = None,
    settle: Settle | None = None,
) -> list[Json]:
    """Play these cases side by side against running services; answers their reports.

    With the system's own ``clock`` (and ``settle``) every act bears the date of the story, which
    ends today; without it acts happen when they are played.
    """
    calendar = Calendar(clock, len(names), settle)
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as http:
        plays = (_play_case(name, http, settings, calendar) for name in names)
        try:
            return await asyncio.gather(*plays)
        finally:
            if clock is not None:
                clock.end()


async def _play_case(
    name: str, http: httpx.AsyncClient, settings: Settings, calendar: Calendar
) -> Json:
    case = load_case(name, day(utc_now()) if calendar.ours else None)
    api = Api(http, case.street, demo_tokens(settings, case.street))
    began = time.monotonic()
    await play(case, api, lambda line: say(f"  {name:<10} {line}"), calendar)
    return await report(case, api, time.monotonic() - began)


def say(line: str) -> None:
    """Progress for people goes to standard error; standard output is for results."""
    print(line, file=sys.stderr, flush=True)


async def run(
    settings: Settings, services: Sequence[Service], *, worker: bool, web: bool, demo: bool
) -> None:
    """Run these services until SIGINT or SIGTERM; with ``demo`` play both cases first, once.

    Raises what kept it from hearing its events, for example a topology that does not fit.
    """
    configure(settings, stream=_log_stream(settings, demo))
    faults.arm(settings.fault)
    clock = StoryClock()
    system = wire(settings, services, SERVICES, worker=worker, web=web, now=clock)
    sock = listen(settings)
    stop = _stop_on_signal()
    if not await unless(stop, system.start(wait=False)):
        await system.stop()
        return
    assert system.hearing is not None  # started above

    def stop_if_failed(task: "asyncio.Task[None]") -> None:
        if _failed(task):
            stop.set()

    system.hearing.add_done_callback(stop_if_failed)
    async with serving(system, sock) as base_url:
        say(f"议事 Yishi: {', '.join(s.name for s in services)} · {base_url}")
        if demo:
            await unless(stop, _show_demo(settings, base_url, clock, system.settle))
        await stop.wait()
        say("\n再见 · stopping")
    if _failed(system.hearing):
        system.hearing.result()


def _stop_on_signal() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _failed(task: "asyncio.Task[None]") -> bool:
    return not task.cancelled() and task.done() and task.exception() is not None


def _log_stream(settings: Settings, demo: bool) -> TextIO:
    """Logs go to standard output; in a demo to a file, so that people see the progress."""
    if not demo or settings.directory is None:
        return sys.stdout
    return (settings.directory / "yishi.log").open("a", encoding="utf-8")


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do this work unless told to stop first; answers whether it was done."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        task.result()
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False


async def _show_demo(settings: Settings, base_url: str, clock: StoryClock, settle: Settle) -> None:
    assert settings.directory is not None  # the command refuses --demo elsewhere
    mark = settings.directory / PLAYED
    if not mark.exists():
        say("正在通过公开接口装入两个街道的演示数据 · Playing both cases through the HTTP APIs")
        await play_cases(list(STREETS), base_url, settings, clock, settle)
        mark.write_text("both cases were played to the end\n", encoding="utf-8")
    say(WELCOME.format(url=base_url, data=settings.directory))


WELCOME = """
  议事 Yishi 已就绪 · is ready          {url}

  演示人员（在 {url}/sign-in 选择即可登录） · demo people, no password
    居民 resident · 议事员 deliberator · 社区 community · 部门 department · 街道办 street office
    人大工委 NPC committee · 党工委 party committee · 主持人 chair · 总监票人/监票人/计票人 counting

  演示数据与日志 data and log in {data}, kept (make run FRESH=1 starts over)   Ctrl-C 停止 stops
"""


def forget(directory: Path) -> None:
    """Start over: remove what an earlier demo wrote, and nothing that is not ours."""
    if directory.exists() and not (directory / "secret").exists() and any(directory.iterdir()):
        raise SettingsError(f"YISHI_STORE_URL: {directory} does not look like a Yishi directory")
    shutil.rmtree(directory, ignore_errors=True)


def half_played(directory: Path) -> bool:
    """Whether an earlier demo was stopped before it was played to the end."""
    return any(directory.glob("*.sqlite")) and not (directory / PLAYED).exists()
