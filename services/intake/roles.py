"""Who may do what in intake: the tuples of roles and the route dependencies made of them."""

from typing import Annotated, Any

from chassis.web.ask import Ask, anyone, asked
from chassis.web.command import Order
from contracts.charter import Role

CLERKS = (Role.STREET_OFFICE, Role.NPC_COMMITTEE)
IMPORTERS = (*CLERKS, Role.COMMUNITY)
HANDLERS = (Role.DEPARTMENT, Role.STREET_OFFICE)
STAFF = (*IMPORTERS, Role.DEPARTMENT, Role.PARTY_COMMITTEE)

Anyone = Annotated[Ask, anyone("intake")]
"""Whoever asks, signed in or not."""
Staff = Annotated[Ask, asked("intake", *STAFF)]
Clerk = Annotated[Ask, asked("intake", *CLERKS)]
Importer = Annotated[Ask, asked("intake", *IMPORTERS)]


def is_staff(who: Ask | Order[Any]) -> bool:
    """Whether the asker works for this street."""
    return who.person.has(*STAFF) and who.street in who.person.streets


def is_clerk(who: Ask | Order[Any]) -> bool:
    """Whether the asker keeps this street's ledger."""
    return who.person.has(*CLERKS) and who.street in who.person.streets
