"""Who speaks for the unit that something lies with."""

from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_named, unit_of
from chassis.service import Context
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.roles import OFFICE


async def lies_with_another(ctx: Context, street: str, person: Person, unit: str) -> str:
    """The unit of the charter that it lies with, where the person works for another one.

    Empty otherwise. The offices write for all; a unit that the charter does not name is anybody's.
    """
    if not person.has(Role.DEPARTMENT) or person.has(*OFFICE):
        return ""
    charter = await charter_of(ctx, street)
    mine, owner = unit_of(charter, person), unit_named(charter, unit)
    return owner if mine and mine != owner else ""


async def check_unit(ctx: Context, street: str, person: Person, unit: str) -> None:
    """Raise ``NotAllowed`` where a department speaks for another one."""
    if owner := await lies_with_another(ctx, street, person, unit):
        zh, en = f"这一项由{owner}办理。", "It lies with another unit."
        raise NotAllowed("lies-with-another", zh, en)
