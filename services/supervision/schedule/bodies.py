"""What is sent with a timetable: the two days and its steps, as people write them."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.datastructures import FormData

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Hint, Label, Lines
from services.supervision.bodies import Short
from services.supervision.cells import bad_line, cell, rows_of, whole
from services.supervision.schedule.domain.backward import MAX_TASKS, Task

Number = Annotated[int, Field(ge=1, le=MAX_TASKS)]


class NewStep(Body):
    """A step: working days, and the numbers (from 1) of the steps that must be finished first."""

    title: Annotated[Short, PUBLIC]
    days: Annotated[int, Field(ge=1, le=250)]
    after: Annotated[tuple[Number, ...], Field(max_length=20)] = ()

    def __str__(self) -> str:
        """The line of a form that says the same."""
        return " | ".join([self.title, str(self.days), "、".join(map(str, self.after))])


class NewSchedule(Body):
    """倒排: from the finish back. ``begin_on`` empty: the next working day."""

    begin_on: Annotated[date | None, Label("最早开工日期（可不填）", "Begin (optional)")] = None
    finish_on: Annotated[date, Label("完成日期", "Finish by")]
    steps: Annotated[
        list[NewStep],
        Field(min_length=1, max_length=MAX_TASKS),
        Label("步骤", "Steps"),
        Hint(
            "一行一步：步骤 | 工作日数 | 前序步骤的行号（没有就空着），例如“采购 | 15 | 2、3”。"
            "也可以从 Excel 复制三列粘贴。",
            "One a line: step | working days | numbers of the lines it waits for. "
            "Three columns of Excel can be pasted.",
        ),
        Lines(9),
    ]

    def tasks(self) -> list[Task]:
        """The steps by their places from 0."""
        return [
            Task(title=one.title, days=one.days, after=tuple(n - 1 for n in sorted({*one.after})))
            for one in self.steps
        ]


def steps_of(form: FormData) -> dict[str, list[dict[str, Any]]]:
    """The steps as people write them. Raises ``Invalid`` with the line that cannot be read."""
    return {"steps": [_step(n, row) for n, row in enumerate(rows_of(form, "steps"), start=1)]}


def _step(number: int, row: list[str]) -> dict[str, Any]:
    days = whole(cell(row, 1))
    parts = [
        part for part in cell(row, 2).replace("，", "、").replace(",", "、").split("、") if part
    ]
    after = [whole(part.strip()) for part in parts]
    if not row[0] or not days or None in after:
        zh = "请写成“步骤 | 工作日数 | 前序行号”，例如“采购 | 15 | 2、3”。"
        raise bad_line("steps", number, zh, "write: step | working days | lines it waits for.")
    return {"title": row[0], "days": days, "after": after}
