"""月度进展表 for the notice board: each project's light, milestones and newest note.

Pure: rows in, a paper of A3 across and the rows of a workbook out. Colour and words say the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from chassis.core.documents import Found
from chassis.rooms import sheets
from chassis.rooms.papers import Column, Kind, Paper, Table, Text
from contracts.charter import Charter
from contracts.project_rules import WatchRules
from services.supervision import labels
from services.supervision.progress.domain import Update
from services.supervision.project.domain.lights import light_of
from services.supervision.project.domain.project import Project

TITLE = "月度进展表"
TINTS = {
    "green": "#c8e6c9",
    "yellow": "#fff1b8",
    "red": "#ffcdd2",
    "blue": "#cfe3f7",
    "": "#eeeeee",
}
COLUMNS = (
    Column("序号", 2),
    Column("项目", 7, centred=False),
    Column("责任单位、责任人", 6, centred=False),
    Column("完成期限", 4),
    Column("进度", 4),
    Column("节点", 3),
    Column("下一节点", 6, centred=False),
    Column("最近进展", 14, centred=False),
)
LIGHT = 4
"""The place of the light's column."""
SHEET_COLUMNS = (
    sheets.Column("no", "序号", max_length=6),
    sheets.Column("title", "项目", max_length=40),
    sheets.Column("unit", "责任单位、责任人", max_length=30),
    sheets.Column("finish_on", "完成期限", max_length=14),
    sheets.Column("light", "进度", max_length=12),
    sheets.Column("reached", "节点", max_length=10),
    sheets.Column("next", "下一节点", max_length=30),
    sheets.Column("said", "最近进展", max_length=60),
)
Row = tuple[str, str, str, str, str, str, str, str]


def monthly_rows(
    projects: Sequence[Found[Project]],
    newest: Mapping[str, Update],
    today: date,
    rules: WatchRules,
) -> list[tuple[str, Row]]:
    """The light's colour and the cells of each project."""
    return [_row(one.state, newest.get(one.id), today, rules) for one in projects]


def _row(project: Project, said: Update | None, today: date, rules: WatchRules) -> tuple[str, Row]:
    light, plan = light_of(project, today, rules), project.plan
    milestones = plan.milestones if plan else ()
    ahead = next((one for one in milestones if one.done_on is None), None)
    reached = sum(one.done_on is not None for one in milestones)
    cells = (
        str(project.no),
        project.title,
        _who(project.unit, plan.owner if plan else ""),
        str(plan.finish_on) if plan else "未排计划",
        labels.LIGHTS[light.colour][0] if light else labels.of_project(project.status)[0],
        f"{reached}/{len(milestones)}",
        f"{ahead.title}（{ahead.due_on}）" if ahead else "全部完成" if milestones else "",
        f"{said.said_on}：{said.text}" if said else "还没有发布进展",
    )
    return light.colour if light else "", cells


def _who(unit: str, owner: str) -> str:
    """The unit and who leads; many write the unit before the name already."""
    return owner if unit and unit in owner else "\u3000".join(filter(None, (unit, owner)))


def monthly_paper(charter: Charter, rows: Sequence[tuple[str, Row]], today: date) -> Paper:
    """The table as it hangs on the board."""
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}{charter.projects.zh}{TITLE}（{today.year}年{today.month}月）",
        body=(
            Table(
                COLUMNS,
                tuple(cells for _, cells in rows),
                size=14,
                tints=tuple(TINTS[colour] for colour, _ in rows),
                tinted=LIGHT,
            ),
            Text(
                f"截至{today.year}年{today.month}月{today.day}日。"
                "进度按计划与实际完成的节点比较：绿色按计划，黄色略滞后，红色严重滞后，蓝色已验收。"
            ),
        ),
        across=True,
    )


def sheet_rows(rows: Sequence[tuple[str, Row]]) -> list[dict[str, str]]:
    """The same for a workbook."""
    names = [column.name for column in SHEET_COLUMNS]
    return [dict(zip(names, cells, strict=True)) for _, cells in rows]
