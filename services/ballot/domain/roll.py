"""签到册: the roll of a session, the copies of members, and the slate that was heard."""

from chassis.core.decision import State
from contracts.screening import SlateItem


class MemberCopy(State):
    """An appointed member as last heard; ``sequence`` is the owner's version."""

    name: str = ""
    community: str = ""
    active: bool
    sequence: int


class SlateCopy(State):
    """The final candidates of a cycle as last heard."""

    slate: str
    items: tuple[SlateItem, ...]
    sequence: int


class RollEntry(State):
    """One person at one session. ``slip`` says that one was drawn, never which (C-11).

    ``voting`` is false for a non-voting attendee, who gets no slip (V-10); ``arrived``/``left``
    are ISO times (UTC) for the attendance sheet.
    """

    session: str
    member: str
    name: str
    community: str = ""
    voting: bool = True
    capacity: str = ""
    present: bool = True
    slip: bool = False
    arrived: str = ""
    left: str = ""
