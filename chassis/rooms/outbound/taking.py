"""Takes what a service says and writes a delivery for each destination that wants it.

The relay calls this before it empties an outbox, so what a destination is to get is as safe as the
event itself; a repetition writes nothing twice. Without destinations it costs one look in memory.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chassis.core.decision import Change, awaited
from chassis.core.documents import Found
from chassis.flow.dead_letters import NO_STREET
from chassis.flow.due import worker_cause
from chassis.rooms.outbound.destinations import (
    DELIVERIES,
    DESTINATIONS,
    MOST_DESTINATIONS,
    Delivery,
    Destination,
    Status,
    ask,
)
from chassis.service import Context
from contracts.envelope import Envelope

FRESH = 5.0
"""Seconds after which a destination that was added or enabled elsewhere is known here."""


class Taking:
    """Writes the deliveries of one service; ``asked`` is called where one became due."""

    def __init__(
        self,
        context: Context,
        asked: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context = context
        self._asked = asked
        self._clock = clock
        self._known: list[Found[Destination]] = []
        self._until = 0.0

    async def take(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Entries of outboxes that hold events: ``{"id", "type", "body"}``."""
        destinations = await self._destinations()
        if not destinations:
            return
        envelopes = [(Envelope.model_validate_json(one["body"]), one["body"]) for one in entries]
        for destination in destinations:
            wanted = [
                (envelope, body)
                for envelope, body in envelopes
                if destination.state.wants(envelope.type, envelope.street)
            ]
            if wanted:
                await self._due(destination, wanted)

    async def _destinations(self) -> list[Found[Destination]]:
        if self._clock() >= self._until:
            self._known = await self._sent_to()
            self._until = self._clock() + FRESH
        return self._known

    async def _sent_to(self) -> list[Found[Destination]]:
        """Active and failing ones. Active is read twice: one may recover in between."""
        found: dict[str, Found[Destination]] = {}
        for status in (Status.ACTIVE, Status.FAILING, Status.ACTIVE):
            where = {"status": status.value}
            find = self._context.store.find
            listed = await find(DESTINATIONS, NO_STREET, where, limit=MOST_DESTINATIONS)
            found |= {one.id: one for one in listed.items}
        return list(found.values())

    async def _due(
        self, destination: Found[Destination], wanted: Sequence[tuple[Envelope, str]]
    ) -> None:
        now, change = self._context.now(), self._context.change
        for envelope, body in wanted:
            name = f"{destination.id}/{envelope.id}"
            cause = worker_cause(f"deliver:{name}", "deliver", now, envelope.correlationid)
            fresh = _delivery(destination.id, envelope, body)

            def decide(found: Delivery | None, fresh: Delivery = fresh) -> Change[Delivery]:
                return Change(found or fresh)

            await change(DELIVERIES.key(NO_STREET, name), decide, cause)
        asking = worker_cause(f"ask:{destination.id}:{wanted[-1][0].id}", "ask", now)
        key = DESTINATIONS.key(NO_STREET, destination.id)
        await change(key, awaited(lambda state: ask(state, now)), asking)
        self._asked()


def _delivery(destination: str, envelope: Envelope, body: str) -> Delivery:
    return Delivery(
        destination=destination,
        event=envelope.id,
        type=envelope.type,
        body=body,
        time=envelope.time,
        sequence=envelope.sequence,
    )
