"""The trail that a project and an inspection carry with them (E-38); the audit chain keeps all."""

from datetime import datetime

from chassis.core.decision import Cause, State

MAX_HISTORY = 60


class Step(State):
    """One thing that happened: ``role`` is public, ``by`` (a subject) is for staff."""

    at: datetime
    action: str
    status: str
    by: str
    role: str
    note: str = ""


def noted(
    history: tuple[Step, ...], cause: Cause, action: str, status: str, note: str = ""
) -> tuple[Step, ...]:
    """The trail with one more step; when it is full the oldest but the first one goes."""
    role = cause.roles[0] if cause.roles else ""
    step = Step(at=cause.at, action=action, status=status, by=cause.actor, role=role, note=note)
    longer = (*history, step)
    return longer if len(longer) <= MAX_HISTORY else (longer[0], *longer[2:])
