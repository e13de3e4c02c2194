"""An event from committed change to handled change: the house against the raw loop.

The house: intake changes a suggestion and says ``SuggestionAccepted``; its relay publishes and
appends to the audit chain; screening hears and keeps an item, which has an audit row of its own.

The raw loop, on the same store and broker, in one process too: insert the same document into the
same table with the same indexes, publish the same bytes with confirm, consume, parse, insert the
item into its table, acknowledge. It has no read before a
write, no version, no inbox, no outbox and so no second write, no audit chain, no figures: what it
loses or does twice in a crash stays lost or done twice.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from aio_pika import DeliveryMode, ExchangeType, Message, connect_robust
from aio_pika.abc import AbstractIncomingMessage

from bench.houses import STREET, cause_of, context_of, house, settings_of
from bench.submitting import document, settled
from chassis.bus.bus import Message as Outgoing
from chassis.bus.bus import Subscription, Topology
from chassis.bus.local import LocalBus
from chassis.core.decision import Cause, created
from chassis.core.documents import Kind
from chassis.service import Context
from chassis.store.embedded import EmbeddedEngine
from chassis.store.mongo import MongoEngine
from contracts.envelope import Envelope, Event, Heard
from contracts.intake import SuggestionAccepted
from services.intake.kinds import SUGGESTIONS
from services.intake.service import intake
from services.intake.suggestion.domain.suggestion import Suggestion, facts
from services.screening.domain.items import Item
from services.screening.kinds import ITEMS
from services.screening.service import screening

HEARD = Subscription("screening", SuggestionAccepted)
ROW = (
    "INSERT INTO kind_{table} (id, street, sort, version, schema, state, outbox, inbox)"
    " VALUES (?, ?, ?, 1, 1, ?, '[]', '[]')"
)


def suggestion(key: str) -> tuple[Suggestion, Event]:
    """An accepted suggestion and what is said of it."""
    given = document({"title": "路灯", "content": "小区西门路灯不亮" * 10, "contact": ""})["state"]
    state = Suggestion.model_validate(
        {**given, "cycle": "2025", "no": key[:6], "status": "ACCEPTED", "timeline": ()}
    )
    return state, SuggestionAccepted(**facts(state, key))


async def at_a_time(flight: int, number: int, one: Callable[[], Awaitable[None]]) -> None:
    """Do it so many times, so many at once."""

    async def some(times: int) -> None:
        for _ in range(times):
            await one()

    await asyncio.gather(*(some(number // flight) for _ in range(flight)))


def item_of(found: dict[str, Any]) -> dict[str, Any]:
    """The item that the hearer keeps of an event, without its checks."""
    return {**BLANK, **{name: value for name, value in found.items() if name in BLANK}}


TEXTS = ("cycle", "no", "title", "community", "channel", "category")
_EMPTY: dict[str, Any] = dict.fromkeys(TEXTS, "")
BLANK = Item(**_EMPTY, sequence=1).model_dump(mode="json")


class House:
    """Intake and screening in one process, over their stores and the bus."""

    def __init__(self, folder: str, store: str = "", bus: str = "", streets: int = 1) -> None:
        self.settings = settings_of(folder, store, bus)
        self.streets = [str(int(STREET) + n) for n in range(streets)]
        self.waiting: dict[str, asyncio.Future[None]] = {}
        self.turn = 0

    async def start(self) -> dict[str, Any]:
        """Start both; the hearer tells when it is done with an event."""
        keep = screening.hears[SuggestionAccepted]

        async def kept(ctx: Context, heard: Heard[Any], cause: Cause) -> None:
            await keep(ctx, heard, cause)
            self.waiting.pop(heard.data.suggestion).set_result(None)

        watched = replace(screening, hears={**screening.hears, SuggestionAccepted: kept})
        self.system = house(self.settings, (intake, watched), (intake, watched), web=False)
        await self.system.start()
        self.context = context_of(self.system, "intake")
        return {}

    async def run(self, number: int, flight: int) -> None:
        """So many changes, each waited for until it is handled."""
        await at_a_time(flight, number, self.one)

    async def one(self) -> None:
        """One change and its handling."""
        key = uuid4().hex
        self.turn += 1
        street = self.streets[self.turn % len(self.streets)]
        state, event = suggestion(key)
        self.waiting[key] = done = asyncio.get_running_loop().create_future()
        await self.context.change(
            SUGGESTIONS.key(street, key), created(state, event), cause_of("accept")
        )
        await done

    async def quiet(self) -> None:
        """Until audit rows and outboxes are done with."""
        await settled(self.system)

    async def stop(self) -> None:
        """Stop it."""
        await self.system.stop()


class Raw:
    """What both raw loops share: what is inserted and said, and who waits for it."""

    waiting: dict[str, "asyncio.Future[None]"]

    async def run(self, number: int, flight: int) -> None:
        """So many turns of the loop."""
        await at_a_time(flight, number, self.one)

    async def one(self) -> None:
        """Insert, publish; the consumer inserts and tells."""
        key = uuid4().hex
        state, event = suggestion(key)
        self.waiting[key] = done = asyncio.get_running_loop().create_future()
        await self.insert(SUGGESTIONS, key, state.model_dump(mode="json"))
        await self.publish(key, envelope(key, event))
        await done

    async def take(self, body: bytes) -> None:
        """Parse, insert the item."""
        found = json.loads(body)["data"]
        key = found["suggestion"]
        await self.insert(ITEMS, key, item_of(found))
        self.waiting.pop(key).set_result(None)

    insert: Callable[[Kind[Any], str, dict[str, Any]], Awaitable[None]]
    publish: Callable[[str, bytes], Awaitable[None]]

    async def quiet(self) -> None:
        """Nothing is left behind."""


def envelope(key: str, event: Event) -> bytes:
    """The bytes that the house sends."""
    return Envelope(
        id=key,
        source="/yishi/intake",
        type=event.wire_type(),
        subject=f"suggestions/{key}",
        time=cause_of("x").at,
        sequence=1,
        correlationid=key,
        street=STREET,
        data=event.model_dump(mode="json"),
    ).to_bytes()


class RawLocal(Raw):
    """The raw loop on the embedded pair: the same files, threads and shared flushes."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder) / "data"
        self.waiting = {}

    async def start(self) -> dict[str, Any]:
        """Two files, one queue."""
        self.engines = {
            "suggestions": EmbeddedEngine(self.folder / "intake.sqlite"),
            "items": EmbeddedEngine(self.folder / "screening.sqlite"),
        }
        for kind in (SUGGESTIONS, ITEMS):
            await self.engines[kind.name].prepare((kind,), ())
        self.bus = LocalBus(self.folder)
        await self.bus.declare(Topology((HEARD,), (5.0,)))

        async def handle(body: bytes, attempt: int) -> None:  # noqa: ARG001
            await self.take(body)

        await self.bus.consume(HEARD.queue, handle, 16)
        return {}

    async def insert(self, kind: Kind[Any], key: str, state: dict[str, Any]) -> None:
        """One row, flushed."""
        values = (f"{STREET}/{key}", STREET, key, json.dumps(state, ensure_ascii=False))
        await self.engines[kind.name]._write(
            lambda db: db.execute(ROW.format(table=kind.name), values)
        )

    async def publish(self, key: str, body: bytes) -> None:
        """One row of the queue, flushed."""
        await self.bus.publish([Outgoing(key, HEARD.routing_key, body)])

    async def stop(self) -> None:
        """Close."""
        await self.bus.close()
        for engine in self.engines.values():
            await engine.close()


class RawRabbit(Raw):
    """The raw loop on MongoDB and RabbitMQ: their drivers, quorum queue, confirms, prefetch 16."""

    def __init__(self, folder: str, store: str, bus: str) -> None:  # noqa: ARG002
        self.store, self.url = store, bus
        self.waiting = {}

    async def start(self) -> dict[str, Any]:
        """The house's exchange with a queue of its own beside it."""
        self.engine = MongoEngine(self.store, f"raw_{uuid4().hex[:8]}")
        await self.engine.prepare((SUGGESTIONS, ITEMS), ())
        self.connection = await connect_robust(self.url)
        speaking = await self.connection.channel()
        hearing = await self.connection.channel()
        await hearing.set_qos(prefetch_count=16)
        name = f"raw.{uuid4().hex[:8]}"
        self.exchange = await speaking.declare_exchange(name, ExchangeType.TOPIC, durable=True)
        self.queue = await hearing.declare_queue(
            name, durable=True, arguments={"x-queue-type": "quorum"}
        )
        # The house keeps every event in a stream as well.
        stream = await hearing.declare_queue(
            f"{name}.log", durable=True, arguments={"x-queue-type": "stream"}
        )
        await self.queue.bind(self.exchange, HEARD.routing_key)
        await stream.bind(self.exchange, "#")

        async def handle(message: AbstractIncomingMessage) -> None:
            await self.take(message.body)
            await message.ack()

        self.streamed = stream
        await self.queue.consume(handle)
        return {}

    async def insert(self, kind: Kind[Any], key: str, state: dict[str, Any]) -> None:
        """One document."""
        head = {"_id": f"{STREET}/{key}", "street": STREET, "sort": key, "version": 1}
        await self.engine._database[kind.name].insert_one({**head, "state": state})

    async def publish(self, key: str, body: bytes) -> None:
        """Until the broker has confirmed."""
        message = Message(body, message_id=key, delivery_mode=DeliveryMode.PERSISTENT)
        await self.exchange.publish(message, HEARD.routing_key)

    async def stop(self) -> None:
        """Leave nothing on the broker."""
        await self.queue.delete(if_unused=False, if_empty=False)
        await self.streamed.delete(if_unused=False, if_empty=False)
        await self.connection.close()
        await self.engine.close()
