"""What the API answers of the roll."""

from pydantic import BaseModel

from chassis.core.clock import local
from chassis.core.documents import Changed, Found
from services.ballot.roll.domain import RollEntry


class Line(BaseModel):
    """A member's line on the roll. ``present`` counts; ``waiting`` is still to be confirmed.

    ``arrived``: when the latest check-in was made, ISO (UTC).
    """

    id: str
    version: int
    member: str
    name: str
    present: bool
    waiting: bool
    slip: bool
    arrived: str


class CheckedIn(Line):
    """The answer to a check-in; ``already``: the member was here before, nothing changed."""

    already: bool


class Confirmed(BaseModel):
    """The answer to a confirmation: ``left_out`` are the check-ins that this person may not
    confirm, because the same person or office made them."""

    id: str
    version: int
    present: int
    waiting: int
    left_out: list[str]


class RollView(BaseModel):
    """One person on the roll."""

    id: str
    member: str
    name: str
    community: str
    voting: bool
    capacity: str
    present: bool
    waiting: bool
    slip: bool
    arrived: str
    left: str


def roll_view(found: Found[RollEntry]) -> RollView:
    """One line of the attendance sheet."""
    state = found.state
    return RollView(
        id=found.id,
        waiting=state.waiting is not None,
        **state.model_dump(exclude={"session", "stays"}),
    )


def line(changed: Changed[RollEntry]) -> Line:
    """The answer to whatever changes one line."""
    state = changed.state
    return Line(
        id=changed.id,
        version=changed.version,
        waiting=state.waiting is not None,
        arrived=state.stays[-1].arrived if state.stays else state.arrived,
        **state.model_dump(include={"member", "name", "present", "slip"}),
    )


def local_minute(iso: str) -> str:
    """A stored time (UTC) as ``2025-06-12 09:03`` in Asia/Shanghai, empty for none."""
    return local(iso).strftime("%Y-%m-%d %H:%M") if iso else ""
