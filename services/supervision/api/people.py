"""Who may do what here: each route asks for one of these."""

from typing import Annotated

from chassis.web.ask import Ask, anyone, asked
from contracts.charter import Role
from services.supervision.actions.wish import Wish

COMMITTEE = (Role.NPC_COMMITTEE,)
OFFICE = (Role.STREET_OFFICE, Role.NPC_COMMITTEE)
DOERS = (Role.DEPARTMENT, *OFFICE)
INSPECTORS = (Role.DEPUTY, Role.NPC_COMMITTEE)
STAFF = (Role.DEPUTY, *DOERS)

Anyone = Annotated[Ask, anyone("supervision")]
"""Whoever asks: projects and inspections are public (W-10)."""
Committee = Annotated[Ask, asked("supervision", *COMMITTEE)]
"""``NPC_COMMITTEE``, which organises inspections and decides on plans."""
Office = Annotated[Ask, asked("supervision", *OFFICE)]
"""``STREET_OFFICE`` or ``NPC_COMMITTEE``."""
Doer = Annotated[Ask, asked("supervision", *DOERS)]
"""``DEPARTMENT`` too: whoever carries a project out."""
Inspector = Annotated[Ask, asked("supervision", *INSPECTORS)]
"""``DEPUTY``, or ``NPC_COMMITTEE`` writing for one."""
Staff = Annotated[Ask, asked("supervision", *STAFF)]
"""Anybody who works with the street's projects."""
City = Annotated[Ask, asked("supervision", Role.CITY, Role.AUDITOR)]
"""``CITY`` or ``AUDITOR``: aggregates over streets (C-13)."""


def is_staff(ask: Ask) -> bool:
    """Whether this person works with this street's projects."""
    return ask.person.has(*STAFF) and ask.street in ask.person.streets


def wished(ask: Ask, key: str, action: str) -> Wish:
    """The wish of a request about one document; ``action`` is what the audit trail shows."""
    return Wish(ask.ctx, ask.street, key, ask.cause(action), ask.if_version)
