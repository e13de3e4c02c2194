"""What of orders waits for a person: each level sees those that lie on its desk."""

from collections.abc import Sequence

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.order.domain import Level, OrderStatus, SupervisionOrder
from services.supervision.order.queries import open_orders
from services.supervision.owning import may_write_for
from services.supervision.roles import COMMITTEE, INSPECTORS, STAFF
from services.supervision.waiting import waiting

Orders = list[Found[SupervisionOrder]]
TO_ANSWER = ("答复督办单", "Answer orders", "写明办理情况，附照片", "say what was done")
TO_OFFICE = ("逾期的督办单", "Late orders", "责任单位没有按期答复", "not answered in time")
TO_CONSULT = ("报会商的督办单", "Orders for the consultation", "街道办也没有解决", "still unsolved")
TO_VERIFY = ("核实督办答复", "Verify answers", "由答复人以外的人核实", "by another person")
TO_CLOSE = ("督办单销号", "Close orders", "已核实属实", "the answer holds")


async def order_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The unit's own, then those that went up to office and consultation."""
    if not person.has(*STAFF):
        return []
    found = await open_orders(ctx, street)
    href = f"/supervision/streets/{street}/orders"
    told: list[Task] = []
    if person.has(Role.DEPARTMENT):
        charter = await charter_of(ctx, street)
        mine = [one for one in _owed(found) if may_write_for(charter, person, one.state.unit)]
        told += _task(href, TO_ANSWER, mine)
    if person.has(Role.STREET_OFFICE):
        told += _task(href, TO_OFFICE, _at(_owed(found), Level.OFFICE))
    if person.has(*COMMITTEE):
        told += _task(href, TO_CONSULT, _at(_owed(found), Level.CONSULTATION))
        told += _task(href, TO_CLOSE, _in(found, OrderStatus.VERIFIED))
    if person.has(*INSPECTORS):
        told += _task(href, TO_VERIFY, _in(found, OrderStatus.REPLIED))
    return told


def _owed(found: Orders) -> Orders:
    return [one for one in found if one.state.status in ("ISSUED", "ACKNOWLEDGED")]


def _at(found: Orders, level: Level) -> Orders:
    return [one for one in found if one.state.level is level]


def _in(found: Orders, status: OrderStatus) -> Orders:
    return [one for one in found if one.state.status is status]


def _task(href: str, words: tuple[str, str, str, str], found: Orders) -> list[Task]:
    since = min((one.state.due_on.isoformat() for one in found), default="")
    return waiting(href, words, "megaphone", len(found), since)
