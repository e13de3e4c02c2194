"""Checklists over all projects: overdue items by unit (W-18, W-22); photos for the staff."""

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from chassis.rooms.files.serving import file_response
from chassis.service import Context
from chassis.web.ask import Ask, asked
from services.supervision import labels
from services.supervision.checklist.commands import KEPT
from services.supervision.checklist.domain.checklist import overdue_items, photos_of
from services.supervision.checklist.queries import checklist_of, checklists
from services.supervision.project.queries import project_of
from services.supervision.roles import STAFF, Anyone
from services.supervision.showing import show

checklist_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
checklist_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


class LateItem(BaseModel):
    """An overdue item with its project."""

    project: str
    title: str
    unit: str
    text: str
    owner: str
    due_on: date


class ItemView(BaseModel):
    """An item as everybody sees it: ``done_by`` is the role."""

    id: str
    text: str
    owner: str
    due_on: date
    done_on: date | None
    done_by: str


class ChecklistView(BaseModel):
    """The checklist of a project; ``percent`` is empty where there is none."""

    version: int
    percent: int | None
    items: list[ItemView]


async def overdue_of(ctx: Context, street: str) -> list[LateItem]:
    """Overdue items of every project that has not ended, by unit and day."""
    today = date.fromisoformat(ctx.today())
    late = [
        LateItem(
            project=project.id,
            title=project.state.title,
            unit=project.state.unit,
            **item.model_dump(include={"text", "owner", "due_on"}),
        )
        for project, items in await checklists(ctx, street)
        for item in overdue_items(items, today)
    ]
    return sorted(late, key=lambda row: (row.unit, row.due_on, row.project, row.text))


@checklist_pages.get("/checklists")
async def get_overdue_items(ask: Anyone) -> Response:
    """清单逾期事项, one table for each unit."""
    late = await overdue_of(ask.ctx, ask.street)
    units = [(unit, list(rows)) for unit, rows in groupby(late, key=lambda row: row.unit)]
    return await show(ask, "checklist/overdue.html", units=units)


@checklist_api.get("/projects/{project}/checklist")
async def get_checklist(project: str, ask: Anyone) -> ChecklistView:
    """The checklist of a project with who did what when, by role."""
    await project_of(ask.ctx, ask.street, project)
    found = await checklist_of(ask.ctx, ask.street, project)
    items = [
        ItemView(
            done_by=labels.of_role(one.done_role)[0] if one.done_on else "",
            **one.model_dump(include={"id", "text", "owner", "due_on", "done_on"}),
        )
        for one in found.state.items
    ]
    return ChecklistView(version=found.version, percent=found.state.percent, items=items)


@checklist_api.get("/projects/{project}/checklist/photos/{photo}")
async def get_item_photo(
    project: str,
    photo: str,
    ask: Annotated[Ask, asked("supervision", *STAFF)],
    small: bool = False,
) -> StreamingResponse:
    """A photo of an item, or its thumbnail (``small``). Staff only, as all evidence."""
    found = await checklist_of(ask.ctx, ask.street, project)
    owner, photos = KEPT.owner(ask.street, project), photos_of(found.state)
    return await file_response(ask.ctx, owner, photos, photo, public=False, small=small)
