"""Which unit a suggestion was assigned to, and what a department may see and answer of it.

Whoever holds only the role of a department works for one unit; the street office stands in for
all of them.
"""

from datetime import date
from typing import Any

from chassis.core.catalogue import other_unit, unknown_choice
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_named, unit_of
from chassis.service import Context
from chassis.web.ask import Ask
from chassis.web.auth import Person
from chassis.web.command import Order
from contracts.charter import Charter, Role
from services.intake.roles import STAFF, is_staff
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import suggestion_of

ELSE = tuple(role for role in STAFF if role is not Role.DEPARTMENT)
"""Roles that see what was assigned to any unit."""


async def own_unit(ctx: Context, street: str, person: Person) -> str | None:
    """The unit of somebody who is nothing but a department; nothing for everybody else."""
    if not person.has(Role.DEPARTMENT) or person.has(*ELSE):
        return None
    return unit_of(await charter_of(ctx, street), person)


async def unit_of_order(order: Order[Any]) -> str | None:
    """The unit whose answers this person gives; nothing where that is any."""
    return await own_unit(order.ctx, order.street, order.person)


async def units_meant(order: Order[Any]) -> tuple[str, tuple[str, ...]]:
    """The unit that a body names, and those that help. Raises ``Invalid`` for an unknown one."""
    charter = await charter_of(order.ctx, order.street)
    lead = _known(charter, order.body.unit, "unit")
    helping = (_known(charter, one, "co_units") for one in order.body.co_units)
    return lead, tuple(one for one in dict.fromkeys(helping) if one != lead)


def _known(charter: Charter, given: str, field: str) -> str:
    found = unit_named(charter, given)
    if not found:
        known = "、".join(unit.zh for unit in charter.units)
        raise unknown_choice(
            field, f"不是本街道的承办单位，可选：{known}。", f"is none of: {known}."
        )
    return found


async def last_day_to_hand_back(order: Order[Any]) -> tuple[str | None, date | None]:
    """The asker's unit, and until when it may give back what was assigned to it (退办期限)."""
    found = await suggestion_of(order.ctx, order.street, order.key)
    charter = await charter_of(order.ctx, order.street)
    unit = await unit_of_order(order)
    if not found.state.assigned_on:
        return unit, None
    since = date.fromisoformat(found.state.assigned_on)
    calendar = calendar_of(order.ctx.settings)
    return unit, calendar.due(since, charter.send_back_days, Term.WORKING).on


def check_unit(suggestion: Suggestion, unit: str | None) -> None:
    """Raises ``NotAllowed`` where the suggestion was not assigned to this unit."""
    if unit is not None and (not unit or suggestion.unit != unit):
        raise other_unit()


def _shown_to(suggestion: Suggestion, unit: str | None) -> bool:
    return unit is None or (unit != "" and unit in (suggestion.unit, *suggestion.co_units))


async def sees_all(ask: Ask, suggestion: Suggestion) -> bool:
    """Whether the asker reads what only the staff read of this suggestion."""
    return is_staff(ask) and _shown_to(suggestion, await own_unit(ask.ctx, ask.street, ask.person))


async def check_seen(ask: Ask, suggestion: Suggestion) -> None:
    """Raises ``NotAllowed`` where it was assigned to another unit than the asker's."""
    if not _shown_to(suggestion, await own_unit(ask.ctx, ask.street, ask.person)):
        raise other_unit()
