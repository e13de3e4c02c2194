"""Pages of inspections: the calendar, and one inspection with what was found and its forms."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.errors import Problem
from chassis.web.ask import UPLOADS, Ask
from chassis.web.forms import files_of, given_of, tried
from services.supervision import queries
from services.supervision.actions.photos import add_photos
from services.supervision.api.inspection_views import (
    InspectionRow,
    inspection_row,
    inspection_view,
)
from services.supervision.api.people import Anyone, Inspector, Staff, is_staff, wished
from services.supervision.domain.inspection import AHEAD, HELD
from services.supervision.pages.forms import INSPECTION_FORMS, step_of
from services.supervision.pages.showing import show, version_of

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
async def get_inspections(ask: Anyone, show_: Annotated[str, Query(alias="show")] = "") -> Response:
    """督查日历: the inspections of the newest cycle, month by month (E-33, E-35)."""
    cycle, _, _ = await queries.newest_projects(ask.ctx, ask.street)
    today = queries.day_of(ask.ctx)
    found = await queries.inspections_of(ask.ctx, ask.street)
    rows = [inspection_row(one, today) for one in found if one.state.cycle == cycle]
    wanted = SHOWN.get(show_, SHOWN[""])
    return await show(
        ask,
        "inspections.html",
        cycle=cycle,
        chosen=show_,
        counts={name: sum(map(fits, rows)) for name, fits in SHOWN.items()},
        months=_months([row for row in rows if wanted(row)]),
    )


def _months(rows: list[InspectionRow]) -> list[tuple[int, int, list[InspectionRow]]]:
    months = groupby(rows, key=lambda row: (row.planned_on.year, row.planned_on.month))
    return [(year, month, list(group)) for (year, month), group in months]


@inspection_pages.get("/inspections/{inspection}")
async def get_inspection(ask: Anyone, inspection: str) -> Response:
    """An inspection: what was seen, what was found, what became of it (E-34, E-35)."""
    return await inspection_page(ask, inspection)


async def inspection_page(
    ask: Ask, inspection: str, problem: Problem | None = None, step: str = ""
) -> Response:
    """The page, with the reason above it where a step was refused."""
    found = await queries.inspection_of(ask.ctx, ask.street, inspection)
    today = queries.day_of(ask.ctx)
    return await show(
        ask,
        "inspection.html",
        problem=problem,
        step=step,
        given=given_of(await ask.request.form()) if problem else {},
        one=inspection_view(found, today, is_staff(ask)),
        today=today,
        problem_found=found.state.report is not None and found.state.report.problem,
    )


@inspection_pages.post("/inspections/{inspection}/photos", tags=[UPLOADS])
async def post_photos(ask: Inspector, inspection: str) -> Response:
    """Photos as evidence, from the form."""
    uploads = files_of(await ask.request.form(), "photos")
    return await tried(
        lambda: add_photos(wished(ask, inspection, "add_photos"), uploads),
        f"/supervision/streets/{ask.street}/inspections/{inspection}",
        lambda problem: inspection_page(ask, inspection, problem),
    )


@inspection_pages.post("/inspections/{inspection}/steps/{step}")
async def post_step(ask: Staff, inspection: str, step: str) -> Response:
    """A step of an inspection from its form; each step names its roles in ``forms``."""
    wanted = step_of(INSPECTION_FORMS, step)
    ask.need(*wanted.roles)
    form = await ask.request.form()
    wish = replace(wished(ask, inspection, wanted.action), version=version_of(form))
    return await tried(
        lambda: wanted.act(wish, form),
        f"/supervision/streets/{ask.street}/inspections/{inspection}",
        lambda problem: inspection_page(ask, inspection, problem, step),
    )
