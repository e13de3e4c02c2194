"""The trail that a project and an inspection carry with them (E-38); the audit chain keeps all."""

from datetime import datetime

from chassis.core.decision import Cause, State
from contracts.charter import Role

MAX_HISTORY = 60
OFFICES = (Role.NPC_COMMITTEE, Role.STREET_OFFICE, Role.DEPARTMENT, Role.DEPUTY)
"""The roles that act here: of somebody who has several, one of these stands in the trail."""


class Step(State):
    """One thing that happened: ``role`` is public, ``by`` (a subject) is for staff."""

    at: datetime
    action: str
    status: str
    by: str
    role: str
    note: str = ""


def acting_role(cause: Cause) -> str:
    """The role that stands in the trail."""
    return next((one for one in cause.roles if one in OFFICES), "".join(cause.roles[:1]))


def noted(
    history: tuple[Step, ...], cause: Cause, action: str, status: str, note: str = ""
) -> tuple[Step, ...]:
    """The trail with one more step; when it is full the oldest but the first one goes."""
    step = Step(
        at=cause.at,
        action=action,
        status=status,
        by=cause.actor,
        role=acting_role(cause),
        note=note,
    )
    longer = (*history, step)
    return longer if len(longer) <= MAX_HISTORY else (longer[0], *longer[2:])
