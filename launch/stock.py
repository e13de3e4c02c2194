"""Everything an installation keeps, opened for a command: the stores of all services, the bus."""

import base64
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from chassis.audit.chain import HEADS, AuditChain
from chassis.audit.check import AuditCheck
from chassis.bus.bus import Bus, Topology
from chassis.bus.local import LocalBus
from chassis.bus.rabbit_plan import Plan
from chassis.core.documents import Kind, Plain
from chassis.core.errors import Unavailable
from chassis.core.settings import Settings
from chassis.service import subscriptions_of
from chassis.store.embedded_file import lock_directory
from chassis.store.engine import Engine
from chassis.store.rows import every_row
from chassis.store.whole import Whole
from launch.backup_file import HeadMark, Section, Unfit, line_of
from launch.catalogue import SERVICES
from launch.engines import bus_of, engine_of, kinds_in, kinds_of, plains_in

PAGE = 200
UNKNOWN = -1
"""Number of messages of a bus that does not answer."""


@dataclass
class Stock:
    """The engines by service and the bus, all of them open."""

    settings: Settings
    engines: dict[str, Engine]
    bus: Bus

    @property
    def topology(self) -> Topology:
        """All queues of all services."""
        settings = self.settings
        return Topology(subscriptions_of(SERVICES), settings.retry_rungs, settings.log_days)

    def queues(self) -> list[str]:
        """Queues that belong to a hearer."""
        homes = [sub.queue for sub in self.topology.subscriptions]
        return [*homes, *self.topology.dead_queues()]

    def sections(self) -> Iterator[Section]:
        """Every collection of every service."""
        for service in SERVICES:
            for kind in kinds_in(service):
                yield Section(service=service.name, holds="documents", name=kind.name)
            for plain in plains_in(service):
                yield Section(service=service.name, holds="rows", name=plain.name)

    async def queued(self) -> AsyncIterator[Section]:
        """Queues of the embedded bus that hold something; they lie beside the documents."""
        if isinstance(self.bus, LocalBus):
            for queue in self.queues():
                if await self.bus.depth(queue):
                    hearer = queue.partition(".")[0]
                    yield Section(service=hearer, holds="messages", name=queue)

    async def unheard(self) -> dict[str, int]:
        """Messages on a broker, by queue: they are not in any store. Empty for the embedded bus."""
        if isinstance(self.bus, LocalBus):
            return {}
        try:
            names = [*self.queues(), *Plan(self.topology).rungs()]
            depths = {name: await self._depth(name) for name in names}
        except Unavailable:
            return {"?": UNKNOWN}
        return {name: depth for name, depth in depths.items() if depth}

    async def _depth(self, queue: str) -> int:
        try:
            return await self.bus.depth(queue)
        except LookupError:
            return 0  # was never declared, so nothing was published into it

    async def lines(self, section: Section) -> AsyncIterator[bytes]:
        """A collection as lines, by ascending id: for ballot papers that is no order at all."""
        if section.holds == "messages":
            async for line in self._messages(section.name):
                yield line
            return
        engine = self.engines[section.service]
        if section.holds == "documents":
            async for whole in wholes(engine, kind_of(section)):
                yield line_of(asdict(whole))
            return
        async for row_id, body in rows(engine, plain_of(section)):
            yield line_of({"id": row_id, "body": body})

    async def _messages(self, queue: str) -> AsyncIterator[bytes]:
        assert isinstance(self.bus, LocalBus)  # only its messages are in the file
        after = 0
        while page := await self.bus.unheard(queue, after, PAGE):
            for _, body in page:
                yield line_of({"body": base64.b64encode(body).decode()})
            after = page[-1][0]

    async def heads(self) -> dict[str, HeadMark]:
        """How far each audit chain goes."""
        found = {}
        for name, engine in self.engines.items():
            chain = AuditChain(engine)
            for street in await engine.streets(HEADS):
                head = await chain.head(street)
                found[f"{name}/{street}"] = HeadMark(seq=head.seq, hash=head.hash)
        return found

    async def put(self, section: Section, line: bytes) -> None:
        """One line back into its collection. Raises ``Unfit`` where its id is taken."""
        found: dict[str, Any] = json.loads(line)
        if section.holds == "messages":
            return await self.bus.redeliver(section.name, base64.b64decode(found["body"]))
        engine = self.engines[section.service]
        if section.holds == "documents":
            boxes = {"outbox": tuple(found["outbox"]), "inbox": tuple(found["inbox"])}
            done = await engine.put(kind_of(section), Whole(**(found | boxes)))
        else:
            done = await engine.insert(plain_of(section), found["id"], found["body"])
        if not done:
            raise Unfit(f"{section.member} 写入冲突。", f"{section.member}: an id is taken.")
        return None

    async def flaws(self) -> list[str]:
        """What a verification of every audit trail finds."""
        told = []
        for service in SERVICES:
            engine = self.engines[service.name]
            report = await AuditCheck(engine, kinds_of(service), service.proofs).verify()
            told += [f"{service.name} {f.street} {f.at}: {f.zh} · {f.en}" for f in report.problems]
        return told


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Stock]:
    """Open everything; an embedded directory is held, so nobody writes to it meanwhile.

    Raises ``SettingsError`` where another process holds the directory.
    """
    with contextlib.ExitStack() as held:
        if settings.directory is not None:
            held.enter_context(lock_directory(settings.directory))
        stock = Stock(settings, {}, bus_of(settings))
        try:
            for service in SERVICES:
                engine = stock.engines[service.name] = engine_of(settings, service.name)
                await engine.prepare(kinds_in(service), plains_in(service))
            yield stock
        finally:
            await stock.bus.close()
            for engine in stock.engines.values():
                await engine.close()


def kind_of(section: Section) -> Kind[Any]:
    """The kind of a section. Raises ``Unfit`` where this version has none."""
    for service in SERVICES:
        for kind in kinds_in(service):
            if (service.name, kind.name) == (section.service, section.name):
                return kind
    raise unknown(section)


def plain_of(section: Section) -> Plain:
    """The plain collection of a section. Raises ``Unfit`` where this version has none."""
    for service in SERVICES:
        for plain in plains_in(service):
            if (service.name, plain.name) == (section.service, section.name):
                return plain
    raise unknown(section)


def unknown(section: Section) -> Unfit:
    """This version of the product keeps no such collection."""
    return Unfit(
        f"本版本没有 {section.member}，请用制作备份的版本恢复。",
        f"This version has no {section.member}; restore with the one that made the backup.",
    )


async def wholes(engine: Engine, kind: Kind[Any]) -> AsyncIterator[Whole]:
    """Every document of a kind, by id."""
    after = ""
    while page := await engine.wholes(kind, after, PAGE):
        for whole in page:
            yield whole
        after = page[-1].doc_id


async def rows(engine: Engine, plain: Plain) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Every row of a plain collection, by id."""
    async for row in every_row(engine, plain, page=PAGE):
        yield row
