"""What the API answers of the floor: public, as everybody in the hall sees and hears it."""

from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Changed
from services.ballot.speakers.domain import Floor, Speech


class SpeechView(BaseModel):
    """One speech; ``lasted`` in seconds once it is over."""

    id: str
    name: str
    community: str
    item: str
    seconds: int
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    until: datetime | None
    lasted: int


class FloorView(BaseModel):
    """What is dealt with now, who speaks, who waits, who has spoken."""

    version: int
    item: str
    speeches: list[SpeechView]


def speech_view(one: Speech) -> SpeechView:
    """One speech as everybody sees it."""
    told = one.model_dump(exclude={"member", "asked_at"})
    return SpeechView(**told, until=one.until, lasted=one.lasted)


def floor_view(floor: Floor, version: int = 0) -> FloorView:
    """The floor; who withdrew is not told."""
    shown = [speech_view(one) for one in floor.speeches if one.status != "WITHDRAWN"]
    return FloorView(version=version, item=floor.item, speeches=shown)


def changed_floor(changed: Changed[Floor]) -> FloorView:
    """The answer to whatever changes the floor."""
    return floor_view(changed.state, changed.version)
