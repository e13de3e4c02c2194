"""The units of a street (承办部门), and which of them somebody works for."""

from chassis.rooms.choices import meant
from chassis.web.auth import Person
from contracts.charter import Charter


def unit_named(charter: Charter, given: str) -> str:
    """The Chinese name of the unit of this id or name, empty where the charter has none of it.

    A street that lists no units takes any name.
    """
    if not charter.units:
        return given.strip()
    found = meant(charter.units, given)
    return next((unit.zh for unit in charter.units if unit.id == found), "")


def unit_of(charter: Charter, person: Person) -> str:
    """The unit that this person works for, as the sign-in names it; empty for none."""
    return unit_named(charter, person.department)
