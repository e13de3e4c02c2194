"""倒排时间表 of one project: the picture and the table on a sheet of A3 across (W-20)."""

from datetime import date
from typing import Any

from chassis.rooms.papers import Column, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Picture, say_day
from chassis.rooms.sheets import Column as SheetColumn
from contracts.charter import Charter
from services.supervision.project.domain.project import Project
from services.supervision.schedule.domain.gantt import Picture as Drawing
from services.supervision.schedule.drawing import drawn
from services.supervision.schedule.views import ScheduleView, StepView

COLUMNS = (
    Column("序号"),
    Column("步骤", 5, centred=False),
    Column("工作日"),
    Column("前序"),
    Column("最早开始", 2),
    Column("最迟开始", 2),
    Column("最迟完成", 2),
    Column("机动（工作日）", 2),
    Column("实际完成", 2),
)
SHEET_COLUMNS = (
    SheetColumn("no", "序号", "int"),
    SheetColumn("title", "步骤", max_length=40),
    SheetColumn("days", "工作日", "int"),
    SheetColumn("after", "前序", max_length=10),
    SheetColumn("earliest_on", "最早开始", "date"),
    SheetColumn("starts_on", "最迟开始", "date"),
    SheetColumn("ends_on", "最迟完成", "date"),
    SheetColumn("slack", "机动（工作日）", "int"),
    SheetColumn("critical", "关键步骤", max_length=6),
    SheetColumn("done_on", "实际完成", "date"),
)
SAYS = "实条为最早排法，粗边框为关键步骤，虚线为机动时间，菱形为实际完成日。"


def timetable_paper(
    charter: Charter, project: Project, laid: ScheduleView, drawing: Drawing, today: date
) -> Paper:
    """The timetable of a project, as it stands today."""
    finish = say_day(laid.finish_on) if laid.finish_on else ""
    possible = say_day(laid.possible_on) if laid.possible_on else ""
    warned = f"按现有步骤最早{possible}才能完成，排不通。" if laid.impossible else ""
    unit = f"责任单位：{project.unit}。完成期限：{finish}。{warned}{SAYS}"
    rows = tuple(_row(one) for one in laid.steps)
    return Paper(
        kind=Kind.FORM,
        issuer=f"{charter.zh}居民议事会",
        title=f"{charter.zh}“{project.title}”倒排时间表",
        body=(
            Text(unit),
            Picture(drawn(drawing), "倒排时间表图，内容与下表相同"),
            Table(COLUMNS, rows, size=12),
        ),
        dated=today,
        one_page=True,
        across=True,
    )


def _row(one: StepView) -> tuple[str, ...]:
    return (
        str(one.no),
        one.title,
        str(one.days),
        "、".join(map(str, one.after)) or "—",
        one.earliest_on.isoformat(),
        one.starts_on.isoformat(),
        one.ends_on.isoformat(),
        f"{one.slack}（关键）" if one.critical else str(one.slack),
        one.done_on.isoformat() if one.done_on else "",
    )


def sheet_rows(laid: ScheduleView) -> list[dict[str, Any]]:
    """The same for a workbook."""
    return [
        {
            **one.model_dump(exclude={"after", "critical", "late"}, mode="json"),
            "after": "、".join(map(str, one.after)),
            "critical": "关键" if one.critical else "",
        }
        for one in laid.steps
    ]
