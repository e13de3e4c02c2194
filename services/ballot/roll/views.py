"""What the API answers of the roll."""

from pydantic import BaseModel

from chassis.core.clock import local
from chassis.core.documents import Changed, Found
from services.ballot.roll.domain import RollEntry


class CheckedIn(BaseModel):
    """A member's line on the roll."""

    id: str
    version: int
    member: str
    name: str
    present: bool
    slip: bool


class RollView(BaseModel):
    """One person on the roll."""

    id: str
    member: str
    name: str
    community: str
    voting: bool
    capacity: str
    present: bool
    slip: bool
    arrived: str
    left: str


def roll_view(found: Found[RollEntry]) -> RollView:
    """One line of the attendance sheet."""
    return RollView(id=found.id, **found.state.model_dump(exclude={"session"}))


def checked_in(changed: Changed[RollEntry]) -> CheckedIn:
    """The answer to whatever changes one line."""
    return CheckedIn(
        id=changed.id,
        version=changed.version,
        **changed.state.model_dump(include={"member", "name", "present", "slip"}),
    )


def local_minute(iso: str) -> str:
    """A stored time (UTC) as ``2025-06-12 09:03`` in Asia/Shanghai, empty for none."""
    return local(iso).strftime("%Y-%m-%d %H:%M") if iso else ""
