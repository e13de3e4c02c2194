"""What is sent with a checklist: items as people write them, the day one was done, photos."""

from datetime import date
from typing import Annotated, Any

from fastapi import UploadFile
from pydantic import Field, StringConstraints
from starlette.datastructures import FormData

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Files, Hint, Label, Lines
from services.supervision.bodies import Short
from services.supervision.cells import bad_line, cell, day_of, rows_of
from services.supervision.checklist.domain.checklist import MAX_ITEMS


class NewItem(Body):
    """One item; ``owner`` empty: the plan's leader, ``due_on`` empty: the plan's finish."""

    text: Annotated[Short, PUBLIC]
    owner: Annotated[str, StringConstraints(max_length=120), PUBLIC] = ""
    due_on: date | None = None


class NewItems(Body):
    """Items that are added to the list."""

    items: Annotated[
        list[NewItem],
        Field(min_length=1, max_length=MAX_ITEMS),
        Label("清单事项", "Items"),
        Hint(
            "一行一项：事项 | 责任人 | 期限，例如“浇筑坡道 | 彭志勇 | 2025-07-01”。"
            "责任人和期限不填，按推进计划。",
            "One a line: item | owner | day. Owner and day are the plan’s where left out.",
        ),
        Lines(6),
    ]


class Ticked(Body):
    """The day an item was done; today where none is given."""

    done_on: Annotated[date | None, Label("完成日期（不填为今天）", "Done on (today)")] = None


class ItemPhotos(Body):
    """Photos of what was done."""

    photos: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("照片", "Photos"),
        Hint("最多 3 张，可以直接拍；只有工作人员能看到。", "Up to 3; only the staff see them."),
        Files("image/*"),
    ]


def items_of(form: FormData) -> dict[str, list[dict[str, Any]]]:
    """The items as people write them. Raises ``Invalid`` with the line that cannot be read."""
    return {"items": [_item(n, row) for n, row in enumerate(rows_of(form, "items"), start=1)]}


def _item(number: int, row: list[str]) -> dict[str, Any]:
    due = cell(row, 2)
    if not row[0] or (due and day_of(due) is None) or len(row) > 3:
        zh = "请写成“事项 | 责任人 | 期限”，期限如 2025-07-01。"
        raise bad_line("items", number, zh, "write: item | owner | day such as 2025-07-01.")
    return {"text": row[0], "owner": cell(row, 1), "due_on": day_of(due)}
