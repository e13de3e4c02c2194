"""Who handles a suggestion: the charter's units, its ready answers, the term for giving back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chassis.core.catalogue import unknown_choice
from chassis.rooms.calendar import Calendar, Term, calendar_of
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_named, unit_of
from chassis.service import Context
from chassis.web.command import Order
from contracts.charter import Charter
from contracts.screening import Disposition
from contracts.triage_rules import NegativeQuestion
from services.screening.item.bodies import NewTriage, NewUnit, SendingBack
from services.screening.item.domain import Item, Triage

READY = {
    Disposition.PROJECT_SOURCE: "列为项目来源，进入备选项目研究。",
    Disposition.ASSIGNED: "交承办单位办理并答复。",
    Disposition.FORWARDED_UP: "超出街道权限，按程序上报。",
    Disposition.REFERENCE: "留作参考，在今后工作中研究。",
    Disposition.OUT_OF_SCOPE: "不属于受理范围，已作说明。",
}
"""The opinion where the clerk writes none: it is shown to all."""


async def triage_of(ctx: Context, street: str, body: NewTriage) -> Triage:
    """The triage that is meant, in the charter's ids and names. Raises ``Invalid``."""
    charter = await charter_of(ctx, street)
    question = _question(charter, body.barred)
    ready = question.answer_zh if question else READY[body.disposition]
    return Triage(
        level=body.level,
        category=pick(charter.suggestion_categories, body.category, "category"),
        disposition=body.disposition,
        opinion=body.opinion or ready,
        unit=_lead(charter, body),
        co_units=_units(charter, body.co_units),
        barred=question.id if question else "",
    )


def _question(charter: Charter, barred: str) -> NegativeQuestion | None:
    found = pick(charter.negative_list, barred, "barred")
    return next((one for one in charter.negative_list if one.id == found), None)


def _lead(charter: Charter, body: NewTriage) -> str:
    # What goes up leaves the street: its unit is none of the charter's.
    if not body.unit or body.disposition is Disposition.FORWARDED_UP:
        return unit_named(charter, body.unit) or body.unit
    return a_unit(charter, body.unit, "unit")


def a_unit(charter: Charter, given: str, field: str) -> str:
    """The Chinese name of a unit of the charter. Raises ``Invalid`` for any other."""
    found = unit_named(charter, given)
    if not found:
        zh = "不在本街道的承办单位中，可选：" + "、".join(unit.zh for unit in charter.units) + "。"
        en = "is none of: " + ", ".join(unit.en for unit in charter.units) + "."
        raise unknown_choice(field, zh, en)
    return found


def _units(charter: Charter, given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a_unit(charter, one, "co_units") for one in given))


async def routed(order: Order[NewUnit]) -> tuple[str, tuple[str, ...]]:
    """The unit that leads and those that help. Raises ``Invalid``."""
    charter = await charter_of(order.ctx, order.street)
    unit = a_unit(charter, order.body.unit, "unit")
    return unit, _units(charter, order.body.co_units)


@dataclass(frozen=True)
class Handing:
    """The asker's unit, and how long what it got can be given back."""

    unit: str
    days: int
    calendar: Calendar

    def last_day(self, item: Item) -> date | None:
        """The last day; nothing where it was assigned before days were kept."""
        if not item.assigned_on:
            return None
        start = date.fromisoformat(item.assigned_on)
        return self.calendar.due(start, self.days, Term.WORKING).on


async def handing_of(order: Order[SendingBack]) -> Handing:
    """Raises ``NotFound`` for a street without a charter."""
    charter = await charter_of(order.ctx, order.street)
    calendar = calendar_of(order.ctx.settings)
    return Handing(unit_of(charter, order.person), charter.send_back_days, calendar)
