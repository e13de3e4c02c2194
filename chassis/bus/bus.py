"""The bus as the services see it: publish is confirmed, a queue is heard, a delay climbs a ladder.

Two buses pass one suite of tests: ``local`` keeps its queues in SQLite files, ``rabbit``
speaks to RabbitMQ.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.envelope import Event

DELIVERY_LIMIT = 20
"""Deliveries without an answer (each ended by a crash or an error) before a bus gives up."""


def dead_queue(hearer: str) -> str:
    """Where a bus puts a message of this hearer after ``DELIVERY_LIMIT`` deliveries in vain.

    A queue like any other: its hearer moves what is in it to the dead letters.
    """
    return f"{hearer}.dead"


@dataclass(frozen=True)
class Subscription:
    """One queue: what one service hears of one event."""

    hearer: str
    event: type[Event]

    @property
    def queue(self) -> str:
        """``<hearer>.<event>``, for example ``intake.suggestion-triaged``."""
        _, _, name, version = self.event.wire_type().split(".")
        return f"{self.hearer}.{name}" if version == "v1" else f"{self.hearer}.{name}.{version}"

    @property
    def routing_key(self) -> str:
        """The event's wire type."""
        return self.event.wire_type()


@dataclass(frozen=True)
class Topology:
    """Everything that must exist before anybody speaks: all queues and the rungs of the ladder.

    ``rungs`` are delays in seconds, shortest first; ``log_days`` how long the stream
    ``yishi.log`` keeps events for other systems to replay.
    """

    subscriptions: tuple[Subscription, ...]
    rungs: tuple[float, ...]
    log_days: int = 400

    def dead_queues(self) -> list[str]:
        """One for each hearer, by name."""
        return sorted({dead_queue(sub.hearer) for sub in self.subscriptions})


@dataclass(frozen=True)
class Message:
    """An event on its way out: the wire type it is routed by and its encoded envelope."""

    id: str
    type: str
    body: bytes


@dataclass(frozen=True)
class Later:
    """A handler's answer: bring this message back after the rung's delay (0: the shortest).

    A rung above the top of the ladder is the top one.
    """

    rung: int


Handle = Callable[[bytes, int], Awaitable[Later | None]]
"""Takes a body and how often it was brought back (0 at first); answers ``None`` when done with."""


class Bus(Protocol):
    """What a message bus must be able to do."""

    async def declare(self, topology: Topology) -> None:
        """Make the topology exist. Safe to call at every start, by every process."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return once every message is safe in every queue that wants it, in one go.

        Raises ``Unavailable`` where that is not certain; the caller then publishes all of them
        again, under the same ids.
        """

    async def redeliver(self, queue: str, body: bytes) -> None:
        """Put a message into this one queue and no other, as if for the first time.

        Raises ``Unavailable`` where that is not certain.
        """

    async def consume(self, queue: str, handle: Handle, prefetch: int) -> None:
        """Begin to hear a queue, ``prefetch`` messages at a time; raises ``Unavailable``.

        A message whose handler raises or dies is delivered again, after ``DELIVERY_LIMIT``
        times to the hearer's ``dead_queue``.
        """

    async def depth(self, queue: str) -> int:
        """Messages that wait in a queue, are being handled or climb the ladder back to it.

        A bus that cannot see the ladder per queue counts the rest.
        """

    async def ping(self) -> None:
        """Raise ``Unavailable`` where the bus does not answer."""

    async def close(self) -> None:
        """Stop consuming, wait for the handlers at work, close the connections."""
