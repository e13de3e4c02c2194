"""``yishi rehearse``: a whole session on a copy, with nothing left of it afterwards (演练).

The rehearsal is a system of its own: another process, another directory, another bus, its own
secret. It is given the street's charter, the names of its members and its slate, read from the real
store over connections that cannot write. So nothing that is done in it can reach the real records,
and no event of it is heard by anybody: there is no way from the one to the other. Everything it
shows and prints is marked 演练. When it stops its directory is removed.
"""

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from chassis.core.clock import utc_now
from chassis.core.decision import Cause, State, created
from chassis.core.documents import Kind
from chassis.core.errors import NotFound
from chassis.core.log import configure
from chassis.core.settings import Settings, load_settings
from chassis.store.embedded_file import looking_in
from chassis.store.embedded_sql import KindTable
from chassis.store.engine import Raw
from chassis.store.reading import state_of
from chassis.store.store import Store
from launch.catalogue import SERVICES
from launch.engines import engine_of
from launch.parts import Now
from launch.running import listen, say, serving
from launch.wiring import System, wire

COPIED: Mapping[str, Sequence[str]] = {
    "assembly": ("charters",),
    "intake": ("charter_copies",),
    "screening": ("charter_copies", "ledgers", "candidates"),
    "ballot": ("charter_copies", "members", "slates"),
    "supervision": ("charter_copies",),
}
"""Service → what is copied of a street. No author, no phone, no ID number is among it."""
MOST = 10_000
"""Documents of one kind that are copied of a street; it has far fewer."""
Copy = tuple[str, Kind[Any], str, State]
"""Service, kind, id and state of one document."""
WELCOME = """
  演练 · Rehearsal of {street}          {url}
  在 {url}/sign-in 选择身份；扫码投票的手机要能打开这个地址。
  Choose who you are at the address above; phones that vote must reach it.

  真实记录没有被打开写入；停止后本次演练全部清除。Ctrl-C 停止
  The real records are not written to; all of this is removed at the end. Ctrl-C stops
"""


async def rehearse(settings: Settings, street: str, folder: str, *, tied: bool = False) -> int:
    """Rehearse in ``folder`` until told to stop. Raises ``NotFound`` without such a street.

    ``tied``: it stops where standard input ends, so with the process that began it.
    """
    copies = await copies_of(settings, street)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with rehearsal(settings, copies, folder) as (_, url):
        if tied:
            watching = asyncio.create_task(_input_ends(stop))
            watching.add_done_callback(lambda _: stop.set())
            print(url, flush=True)
        say(WELCOME.format(street=street, url=url))
        await stop.wait()
    say("\n演练结束，副本已清除 · the copy is removed")
    return 0


async def _input_ends(stop: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while not stop.is_set() and await reader.read(1024):
        pass


@contextmanager
def place() -> Iterator[str]:
    """A directory for one rehearsal, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yishi-rehearsal-") as folder:
        yield folder


@asynccontextmanager
async def rehearsal(
    settings: Settings, copies: Sequence[Copy], folder: str, now: Now = utc_now
) -> AsyncIterator[tuple[System, str]]:
    """The rehearsal's own system with the copies in it, answering HTTP; yields it and its URL."""
    mine = load_settings(
        {}, env="demo", rehearsal=True, store_url=f"embedded:{folder}/store", bus_url="local:",
        host=settings.host, port=settings.port, base_url=settings.base_url, log_level="warning",
        hash=settings.hash, fonts=settings.fonts, calendar=settings.calendar,
        count_wait=settings.count_wait, cast_deadline=settings.cast_deadline,
    )  # fmt: skip
    configure(mine, stream=(Path(folder) / "yishi.log").open("a", encoding="utf-8"))
    sock = listen(mine)
    system = wire(mine, SERVICES, SERVICES, now=now)
    await system.start()
    async with serving(system, sock) as url:
        await put_in(system, copies)
        yield system, url


async def put_in(system: System, copies: Sequence[Copy]) -> None:
    """Give the rehearsal its copies, as documents of its own."""
    contexts = {part.service.name: part.context for part in system.parts}
    for service, kind, key, state in copies:
        street, _, doc = key.partition("/")
        cause = Cause(key, "rehearsal", "copy", utc_now(), "rehearsal")
        await contexts[service].change(kind.key(street, doc), created(state), cause)


# ---- reading the real store ---------------------------------------------------------------------


async def copies_of(settings: Settings, street: str) -> list[Copy]:
    """What a rehearsal of this street begins with. Raises ``NotFound`` where it has no charter."""
    read = _from_files if settings.directory is not None else _from_servers
    found = [copy async for copy in read(settings, street)]
    if not any(kind.name == "charter_copies" for _, kind, _, _ in found):
        raise NotFound("no-street-here", "没有这个街道的章程。", "There is no such street here.")
    return found


def _wanted() -> Iterator[tuple[str, Kind[Any]]]:
    for service in SERVICES:
        for kind in service.kinds:
            if kind.name in COPIED.get(service.name, ()):
                yield service.name, kind


async def _from_servers(settings: Settings, street: str) -> AsyncIterator[Copy]:
    for service, kind in _wanted():
        engine = engine_of(settings, service)
        store = Store(service, engine, frozenset(), lambda: utc_now().timestamp())
        try:
            async for one in store.stream(kind, street):
                yield service, kind, f"{street}/{one.id}", one.state
        finally:
            await engine.close()


async def _from_files(settings: Settings, street: str) -> AsyncIterator[Copy]:
    """Beside a running system: the files are opened for reading alone, and not locked."""
    assert settings.directory is not None  # the caller asks only then
    for service, kind in _wanted():
        path = settings.directory / f"{service}.sqlite"
        for raw in await asyncio.to_thread(_rows, path, kind, street):
            yield service, kind, raw.doc_id, state_of(kind, raw)


def _rows(path: Path, kind: Kind[Any], street: str) -> list[Raw]:
    if not path.exists():
        return []
    with looking_in(path) as connection:
        return KindTable(kind.name).find(connection, kind, street, {}, "", "", MOST)
