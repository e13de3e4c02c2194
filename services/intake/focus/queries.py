"""Which suggestions of a cycle are marked, and the latest mark-ups."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.core.documents import Found, Span, Where
from chassis.rooms.choices import meant
from chassis.service import Context
from contracts.charter import Charter
from services.intake.focus.domain import Refocusing
from services.intake.kinds import REFOCUSINGS

URGENT, WEAK_POINT = "URGENT", "WEAK_POINT"
MARKS = {
    URGENT: ("急难愁盼", "Urgent needs"),
    WEAK_POINT: ("治理短板", "Weak points"),
}
LATEST = 5


@dataclass(frozen=True)
class Lens:
    """One way to look at a cycle: by a topic, a mark, or a priority of the street; or none."""

    topic: str = ""
    mark: str = ""
    priority: str = ""

    @property
    def where(self) -> Where:
        """The filter that it means."""
        if self.topic:
            return {"topic": self.topic}
        if self.mark:
            return {"urgent": True} if self.mark == URGENT else {"weak_point": True}
        return {"priority": self.priority} if self.priority else {}


def lens_of(charter: Charter, topic: str = "", mark: str = "", priority: str = "") -> Lens:
    """The first of the three that the street has; what it does not have is no lens."""
    if known := meant(charter.topics, topic) if topic else "":
        return Lens(topic=known)
    if mark in MARKS:
        return Lens(mark=mark)
    return Lens(priority=meant(charter.priorities, priority) if priority else "")


def _looked(
    topic: Annotated[str, Query(max_length=60)] = "",
    mark: Annotated[str, Query(max_length=20)] = "",
    priority: Annotated[str, Query(max_length=60)] = "",
) -> tuple[str, str, str]:
    return topic, mark, priority


Looked = Annotated[tuple[str, str, str], Depends(_looked)]
"""A route's parameter: topic, mark and priority as they were asked for."""


async def latest(ctx: Context, street: str) -> list[Found[Refocusing]]:
    """The last mark-ups, the newest first."""
    span = Span("on", newest=True)
    return (await ctx.store.along(REFOCUSINGS, street, span, limit=LATEST)).items
