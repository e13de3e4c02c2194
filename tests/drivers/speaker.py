"""The mouth of the other services: an event in its envelope, on the bus of a world."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from chassis.bus.bus import Message
from contracts.envelope import Envelope, Event
from tests.world import DONGTANG, World

LONG_AGO = datetime(2025, 2, 1, tzinfo=UTC)


def enveloped(
    event: Event,
    sequence: int = 1,
    street: str = DONGTANG,
    *,
    subject: str = "test/1",
    time: datetime = LONG_AGO,
    id: str = "",
) -> Envelope:
    """The event as its own service would say it; ``sequence`` is the version of its document."""
    return Envelope(
        id=id or uuid4().hex,
        source=f"/yishi/{event.speaker()}",
        type=event.wire_type(),
        subject=subject,
        time=time,
        sequence=sequence,
        correlationid="test-correlation",
        street=street,
        data=event.model_dump(mode="json"),
    )


def message_of(envelope: Envelope) -> Message:
    """What a relay would publish."""
    return Message(envelope.id, envelope.type, envelope.to_bytes())


@dataclass
class Speaker:
    """Says events of other services in a street; whoever hears them hears them twice.

    ``last`` is the newest sequence number that it gave to each type.
    """

    world: World
    street: str = DONGTANG
    last: "Counter[str]" = field(default_factory=Counter)

    async def say(
        self,
        event: Event,
        sequence: int = 0,
        *,
        street: str = "",
        subject: str = "test/1",
        time: datetime | None = None,
        settle: bool = False,
    ) -> None:
        """Publish it; without ``sequence`` each event of a type is newer than the one before."""
        kind = event.wire_type()
        self.last[kind] += 1
        envelope = enveloped(
            event,
            sequence or self.last[kind],
            street or self.street,
            subject=subject,
            time=time or self.world.clock(),
        )
        await self.world.system.bus.publish([message_of(envelope)])
        if settle:
            await self.world.settle()


def overhear(world: World) -> list[Message]:
    """Everything that goes out on the bus of this world from now on."""
    bus = world.system.bus
    said: list[Message] = []
    publish = bus.publish

    async def listening(messages: Sequence[Message]) -> None:
        said.extend(messages)
        await publish(messages)

    bus.publish = listening  # type: ignore[method-assign]
    return said
