"""Who may do what in the assembly: the tuples of roles and the route dependencies made of them."""

from typing import Annotated

from chassis.web.ask import Ask, anyone, asked
from chassis.web.auth import Person
from chassis.web.days import READERS
from contracts.charter import Role
from services.assembly.charter.domain import STEP_ROLES

PARTY = (Role.PARTY_COMMITTEE,)
"""Adopts the charter."""
COMMITTEE = (Role.NPC_COMMITTEE,)
"""Opens and moves the year, answers objections, decides on seats."""
COMMITTEES = (*COMMITTEE, *PARTY)
"""Read what the bodies of the joint review say (E-14)."""
CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
"""Import the list, correct entries, see a whole phone number."""
DOERS = (*COMMITTEES, Role.STREET_OFFICE, Role.DEPARTMENT)
"""Read the meetings of the cadence; do what they agreed on."""
CONFIDENTIAL = (Role.NPC_COMMITTEE, Role.PARTY_COMMITTEE, Role.STREET_OFFICE)
"""Read reasons, objections and the whole history of a member."""
STAFF = (*CONFIDENTIAL, Role.COMMUNITY)
"""Read the street's whole list. The city reads sums only (C-13)."""

Anyone = Annotated[Ask, anyone("assembly")]
Worker = Annotated[Ask, asked("assembly", *Role)]
"""Whoever is signed in: everybody has a desk."""
Adopter = Annotated[Ask, asked("assembly", *PARTY, *COMMITTEE)]
Committee = Annotated[Ask, asked("assembly", *COMMITTEE)]
Committees = Annotated[Ask, asked("assembly", *COMMITTEES)]
Clerk = Annotated[Ask, asked("assembly", *CLERKS)]
DayReader = Annotated[Ask, asked("assembly", *READERS)]
Confidant = Annotated[Ask, asked("assembly", *CONFIDENTIAL)]
Doer = Annotated[Ask, asked("assembly", *DOERS)]
Staff = Annotated[Ask, asked("assembly", *STAFF)]
StepTaker = Annotated[Ask, asked("assembly", *STEP_ROLES)]
"""Whoever a charter may entrust with a step; which step is whose, the charter says."""


def is_staff(person: Person, street: str) -> bool:
    """Whether this person reads the whole list of this street."""
    return person.reads_as(street, *STAFF)


def may(ask: Ask, *roles: Role) -> bool:
    """Whether this person holds one of these roles in the street of the page."""
    return ask.person.has(*roles) and ask.street in ask.person.streets
