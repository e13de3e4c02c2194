"""When a suggestion was made and last changed, as texts that lists go along."""

from datetime import datetime
from typing import Protocol

from chassis.core.clock import ZONE, day, stamp


class Collected(Protocol):
    """What is known of a suggestion: its day, and its moment once it has one."""

    @property
    def collected_on(self) -> str: ...
    @property
    def requested_at(self) -> str: ...


def moments(one: Collected, at: datetime) -> dict[str, str]:
    """Its moments after a change ``at``. What was collected on paper was made on that day."""
    made = at if one.collected_on == day(at).isoformat() else start_of(one.collected_on)
    return {"requested_at": one.requested_at or stamp(made), "updated_at": stamp(at)}


def start_of(collected_on: str) -> datetime:
    """The beginning of a day of the street."""
    return datetime.fromisoformat(collected_on).replace(tzinfo=ZONE)
