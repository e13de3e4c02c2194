"""项目清单, 督查台账 and the city's 街道总览 as workbooks."""

from collections.abc import Iterable
from datetime import date

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.supervision import words
from services.supervision.api.inspection_views import InspectionRow, inspection_row
from services.supervision.api.project_views import project_row
from services.supervision.city import StreetRow
from services.supervision.domain.inspection import Inspection
from services.supervision.domain.project import PROJECT_TABLE, Project

Row = dict[str, str | int | bool | None]

PROJECT_COLUMNS = (
    Column("no", "序号", "int"),
    Column("title", "项目名称", max_length=120),
    Column("class_zh", "类别", max_length=12),
    Column("group", "代表小组", max_length=24),
    Column("place", "地点", max_length=30),
    Column("budget_yuan", "票决预算（元）", "int"),
    Column("planned_yuan", "计划资金（元）", "int"),
    Column("spent_yuan", "实际支出（元）", "int"),
    Column("funding_zh", "资金来源", max_length=16),
    Column("unit", "责任单位", max_length=24),
    Column("owner", "责任人", max_length=16),
    Column("beneficiaries", "受益人群", max_length=40),
    Column("approved_by", "批准会议", max_length=30),
    Column("finish_on", "完成期限", "date"),
    Column("status_zh", "状态", max_length=10),
    Column("light", "进度灯", max_length=10),
    Column("sources", "来源建议数", "int"),
)
INSPECTION_COLUMNS = (
    Column("project_no", "项目序号", "int"),
    Column("title", "项目名称", max_length=120),
    Column("stage_zh", "督查阶段", max_length=12),
    Column("planned_on", "计划日期", "date"),
    Column("inspectors", "拟派代表", max_length=40),
    Column("status_zh", "状态", max_length=10),
    Column("overdue", "是否逾期", "yes"),
    Column("conducted_on", "督查日期", "date"),
    Column("deputies", "参加代表", max_length=40),
    Column("progress", "进度", max_length=8),
    Column("quality", "质量", max_length=8),
    Column("funds", "资金", max_length=8),
    Column("findings", "发现问题", max_length=60),
    Column("due_on", "整改期限", "date"),
    Column("rechecked", "复查人", max_length=20),
)

CITY_COLUMNS = (
    Column("street", "街道代码"),
    Column("zh", "街道", max_length=30),
    Column("district_zh", "区县", max_length=30),
    Column("cycle", "年度", max_length=10),
    Column("stage_zh", "阶段", max_length=20),
    Column("suggestions", "意见建议", "int"),
    Column("open_suggestions", "待答复", "int"),
    Column("funnel", "筛选过程", max_length=60),
    Column("selected", "票决入选", "int"),
    Column("reserved", "储备", "int"),
    Column("project_count", "项目数", "int"),
    *(Column(status, zh, "int") for status, zh in PROJECT_TABLE.zh.items()),
    Column("overdue_inspections", "逾期督查", "int"),
)


def project_rows(found: Iterable[Found[Project]], today: date) -> list[Row]:
    """项目清单: one row for each project."""
    return [_project(one, today) for one in found]


def _project(found: Found[Project], today: date) -> Row:
    shown = project_row(found, today)
    plan, acceptance = found.state.plan, found.state.acceptance
    return {
        **shown.model_dump(include={c.name for c in PROJECT_COLUMNS}, mode="json"),
        "light": shown.light.zh if shown.light else "",
        "owner": plan.owner if plan else "",
        "planned_yuan": plan.budget_yuan if plan else None,
        "spent_yuan": acceptance.spent_yuan if acceptance else None,
        "sources": len(found.state.sources),
    }


def inspection_rows(found: Iterable[Found[Inspection]], today: date) -> list[Row]:
    """督查台账: one row for each inspection."""
    return [_inspection(inspection_row(one, today)) for one in found]


def _inspection(shown: InspectionRow) -> Row:
    verdicts = {n: getattr(shown, n) for n in ("progress", "quality", "funds")}
    return {
        **shown.model_dump(include={c.name for c in INSPECTION_COLUMNS}, mode="json"),
        **{n: words.VERDICTS[v][0] if v else "" for n, v in verdicts.items()},
        "inspectors": "、".join(shown.inspectors),
        "deputies": "、".join(shown.deputies),
        "findings": "；".join(f"{words.ASPECTS[f.aspect][0]}：{f.text}" for f in shown.findings),
        "rechecked": "、".join(looked.by for looked in shown.rechecks),
    }


def city_rows(found: Iterable[StreetRow]) -> list[Row]:
    """街道总览: one row for each street."""
    return [_street(row) for row in found]


def _street(row: StreetRow) -> Row:
    plain = row.model_dump(include={column.name for column in CITY_COLUMNS})
    figures = ("—" if figure is None else str(figure) for figure in row.funnel)
    return {
        **{status: row.projects.get(status, 0) for status in PROJECT_TABLE.zh},
        **plain,
        "funnel": " → ".join(figures),
        "project_count": row.project_count,
    }
