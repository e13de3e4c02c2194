"""Receivers of webhooks (destinations) and the deliveries due to them. Pure, no network.

Each service keeps the destinations that want something it says, with their deliveries, in its own
database. A destination waits (``chassis.flow.due``) while it has deliveries: so it is worked on by
one worker at a time, and its deliveries go out one after the other, oldest first.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from chassis.core.decision import Change
from chassis.core.documents import Kind
from chassis.core.errors import WrongState
from chassis.flow.due import Waiting, due_kind, moment
from chassis.flow.purge import Ending

MOST_DESTINATIONS = 50
MOST_WAITING = 10_000
"""Deliveries that may wait for one destination before it is disabled."""
MOST_FAILURES = 250
PAUSE_FIRST = 5.0
PAUSE_MOST = 3600.0


class Status(StrEnum):
    """How a destination fares. ``DISABLED``: nothing is sent or kept for it until it is enabled."""

    ACTIVE = "ACTIVE"
    FAILING = "FAILING"
    DISABLED = "DISABLED"
    REMOVED = "REMOVED"


class Destination(Waiting):
    """One receiver: where, what it wants, and how it fares.

    ``types`` are wire types and ``streets`` codes; empty means all. ``failures`` counts those in a
    row since ``failing_since``; ``reason`` is a code such as ``http-500`` or ``timeout``. ``asked``
    counts how often something new was due, so that none is overlooked as the worker finishes.
    """

    url: str
    types: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    secret: str
    status: Status = Status.ACTIVE
    reason: str = ""
    failures: int = 0
    failing_since: datetime | None = None
    asked: int = 0

    def wants(self, event_type: str, street: str) -> bool:
        """Whether this event goes there."""
        return (
            self.status in (Status.ACTIVE, Status.FAILING)
            and (not self.types or event_type in self.types)
            and (not self.streets or street in self.streets)
        )


class Delivery(Ending):
    """One event for one destination. ``body`` (the CloudEvent) is let go once it was sent."""

    destination: str
    event: str
    type: str
    body: str
    time: datetime
    sequence: int
    waiting: bool = True
    sent_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether it was sent, or its destination is gone."""
        return not self.waiting


def _oldest_first(doc_id: str, state: Delivery) -> str:
    return f"{moment(state.time)}/{state.sequence:010d}/{doc_id}"


DESTINATIONS: Kind[Destination] = due_kind("destinations", Destination, ("status",))
DELIVERIES: Kind[Delivery] = Kind(
    "deliveries", Delivery, indexes=(("destination", "waiting"),), sort=_oldest_first
)


def ask(state: Destination, now: datetime) -> Change[Destination]:
    """Something new is due. One that fails keeps its pause, whatever else becomes due."""
    update: dict[str, object] = {"asked": state.asked + 1}
    if not state.waiting and state.status in (Status.ACTIVE, Status.FAILING):
        update |= {"waiting": True, "wake": now, "tries": 0, "given_up": False}
    return Change(state.model_copy(update=update))


def delivered(
    state: Destination, asked: int, more: bool, now: datetime, sent: int
) -> Change[Destination]:
    """A portion was sent; it rests unless there are ``more``, or something was asked meanwhile."""
    if state.status not in (Status.ACTIVE, Status.FAILING):
        return Change(state)
    waits = more or state.asked != asked
    update: dict[str, object] = {"waiting": waits, "wake": now, "tries": 0}
    return Change(well(state, sent).model_copy(update=update))


def well(state: Destination, sent: int) -> Destination:
    """The destination after so many were sent: with any, its failures are forgotten."""
    fine = {"status": Status.ACTIVE, "reason": "", "failures": 0, "failing_since": None}
    return state.model_copy(update=fine) if sent else state


def failed(
    state: Destination, reason: str, now: datetime, chance: float, give_up: timedelta
) -> Change[Destination]:
    """A delivery failed: a pause that doubles, up to an hour, and in the end disabled.

    ``chance`` (0 to 1) spreads the pauses of many destinations by a fifth either way.
    """
    since = state.failing_since or now
    failures = state.failures + 1
    told: dict[str, object] = {"reason": reason, "failures": failures, "failing_since": since}
    if now - since >= give_up or failures >= MOST_FAILURES or reason == "http-410":
        return _disabled(state, reason, told)
    seconds = min(PAUSE_FIRST * 2 ** (failures - 1), PAUSE_MOST) * (0.8 + 0.4 * chance)
    told |= {"status": Status.FAILING, "wake": now + timedelta(seconds=seconds), "tries": 0}
    return Change(state.model_copy(update=told))


def disable(state: Destination, reason: str) -> Change[Destination]:
    """Send nothing more there; what waits is kept."""
    return _disabled(state, reason, {"reason": reason})


def _disabled(state: Destination, reason: str, told: dict[str, object]) -> Change[Destination]:
    _check_there(state)
    ended = {"status": Status.DISABLED, "reason": reason, "waiting": False}
    return Change(state.model_copy(update={**told, **ended}))


def enable(state: Destination, now: datetime) -> Change[Destination]:
    """Send again, first of all what still waits."""
    _check_there(state)
    return ask(well(state, 1).model_copy(update={"waiting": False}), now)


def remove(state: Destination) -> Change[Destination]:
    """Forget the receiver and its secret for good."""
    _check_there(state)
    gone = {"status": Status.REMOVED, "waiting": False, "secret": "", "reason": ""}
    return Change(state.model_copy(update=gone))


def _check_there(state: Destination) -> None:
    if state.status is Status.REMOVED:
        raise WrongState("removed", "该接收地址已删除。", "This destination was removed.")


def sent(state: Delivery, at: datetime) -> Change[Delivery]:
    """The receiver has it."""
    return Change(state.model_copy(update={"waiting": False, "sent_at": at, "body": ""}))


def drop(state: Delivery) -> Change[Delivery]:
    """Its destination was removed before it could be sent."""
    return Change(state.model_copy(update={"waiting": False, "body": ""}))
