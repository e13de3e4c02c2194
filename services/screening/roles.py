"""Who may do what in the screening: the tuples of roles and the route dependencies made of them."""

from typing import Annotated

from chassis.web.ask import Ask, asked
from contracts.charter import Role

COMMITTEE = (Role.NPC_COMMITTEE,)
"""Runs the process: opens and closes legs, decides, withdraws, merges."""
CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
"""Keep the ledger: triage, meetings, forums, alternatives, answers."""
MEMBERS = (Role.DELIBERATOR, Role.NPC_COMMITTEE)
"""Deliberators, and the committee writing for one."""
REVIEWERS = (
    Role.NPC_COMMITTEE,
    Role.PARTY_COMMITTEE,
    Role.STREET_OFFICE,
    Role.DEPARTMENT,
    Role.DEPUTY,
    Role.DELIBERATOR,
    Role.EXPERT,
)
"""Give their own opinion of each alternative on a score card, before the joint decision."""
STAFF = (*CLERKS, Role.PARTY_COMMITTEE)

Clerk = Annotated[Ask, asked("screening", *CLERKS)]
"""``NPC_COMMITTEE`` or ``STREET_OFFICE``, who keep the ledger."""


Staff = Annotated[Ask, asked("screening", *STAFF)]
"""Whoever works for the street’s committees or office."""
Assigning = Annotated[Ask, asked("screening", *CLERKS, Role.DEPARTMENT)]
"""Whoever assigns suggestions, and whom they are assigned to."""


def is_staff(ask: Ask) -> bool:
    """Whether the asker works for this street's committees or office."""
    return ask.person.reads_as(ask.street, *STAFF)


def is_clerk(ask: Ask) -> bool:
    """Whether the asker keeps this street's ledger."""
    return ask.street in ask.person.streets and ask.person.has(*CLERKS)
