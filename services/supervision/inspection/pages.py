"""Pages of inspections: the calendar, and one inspection with what was found and its forms."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.rooms.files.attached import removals_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offers_of
from services.supervision import labels
from services.supervision.asking import today_of
from services.supervision.deputy.queries import in_office
from services.supervision.inspection import queries
from services.supervision.inspection.commands import ATTACHED, COMMANDS
from services.supervision.inspection.domain.inspection import AHEAD, HELD, Inspection
from services.supervision.inspection.views import (
    InspectionRow,
    inspection_row,
    inspection_view,
)
from services.supervision.owning import may_write
from services.supervision.project.queries import cycles_of
from services.supervision.roles import Anyone, is_staff
from services.supervision.showing import show

inspection_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)

Filter = Annotated[str, Query(max_length=64)]
SHOWN: dict[str, Callable[[InspectionRow], bool]] = {
    "": lambda _: True,
    "ahead": lambda row: row.status in AHEAD,
    "overdue": lambda row: row.overdue,
    "findings": lambda row: row.status in ("FINDINGS", "RECTIFYING"),
    "held": lambda row: row.status in HELD,
}


@inspection_pages.get("/inspections")
async def get_inspections(
    ask: Anyone, show_: Annotated[str, Query(alias="show")] = "", cycle: Filter = ""
) -> Response:
    """督查日历: the newest cycle's, and whatever is open of any other (E-33, E-35).

    With ``cycle`` only those of it.
    """
    asked, newest = cycle, next(iter(await cycles_of(ask.ctx, ask.street)), "")
    if asked:
        found = await queries.inspections_of(ask.ctx, ask.street, {"cycle": asked})
    else:
        found = await queries.calendar_of(ask.ctx, ask.street, newest)
    today = today_of(ask)
    rows = [inspection_row(one, today) for one in found]
    wanted = SHOWN.get(show_, SHOWN[""])
    return await show(
        ask,
        "inspections.html",
        cycle=asked or newest,
        asked=asked,
        chosen=show_,
        counts={name: sum(map(fits, rows)) for name, fits in SHOWN.items()},
        months=_months([row for row in rows if wanted(row)]),
    )


def _months(rows: list[InspectionRow]) -> list[tuple[int, int, list[InspectionRow]]]:
    months = groupby(rows, key=lambda row: (row.planned_on.year, row.planned_on.month))
    return [(year, month, list(group)) for (year, month), group in months]


@inspection_pages.get("/inspections/{inspection}")
async def get_inspection(ask: Anyone) -> Response:
    """An inspection: what was seen, what was found, what became of it (E-34, E-35)."""
    return await inspection_page(ask)


async def inspection_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    key = ask.request.path_params["inspection"]
    found = await queries.inspection_of(ask.ctx, ask.street, key)
    today = today_of(ask)
    return await show(
        ask,
        "inspection.html",
        refusal=refusal,
        offers=await _offers(ask, found, today, refusal),
        removals=removals_of(ask, ATTACHED.commands[1], found, found.state.attachments, refusal),
        one=inspection_view(found, today, is_staff(ask)),
    )


async def _offers(
    ask: Ask, found: Found[Inspection], today: date, refusal: Refusal | None
) -> dict[str, Offer]:
    """The form of each step that this person may take with this inspection now."""
    chinese, one = speaks_chinese(ask), found.state
    held = one.report.deputies if one.report else ()
    known = await in_office(ask.ctx, ask.street, *one.inspectors)
    options = {
        "verdicts": pairs(labels.VERDICTS, chinese=chinese),
        "aspects": pairs(labels.ASPECTS, chinese=chinese),
        "deputies": known,
        "others": [pair for pair in known if pair[0] not in held],
    }
    values = _values(one, today)
    offers = offers_of(ask, COMMANDS, found, options=options, values=values, refusal=refusal)
    if not await may_write(ask, one.unit):
        offers.pop("answer", None)
    return offers


def _values(inspection: Inspection, today: date) -> dict[str, dict[str, Any]]:
    """What the fields show at first."""
    arranged = inspection.model_dump(include={"planned_on", "inspectors"})
    fine = dict.fromkeys(("progress", "quality", "funds"), "OK")
    return {
        "correct": arranged,
        "conduct": {"conducted_on": today, "deputies": inspection.inspectors, **fine},
        "findings": {"aspect": "PROGRESS"},
    }
