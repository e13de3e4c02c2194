"""What has to exist on a RabbitMQ broker (3.10 and later), as data.

* ``yishi.events``: a durable topic exchange; the routing key is the event's wire type.
* ``<hearer>.<event>``: one quorum queue for each subscription. What was delivered
  ``DELIVERY_LIMIT`` times without an answer moves to ``<hearer>.dead``.
* ``yishi.later.<n>ms``: a fan-out exchange and a quorum queue for each rung of the ladder. A
  message waits there until its time is over and returns through the default exchange to the
  queue that its routing key names. The delay is part of the name, so that other rungs can be set
  later; an old rung still gives back what it holds.
* ``yishi.log``: a stream bound to everything, for other systems to replay.

Every dead-lettering is at-least-once (the default is at-most-once).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chassis.bus.bus import DELIVERY_LIMIT, Subscription, Topology, dead_queue

EVENTS = "yishi.events"
LOG = "yishi.log"
NO_LIMIT = 2**31 - 1
SEGMENT_BYTES = 50_000_000

Arguments = dict[str, str | int]

AT_LEAST_ONCE: Arguments = {
    "x-queue-type": "quorum",
    "x-overflow": "reject-publish",
    "x-dead-letter-strategy": "at-least-once",
    "x-dead-letter-exchange": "",
}


@dataclass(frozen=True)
class Queue:
    """A durable queue, its arguments, and the (exchange, routing key) it is bound by."""

    name: str
    arguments: Arguments
    exchange: str = ""
    key: str = ""


@dataclass(frozen=True)
class Plan:
    """The queues and fan-out exchanges of a topology, every name behind the same prefix."""

    topology: Topology
    prefix: str = ""

    def named(self, name: str) -> str:
        """The name on the broker."""
        return f"{self.prefix}{name}"

    @property
    def events(self) -> str:
        """The topic exchange."""
        return self.named(EVENTS)

    def rung(self, number: int) -> str:
        """Exchange and queue of a rung. Raises ``LookupError`` where there is no ladder."""
        rungs = self.topology.rungs
        if not rungs:
            raise LookupError("the topology has no rungs")
        return self._rung(rungs[min(number, len(rungs) - 1)])

    def rungs(self) -> list[str]:
        """The fan-out exchanges."""
        return [self._rung(seconds) for seconds in self.topology.rungs]

    def _rung(self, seconds: float) -> str:
        return self.named(f"yishi.later.{_milliseconds(seconds)}ms")

    def queues(self) -> Iterator[Queue]:
        """Every queue; one that others dead-letter to comes before them."""
        yield self._log()
        for seconds in self.topology.rungs:
            name = self._rung(seconds)
            ttl: Arguments = {"x-message-ttl": _milliseconds(seconds)}
            yield Queue(name, AT_LEAST_ONCE | ttl, exchange=name)
        for name in self.topology.dead_queues():
            # Nobody may drop what is in it: 4.x would after 20 deliveries, if not told.
            keep: Arguments = {"x-queue-type": "quorum", "x-delivery-limit": NO_LIMIT}
            yield Queue(self.named(name), keep)
        for sub in self.topology.subscriptions:
            yield self._home(sub)

    def _log(self) -> Queue:
        arguments: Arguments = {
            "x-queue-type": "stream",
            "x-max-age": f"{self.topology.log_days}D",
            # Age is counted by whole segments: small ones forget on time.
            "x-stream-max-segment-size-bytes": SEGMENT_BYTES,
        }
        return Queue(self.named(LOG), arguments, self.events, "#")

    def _home(self, sub: Subscription) -> Queue:
        limit: Arguments = {
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-routing-key": self.named(dead_queue(sub.hearer)),
        }
        return Queue(self.named(sub.queue), AT_LEAST_ONCE | limit, self.events, sub.routing_key)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
