"""What people get of forums."""

from pydantic import BaseModel

from chassis.core.documents import Found
from services.screening.forum.domain import Forum


class ForumView(BaseModel):
    """A forum's record; the neighbours' names only for the staff of the street."""

    id: str
    version: int
    cycle: str
    kind: str
    station: str
    held_on: str
    host: str
    deputies: tuple[str, ...]
    neighbour_leads: tuple[str, ...]
    neighbour_lead_count: int
    people: int
    points: tuple[str, ...]


def forum_view(found: Found[Forum], staff: bool) -> ForumView:
    """A forum; residents see how many neighbourhood leads came, the staff who they were."""
    forum = found.state
    shown = forum if staff else forum.model_copy(update={"neighbour_leads": ()})
    count = len(forum.neighbour_leads)
    return ForumView(
        id=found.id, version=found.version, neighbour_lead_count=count, **shown.model_dump()
    )
