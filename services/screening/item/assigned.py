"""What was assigned (交办件): a unit sees its own, the clerks all, what was given back first."""

from datetime import date

from fastapi import APIRouter, Response

from chassis.core.documents import Found
from chassis.rooms.calendar import calendar_of
from chassis.rooms.copies import charter_of
from chassis.rooms.units import unit_of
from chassis.web.ask import Ask
from contracts.screening import Disposition
from services.screening.item.domain import Item
from services.screening.item.routing import Handing
from services.screening.item.views import ItemView, item_view
from services.screening.kinds import ITEMS
from services.screening.ledger.queries import ledger_of
from services.screening.roles import Assigning, is_clerk
from services.screening.showing import show

assigned_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


class AssignedRow(ItemView):
    """An assigned suggestion: ``helping`` where the asker's unit only helps, the last day to give
    it back, and who gave it back and why."""

    helping: bool
    last_day: date | None
    back_from: str
    back_reason: str


@assigned_pages.get("/cycles/{cycle}/assigned")
async def get_assigned(ask: Assigning, cycle: str) -> Response:
    """The list of the asker's unit; of all units for the clerks."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    rows = await _rows(ask, cycle)
    rows.sort(key=lambda row: not row.back_from)
    return await show(ask, "assigned.html", ledger=ledger, rows=rows, all=is_clerk(ask))


async def _rows(ask: Ask, cycle: str) -> list[AssignedRow]:
    charter = await charter_of(ask.ctx, ask.street)
    unit = unit_of(charter, ask.person)
    handing = Handing(unit, charter.send_back_days, calendar_of(ask.ctx.settings))
    where = {"cycle": cycle, "disposition": Disposition.ASSIGNED.value}
    return [
        _row(found, handing)
        async for found in ask.ctx.store.stream(ITEMS, ask.street, where)
        if is_clerk(ask) or _is_of(found.state, unit)
    ]


def _is_of(item: Item, unit: str) -> bool:
    """Whether this unit leads or helps; what it gave back is its own no more."""
    if not unit or item.triage is None or item.handed_back:
        return False
    return unit in (item.triage.unit, *item.triage.co_units)


def _row(found: Found[Item], handing: Handing) -> AssignedRow:
    back, triage = found.state.sent_back, found.state.triage
    return AssignedRow(
        **item_view(found).model_dump(),
        helping=triage is not None and handing.unit in triage.co_units,
        last_day=handing.last_day(found.state),
        back_from=back.unit if back else "",
        back_reason=back.reason if back else "",
    )
