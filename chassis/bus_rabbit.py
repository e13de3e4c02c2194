"""The bus on RabbitMQ (3.10 and later).

* ``yishi.events``: a durable topic exchange; the routing key is the event's wire type.
* ``<hearer>.<event>``: one quorum queue for each subscription. What was delivered
  ``DELIVERY_LIMIT`` times without an answer moves to ``<hearer>.dead``.
* ``yishi.later.<n>ms``: a fan-out exchange and a quorum queue for each rung of the ladder. A
  message waits there until its time is over and returns through the default exchange to the
  queue that its routing key names. The delay is part of the name, so that other rungs can be set
  later; an old rung still gives back what it holds.
* ``yishi.log``: a stream bound to everything, for other systems to replay.

Every dead-lettering is at-least-once (the default is at-most-once), and a consumer acknowledges
only after the rung has confirmed. Because of ``yishi.log`` the broker never reports an event as
unroutable; that a queue is bound is made sure of by binding it, at every start.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from uuid import uuid4

import structlog
from aio_pika import DeliveryMode, ExchangeType, connect_robust
from aio_pika import Message as Outgoing
from aio_pika.abc import (
    AbstractIncomingMessage,
    AbstractQueue,
    AbstractRobustChannel,
    AbstractRobustConnection,
)
from aio_pika.exceptions import (
    CONNECTION_EXCEPTIONS,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
)

from chassis.bus import DELIVERY_LIMIT, Handle, Later, Message, Topology, dead_queue
from chassis.bus_pump import finish
from chassis.errors import Unavailable
from contracts.envelope import CONTENT_TYPE

ATTEMPT = "x-yishi-attempt"
NO_LIMIT = 2**31 - 1
SEGMENT_BYTES = 50_000_000
FAILURES = (*CONNECTION_EXCEPTIONS, TimeoutError)

AT_LEAST_ONCE = {
    "x-queue-type": "quorum",
    "x-overflow": "reject-publish",
    "x-dead-letter-strategy": "at-least-once",
    "x-dead-letter-exchange": "",
}

T = TypeVar("T")
log = structlog.get_logger(__name__)


class TopologyConflict(Exception):
    """A queue or exchange of this name exists with other arguments; the message names it."""


def unavailable(why: BaseException | str) -> Unavailable:
    """The broker does not answer, or does not take what it is given."""
    name = why if isinstance(why, str) else type(why).__name__
    return Unavailable(
        "bus-unavailable", "消息系统暂时不可用，请稍后再试。", f"The broker is away ({name})."
    )


class RabbitBus:
    """The bus on a broker. Nothing is connected before the first call.

    ``prefix`` goes before every name (several installations, or tests, on one broker).
    ``patience`` bounds in seconds how long a call waits for the broker, and ``close`` for
    handlers; ``pause`` passes before a message whose handler raised is delivered again;
    ``in_flight`` bounds the publishes that wait for their confirm.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "",
        patience: float = 10.0,
        pause: float = 1.0,
        in_flight: int = 256,
    ) -> None:
        self._url = url
        self._prefix = prefix
        self._patience = patience
        self._pause = pause
        self._room = asyncio.Semaphore(in_flight)
        self._connecting = asyncio.Lock()
        self._connection: AbstractRobustConnection | None = None
        self._speaking: AbstractRobustChannel | None = None
        self._declared: list[AbstractRobustChannel] = []
        self._heard: list[tuple[AbstractRobustChannel, AbstractQueue, str]] = []
        self._in_hand: dict[str, set[asyncio.Task[None]]] = {}
        self._rungs: tuple[float, ...] = ()

    # ---- connection ------------------------------------------------------------------------

    async def _connected(self) -> AbstractRobustConnection:
        async with self._connecting:
            if self._connection is None:
                self._connection = await connect_robust(
                    self._url, timeout=self._patience, reconnect_interval=1
                )
        await self._connection.ready()
        return self._connection

    async def _bounded(self, work: Awaitable[T]) -> T:
        """The result of ``work``, or ``Unavailable`` where the broker is away too long."""
        try:
            async with asyncio.timeout(self._patience):
                return await work
        except FAILURES as error:
            raise unavailable(error) from error

    async def _open(self) -> AbstractRobustChannel:
        channel = (await self._connected()).channel(on_return_raises=True)
        await channel
        return channel

    async def _speaker(self) -> AbstractRobustChannel:
        if self._speaking is None:
            channel = await self._open()
            self._speaking = self._speaking or channel
        await self._speaking.ready()
        return self._speaking

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AbstractRobustChannel]:
        channel = await self._open()
        try:
            yield channel
        finally:
            with suppress(*FAILURES):
                await channel.close()

    # ---- topology --------------------------------------------------------------------------

    async def declare(self, topology: Topology) -> None:
        """Make the topology exist; it is made again where a broker comes back without it.

        Raises ``TopologyConflict`` where something exists with other arguments.
        """
        self._rungs = topology.rungs
        try:
            await self._bounded(self._declare(topology))
        except Unavailable as problem:
            if isinstance(problem.__cause__, ChannelPreconditionFailed):
                raise TopologyConflict(str(problem.__cause__)) from problem
            raise

    async def _declare(self, topology: Topology) -> None:
        channel = await self._open()
        try:
            events = await channel.declare_exchange(
                self._named("yishi.events"), ExchangeType.TOPIC, durable=True
            )
            await self._declare_log(channel, topology.log_days, events.name)
            for rung in topology.rungs:
                await self._declare_rung(channel, rung)
            for name in topology.dead_queues():
                arguments = {"x-queue-type": "quorum", "x-delivery-limit": NO_LIMIT}
                await self._declare_queue(channel, name, arguments)
            for sub in topology.subscriptions:
                dead = self._named(dead_queue(sub.hearer))
                limit = {"x-delivery-limit": DELIVERY_LIMIT, "x-dead-letter-routing-key": dead}
                queue = await self._declare_queue(channel, sub.queue, {**AT_LEAST_ONCE, **limit})
                await queue.bind(events, sub.routing_key)
        except BaseException:
            with suppress(*FAILURES):
                await channel.close()
            raise
        # Kept open: a channel that lives restores what was declared on it after a reconnect.
        self._declared.append(channel)

    async def _declare_queue(
        self, channel: AbstractRobustChannel, name: str, arguments: dict[str, str | int]
    ) -> AbstractQueue:
        return await channel.declare_queue(
            self._named(name), durable=True, arguments=dict(arguments)
        )

    async def _declare_log(self, channel: AbstractRobustChannel, days: int, events: str) -> None:
        arguments: dict[str, str | int] = {
            "x-queue-type": "stream",
            "x-max-age": f"{days}D",
            # Age is counted by whole segments: small ones forget on time.
            "x-stream-max-segment-size-bytes": SEGMENT_BYTES,
        }
        queue = await self._declare_queue(channel, "yishi.log", arguments)
        await queue.bind(events, "#")

    async def _declare_rung(self, channel: AbstractRobustChannel, rung: float) -> None:
        name = self._rung_name(rung)
        exchange = await channel.declare_exchange(
            self._named(name), ExchangeType.FANOUT, durable=True
        )
        ttl = {"x-message-ttl": _milliseconds(rung)}
        queue = await self._declare_queue(channel, name, {**AT_LEAST_ONCE, **ttl})
        await queue.bind(exchange)

    def _named(self, name: str) -> str:
        return f"{self._prefix}{name}"

    def _rung_name(self, rung: float) -> str:
        return f"yishi.later.{_milliseconds(rung)}ms"

    # ---- speaking --------------------------------------------------------------------------

    async def publish(self, messages: Sequence[Message]) -> None:
        """Pipelined; returns when the broker has confirmed every message, see ``Bus.publish``."""
        channel = await self._bounded(self._speaker())
        sent = await asyncio.gather(
            *(
                self._send(channel, "yishi.events", m.type, _outgoing(m.body, m.id, m.type))
                for m in messages
            ),
            return_exceptions=True,
        )
        for result in sent:
            if isinstance(result, BaseException):
                raise result if isinstance(result, Unavailable) else unavailable(result)

    async def _send(
        self, channel: AbstractRobustChannel, exchange: str, key: str, message: Outgoing
    ) -> None:
        name = self._named(exchange) if exchange else ""
        async with self._room:
            try:
                async with asyncio.timeout(self._patience):
                    through = await channel.get_exchange(name, ensure=False)
                    await through.publish(message, key, mandatory=True)
            except FAILURES as error:
                raise unavailable(error) from error
            except asyncio.CancelledError as error:
                # A connection that breaks cancels its confirms; that is not us being cancelled.
                if (task := asyncio.current_task()) and task.cancelling():
                    raise
                raise unavailable("connection lost") from error

    async def redeliver(self, queue: str, body: bytes) -> None:
        """Through the default exchange, which knows queues by name; see ``Bus.redeliver``."""
        channel = await self._bounded(self._speaker())
        await self._send(channel, "", self._named(queue), _outgoing(body, uuid4().hex, ""))

    # ---- hearing ---------------------------------------------------------------------------

    async def consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        """Begin to hear a queue, on a channel of its own; see ``Bus.consume``."""
        await self._bounded(self._consume(queue, handle, prefetch))

    async def _consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        channel = await self._open()
        try:
            await channel.set_qos(prefetch_count=prefetch)
            heard = await channel.declare_queue(self._named(queue), passive=True)
            in_hand = self._in_hand.setdefault(queue, set())

            async def take(message: AbstractIncomingMessage) -> None:
                # A task of our own: the client cancels its callbacks when a connection breaks.
                task = asyncio.create_task(self._deliver(queue, handle, message))
                in_hand.add(task)
                task.add_done_callback(in_hand.discard)

            tag = await heard.consume(take)
        except BaseException:
            with suppress(*FAILURES):
                await channel.close()
            raise
        self._heard.append((channel, heard, tag))

    async def _deliver(self, queue: str, handle: Handle, message: AbstractIncomingMessage) -> None:
        try:
            later = await handle(message.body, _attempt(message))
            if later is not None:
                await self._climb(queue, later, message)
        except Exception as error:
            if isinstance(error, Unavailable):
                log.warning("delivered again", queue=queue, problem=str(error))
            else:
                log.exception("handler raised", queue=queue)
            await asyncio.sleep(self._pause)
            with suppress(*FAILURES):
                await message.nack(requeue=True)
            return
        # On a channel that broke meanwhile the broker delivers again; the inbox knows it.
        with suppress(*FAILURES):
            await message.ack()

    async def _climb(self, queue: str, later: Later, message: AbstractIncomingMessage) -> None:
        if not self._rungs:
            raise LookupError("the topology has no rungs")
        rung = self._rungs[min(later.rung, len(self._rungs) - 1)]
        again = _outgoing(
            message.body, message.message_id or "", message.type or "", _attempt(message) + 1
        )
        channel = await self._bounded(self._speaker())
        await self._send(channel, self._rung_name(rung), self._named(queue), again)

    # ---- looking after ---------------------------------------------------------------------

    async def depth(self, queue: str) -> int:
        """Messages that wait, and those in hand in this process; the ladder is not seen.

        Raises ``LookupError`` where there is no such queue.
        """
        try:
            waiting = await self._bounded(self._waiting(queue))
        except Unavailable as problem:
            if isinstance(problem.__cause__, ChannelNotFoundEntity):
                raise LookupError(f"no queue {queue}") from problem
            raise
        return waiting + len(self._in_hand.get(queue, ()))

    async def _waiting(self, queue: str) -> int:
        async with self._asking() as channel:
            found = await channel.declare_queue(self._named(queue), passive=True, robust=False)
            return found.declaration_result.message_count or 0

    async def ping(self) -> None:
        """Open and close a channel; ``Unavailable`` where that takes too long."""
        await self._bounded(self._ping())

    async def _ping(self) -> None:
        async with self._asking():
            return

    async def close(self) -> None:
        """Stop hearing, finish what is in hand, let go; what hangs is delivered again."""
        for _, heard, tag in self._heard:
            with suppress(*FAILURES):
                async with asyncio.timeout(self._patience):
                    await heard.cancel(tag)
        tasks = [task for in_hand in self._in_hand.values() for task in in_hand]
        await finish(tasks, self._patience)
        if self._connection is not None:
            with suppress(*FAILURES):
                await self._connection.close()
            self._connection = self._speaking = None
        self._heard.clear()
        self._declared.clear()


def _milliseconds(rung: float) -> int:
    return round(rung * 1000)


def _attempt(message: AbstractIncomingMessage) -> int:
    found = message.headers.get(ATTEMPT, 0)
    return found if isinstance(found, int) else 0


def _outgoing(body: bytes, message_id: str, kind: str, attempt: int = 0) -> Outgoing:
    return Outgoing(
        body,
        headers={ATTEMPT: attempt},
        message_id=message_id,
        type=kind,
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
    )
