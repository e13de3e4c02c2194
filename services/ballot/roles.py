"""Who may do what at a session and its ballot: the tuples of roles and the doors made of them."""

from typing import Annotated

from chassis.web.ask import Ask, anyone, asked
from chassis.web.auth import Person
from contracts.charter import Role
from services.ballot.session.presence import Witness

COMMITTEE = (Role.NPC_COMMITTEE,)
"""Calls the session, keeps its papers, announces the result."""
CHAIR = (Role.CHAIR,)
PRESIDING = (Role.NPC_COMMITTEE, Role.CHAIR)
AT_THE_DOOR = (Role.NPC_COMMITTEE, Role.TELLER, Role.SCRUTINEER)
COUNTING = (Role.CHIEF_SCRUTINEER, Role.TELLER)
SIGNING = (Role.CHIEF_SCRUTINEER, Role.SCRUTINEER)
CANCELLING = (Role.NPC_COMMITTEE, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
CHIEF = (Role.CHIEF_SCRUTINEER,)
TELLERS = (Role.TELLER,)
READING = (Role.TELLER, Role.CHIEF_SCRUTINEER)
"""Who types the paper votes: the chief only where two tellers differ."""
COUNT_OFFICES = (Role.CHIEF_SCRUTINEER, Role.SCRUTINEER, Role.TELLER)
"""Who reports for duty, the highest office first."""
SEALED_BUNDLE = (Role.CHIEF_SCRUTINEER, Role.AUDITOR)
VOIDING = (Role.CHAIR, Role.CHIEF_SCRUTINEER, Role.NPC_COMMITTEE)
STAFF = (Role.NPC_COMMITTEE, Role.CHAIR, Role.TELLER, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
"""Who works at a session and sees its roll, and what accounts count the ballot."""
OFFICIALS = (*STAFF, Role.AUDITOR)
"""Who sees figures between the count and the announcement."""

OFFICES = {Role.CHIEF_SCRUTINEER: Role.SCRUTINEER}
"""The chief is of the scrutineers' office; every other role is an office of its own."""

Committee = Annotated[Ask, asked("ballot", *COMMITTEE)]
Reader = Annotated[Ask, asked("ballot", *READING)]
Releasing = Annotated[Ask, asked("ballot", *SIGNING)]
"""Who releases a print of slips that the committee ordered."""
Staff = Annotated[Ask, asked("ballot", *STAFF)]
Anyone = Annotated[Ask, anyone("ballot")]
"""Whoever asks: sessions and results are public."""


def is_official(person: Person, street: str) -> bool:
    """Whether this person may see figures that are not announced yet."""
    return person.reads_as(street, *OFFICIALS)


def may(person: Person, street: str, *roles: Role) -> bool:
    """Whether the person works in this street in one of these roles."""
    return street in person.streets and person.has(*roles)


def said_name(person: Person) -> str:
    """Who it was, as records of a session say it: the name, or the office where none is known.

    An account is no name.
    """
    return person.name if person.name and person.name != person.sub else "人大街道工委"


def witness_of(person: Person) -> Witness:
    """An officer as the witness of a check-in, in every office that the person holds."""
    held = {OFFICES.get(role, role) for role in STAFF if person.has(role)}
    return Witness(by=person.sub, name=person.name, offices=tuple(sorted(held)))
