"""Who may do what in supervision: the tuples of roles and the route dependencies made of them."""

from typing import Annotated

from chassis.web.ask import Ask, anyone, asked
from contracts.charter import Role

COMMITTEE = (Role.NPC_COMMITTEE,)
"""Organises inspections and decides on plans."""
OFFICE = (Role.STREET_OFFICE, Role.NPC_COMMITTEE)
DOERS = (Role.DEPARTMENT, *OFFICE)
"""Who carries a project out, and the offices that may write for them."""
INSPECTORS = (Role.DEPUTY, Role.NPC_COMMITTEE)
"""Deputies, and the committee that writes for them."""
STAFF = (Role.DEPUTY, *DOERS)

Anyone = Annotated[Ask, anyone("supervision")]
"""Whoever asks: projects and inspections are public (W-10)."""
City = Annotated[Ask, asked("supervision", Role.CITY, Role.AUDITOR)]
"""``CITY`` or ``AUDITOR``: sums over streets (C-13)."""


def is_staff(ask: Ask) -> bool:
    """Whether this person works with this street's projects."""
    return ask.person.has(*STAFF) and ask.street in ask.person.streets
