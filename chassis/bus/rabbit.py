"""The bus on RabbitMQ; what exists on the broker is described in ``chassis.bus.rabbit_plan``.

A consumer acknowledges only after the ladder has confirmed. Because the stream ``yishi.log`` is
bound to everything, the broker never reports an event as unroutable; that a queue is bound is
made sure of by binding it, at every start and after every reconnect.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from uuid import uuid4

import structlog
from aio_pika import DeliveryMode, ExchangeType
from aio_pika import Message as Outgoing
from aio_pika.abc import (
    AbstractIncomingMessage,
    AbstractQueue,
    AbstractRobustChannel,
)
from aio_pika.exceptions import (
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
)

from chassis.bus.bus import Handle, Later, Message, Topology
from chassis.bus.pump import finish
from chassis.bus.rabbit_link import FAILURES, Link, shut, unavailable
from chassis.bus.rabbit_plan import Plan
from chassis.core.errors import Unavailable
from contracts.envelope import CONTENT_TYPE

ATTEMPT = "x-yishi-attempt"
log = structlog.get_logger(__name__)


class TopologyConflict(Exception):
    """A queue or exchange of this name exists with other arguments; the message names it."""


class RabbitBus:
    """The bus on a broker. Nothing is connected before the first call.

    ``prefix`` goes before every name (several installations on one broker). Seconds: ``patience``
    bounds how long a call waits for the broker, and ``close`` for handlers; ``pause`` passes before
    a message whose handler raised comes again. ``in_flight`` bounds unconfirmed publishes.
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
        self._link = Link(url, patience)
        self._plan = Plan(Topology((), ()), prefix)
        self._patience = patience
        self._pause = pause
        self._room = asyncio.Semaphore(in_flight)
        self._declared: list[AbstractRobustChannel] = []
        self._declared_on: object = None
        self._declaring = asyncio.Lock()
        self._heard: list[tuple[AbstractRobustChannel, AbstractQueue, str]] = []
        self._in_hand: dict[str, set[asyncio.Task[None]]] = {}

    # ---- topology --------------------------------------------------------------------------

    async def declare(self, topology: Topology) -> None:
        """Make the topology exist; it is made again where a broker comes back without it.

        Raises ``TopologyConflict`` where something exists with other arguments.
        """
        self._plan = Plan(topology, self._plan.prefix)
        try:
            await self._link.bounded(self._declare(self._plan))
        except Unavailable as problem:
            if isinstance(problem.__cause__, ChannelPreconditionFailed):
                raise TopologyConflict(str(problem.__cause__)) from problem
            raise

    async def _declare(self, plan: Plan) -> None:
        on = await self._link.transport()
        # Stays open: a channel that lives restores what was declared on it after a reconnect.
        async with self._link.kept() as channel:
            await channel.declare_exchange(plan.events, ExchangeType.TOPIC, durable=True)
            for rung in plan.rungs():
                await channel.declare_exchange(rung, ExchangeType.FANOUT, durable=True)
            for queue in plan.queues():
                made = await channel.declare_queue(
                    queue.name, durable=True, arguments=dict(queue.arguments)
                )
                if queue.exchange:
                    await made.bind(queue.exchange, queue.key)
        for older in self._declared:
            await shut(older)
        self._declared, self._declared_on = [channel], on

    async def _topology_stands(self) -> None:
        """Declare again before the first word on a new connection.

        The broker may have come back empty: an exchange that lacks its queues confirms what it
        then loses. ``Unavailable`` where nothing was declared yet.
        """
        if self._declared_on is None:
            raise unavailable("not declared")
        if await self._link.transport() is self._declared_on:
            return
        async with self._declaring:
            if await self._link.transport() is not self._declared_on:
                await self._declare(self._plan)

    # ---- speaking --------------------------------------------------------------------------

    async def publish(self, messages: Sequence[Message]) -> None:
        """Pipelined; returns when the broker has confirmed every message, see ``Bus.publish``."""
        events = self._plan.events
        await self._link.bounded(self._ready_to_speak())
        sent = await asyncio.gather(
            *(self._send(events, m.type, _outgoing(m.body, m.id, m.type)) for m in messages),
            return_exceptions=True,
        )
        for result in sent:
            if isinstance(result, BaseException):
                raise result

    async def _ready_to_speak(self) -> None:
        """With this done once for all of them, messages go out in the order they were given."""
        await self._topology_stands()
        await self._link.speaker()

    async def _send(self, exchange: str, key: str, message: Outgoing) -> None:
        async with self._room:
            await self._link.bounded(self._confirmed(exchange, key, message))

    async def _confirmed(self, exchange: str, key: str, message: Outgoing) -> None:
        channel = await self._link.speaker()
        if exchange:  # the default one always stands, and returns what it has no queue for
            await self._topology_stands()
        through = await channel.get_exchange(exchange, ensure=False)
        await through.publish(message, key, mandatory=True)

    async def redeliver(self, queue: str, body: bytes) -> None:
        """Through the default exchange, which knows queues by name; see ``Bus.redeliver``."""
        await self._send("", self._plan.named(queue), _outgoing(body, uuid4().hex, ""))

    # ---- hearing ---------------------------------------------------------------------------

    async def consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        """Begin to hear a queue, on a channel of its own; see ``Bus.consume``."""
        await self._link.bounded(self._consume(queue, handle, prefetch))

    async def _consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        in_hand = self._in_hand.setdefault(queue, set())

        async def take(message: AbstractIncomingMessage) -> None:
            # A task of our own: the client cancels its callbacks when a connection breaks.
            task = asyncio.create_task(self._deliver(queue, handle, message))
            in_hand.add(task)
            task.add_done_callback(in_hand.discard)

        async with self._link.kept() as channel:
            await channel.set_qos(prefetch_count=prefetch)
            heard = await channel.declare_queue(self._plan.named(queue), passive=True)
            self._heard.append((channel, heard, await heard.consume(take)))

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
        kind, attempt = message.type or "", _attempt(message) + 1
        again = _outgoing(message.body, message.message_id or "", kind, attempt)
        await self._send(self._plan.rung(later.rung), self._plan.named(queue), again)

    # ---- looking after ---------------------------------------------------------------------

    async def depth(self, queue: str) -> int:
        """Messages that wait, and those in hand in this process; the ladder is not seen.

        Raises ``LookupError`` where there is no such queue.
        """
        try:
            waiting = await self._link.bounded(self._waiting(queue))
        except Unavailable as problem:
            if isinstance(problem.__cause__, ChannelNotFoundEntity):
                raise LookupError(f"no queue {queue}") from problem
            raise
        return waiting + len(self._in_hand.get(queue, ()))

    async def _waiting(self, queue: str) -> int:
        async with self._link.asking() as channel:
            found = await channel.declare_queue(self._plan.named(queue), passive=True, robust=False)
            return found.declaration_result.message_count or 0

    async def ping(self) -> None:
        """Open and close a channel; ``Unavailable`` where that takes too long."""
        await self._link.bounded(self._ping())

    async def _ping(self) -> None:
        async with self._link.asking():
            return

    async def close(self) -> None:
        """Stop consuming, wait for the handlers, close; what one did not finish comes again."""
        for _, heard, tag in self._heard:
            with suppress(*FAILURES):
                async with asyncio.timeout(self._patience):
                    await heard.cancel(tag)
        tasks = [task for in_hand in self._in_hand.values() for task in in_hand]
        await finish(tasks, self._patience)
        await self._link.close()
        self._heard.clear()
        self._declared.clear()


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
