"""Who speaks for the unit that something lies with."""

from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_named, unit_of
from chassis.service import Context
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.roles import OFFICE


async def check_unit(ctx: Context, street: str, person: Person, unit: str) -> None:
    """Raise ``NotAllowed`` where a department speaks for another one of the charter's.

    The offices write for all of them; a unit that the charter does not name is anybody's.
    """
    if not person.has(Role.DEPARTMENT) or person.has(*OFFICE):
        return
    charter = await charter_of(ctx, street)
    mine, owner = unit_of(charter, person), unit_named(charter, unit)
    if mine and owner and mine != owner:
        raise NotAllowed(
            "lies-with-another", f"这一项由{owner}办理。", "It lies with another unit."
        )
