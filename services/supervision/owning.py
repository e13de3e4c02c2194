"""Whose project it is: the unit that carries it out, and who may write for it."""

from typing import Any

from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_named, unit_of
from chassis.service import Context
from chassis.web.ask import Ask
from chassis.web.auth import Person
from chassis.web.command import Order
from contracts.charter import Charter
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.project import Project, check_open
from services.supervision.project.queries import project_of
from services.supervision.roles import OFFICE


def may_write_for(charter: Charter, person: Person, unit: str) -> bool:
    """Whether this person writes for a unit: somebody of it, or of the offices.

    A name that is none of the charter's units is nobody's own: any department may.
    """
    owner = unit_named(charter, unit) if charter.units else ""
    return person.has(*OFFICE) or not owner or unit_of(charter, person) == owner


async def may_write(ask: Ask, unit: str) -> bool:
    """Whether the page of whoever asks offers what this unit answers for."""
    return may_write_for(await charter_of(ask.ctx, ask.street), ask.person, unit)


async def check_unit(ctx: Context, street: str, person: Person, unit: str) -> None:
    """Raise ``NotAllowed`` where the unit is not this person's."""
    if not may_write_for(await charter_of(ctx, street), person, unit):
        raise NotAllowed(
            "not-your-unit",
            f"这一项由{unit}承办，您不能代填。",
            "Another unit carries this out; you cannot write for it.",
        )


async def check_project(order: Order[Any], project: str) -> None:
    """Raise ``NotAllowed`` where the project is another unit's; nothing where there is none."""
    found = await order.ctx.store.get(PROJECTS.key(order.street, project))
    if found is not None:
        await check_unit(order.ctx, order.street, order.person, found.state.unit)


async def check_own(order: Order[Any]) -> None:
    """Raise ``NotAllowed`` where the project that the address names is another unit's."""
    await check_project(order, order.path["project"])


async def own_project(order: Order[Any]) -> Project:
    """The open project that the address names, of the person's own unit.

    Raises ``NotFound``, ``NotAllowed``, ``WrongState`` where it has ended.
    """
    project = (await project_of(order.ctx, order.street, order.path["project"])).state
    check_open(project)
    await check_unit(order.ctx, order.street, order.person, project.unit)
    return project
