"""What the API answers of the roll."""

from pydantic import BaseModel

from chassis.core.clock import local
from chassis.core.documents import Changed, Found
from services.ballot.roll.domain import RollEntry, Stay


class Line(BaseModel):
    """A member's line on the roll. ``present`` counts; ``waiting`` is still to be confirmed.

    ``leaving``: said to leave by one officer; present until another office says so too.
    ``arrival`` and ``arrived``: id and moment (ISO, UTC) of the latest check-in.
    """

    id: str
    version: int
    member: str
    name: str
    present: bool
    waiting: bool
    leaving: bool
    slip: bool
    arrival: str
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
    issued: int
    left_out: list[str]


class StayView(BaseModel):
    """From an arrival to the next departure; ``first``/``second``: who stands for it, by name."""

    arrived: str
    first: str
    confirmed: str
    second: str
    left: str
    undone: bool


class RollView(BaseModel):
    """One person on the roll; ``waiting``: the check-in ``arrival`` is still to be confirmed."""

    id: str
    member: str
    name: str
    community: str
    voting: bool
    capacity: str
    present: bool
    waiting: bool
    arrival: str
    slip: bool
    arrived: str
    left: str
    stays: list[StayView]


def roll_view(found: Found[RollEntry]) -> RollView:
    """One line of the attendance sheet."""
    state = found.state
    return RollView(
        id=found.id,
        waiting=state.waiting is not None,
        arrival=state.stays[-1].id if state.stays else "",
        stays=[stay_view(stay) for stay in state.stays],
        **state.model_dump(exclude={"session", "stays"}),
    )


def stay_view(stay: Stay) -> StayView:
    """One stay, its witnesses by name."""
    return StayView(
        first=stay.first.name,
        second=stay.second.name if stay.second else "",
        **stay.model_dump(include={"arrived", "confirmed", "left", "undone"}),
    )


def line(changed: Changed[RollEntry]) -> Line:
    """The answer to whatever changes one line."""
    state = changed.state
    return Line(
        id=changed.id,
        version=changed.version,
        waiting=state.waiting is not None,
        leaving=state.is_leaving,
        arrival=state.stays[-1].id if state.stays else "",
        arrived=state.stays[-1].arrived if state.stays else state.arrived,
        **state.model_dump(include={"member", "name", "present", "slip"}),
    )


def stays_of(entry: RollEntry) -> str:
    """The stays that count, in Asia/Shanghai: ``09:03–10:20、10:41``; the last may go on."""
    return "、".join(
        "–".join(clock_minute(moment) for moment in (stay.arrived, stay.left) if moment)
        for stay in entry.counted
    )


def clock_minute(iso: str) -> str:
    """A stored time (UTC) as ``09:03`` in Asia/Shanghai, empty for none."""
    return f"{local(iso):%H:%M}" if iso else ""


def local_minute(iso: str) -> str:
    """A stored time (UTC) as ``2025-06-12 09:03`` in Asia/Shanghai, empty for none."""
    return local(iso).strftime("%Y-%m-%d %H:%M") if iso else ""
