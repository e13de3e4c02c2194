"""What people get of forums."""

from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Found
from chassis.rooms.files.attached import AttachmentView, attachment_views
from services.screening.forum.domain import Form, Forum


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
    form: Form
    leg: str
    present: tuple[str, ...]
    attachments: list[AttachmentView]


def forum_view(found: Found[Forum], staff: bool) -> ForumView:
    """A forum; residents see how many neighbourhood leads came, the staff who they were."""
    forum = found.state
    hidden: dict[str, Any] = {"neighbour_leads": (), "present": (), "attachments": ()}
    shown = forum if staff else forum.model_copy(update=hidden)
    return ForumView(
        id=found.id,
        version=found.version,
        neighbour_lead_count=len(forum.neighbour_leads),
        attachments=attachment_views(shown.attachments),
        **shown.model_dump(exclude={"attachments"}),
    )
