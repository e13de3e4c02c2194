"""Who may do what here, by role."""

from chassis.web.ask import Ask
from contracts.charter import Role

CLERKS = (Role.STREET_OFFICE, Role.NPC_COMMITTEE)
IMPORTERS = (*CLERKS, Role.COMMUNITY)
HANDLERS = (Role.DEPARTMENT, Role.STREET_OFFICE)
STAFF = (*IMPORTERS, Role.DEPARTMENT, Role.PARTY_COMMITTEE)


def is_staff(ask: Ask) -> bool:
    """Whether the asker works for this street."""
    return ask.person.has(*STAFF) and ask.street in ask.person.streets


def is_clerk(ask: Ask) -> bool:
    """Whether the asker keeps this street's ledger."""
    return ask.person.has(*CLERKS) and ask.street in ask.person.streets
