"""Who may do what here: each route asks for one of these."""

from typing import Annotated

from chassis.web.ask import Ask, anyone, asked
from contracts.charter import Role

CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
STAFF = (*CLERKS, Role.PARTY_COMMITTEE)

Anyone = Annotated[Ask, anyone("screening")]
"""Whoever asks: everything about the screening is public (W-10)."""
Clerk = Annotated[Ask, asked("screening", *CLERKS)]
"""``NPC_COMMITTEE`` or ``STREET_OFFICE``, who keep the ledger."""
Committee = Annotated[Ask, asked("screening", Role.NPC_COMMITTEE)]
"""``NPC_COMMITTEE``, which runs the process."""
Member = Annotated[Ask, asked("screening", Role.DELIBERATOR, Role.NPC_COMMITTEE)]
"""A ``DELIBERATOR``, or ``NPC_COMMITTEE`` writing for one."""


def is_staff(ask: Ask) -> bool:
    """Whether the asker works for this street's committees or office."""
    return ask.person.reads_as(ask.street, *STAFF)
