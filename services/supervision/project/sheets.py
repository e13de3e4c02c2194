"""项目清单 as a workbook."""

from collections.abc import AsyncIterator
from datetime import date

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from contracts.project_rules import WatchRules
from services.supervision.project.domain.project import Project
from services.supervision.project.views import project_row

Row = dict[str, str | int | bool | None]

PROJECT_TITLE = "项目清单"
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


async def project_rows(
    found: AsyncIterator[Found[Project]], today: date, rules: WatchRules
) -> AsyncIterator[Row]:
    """项目清单: one row for each project."""
    async for one in found:
        yield _project(one, today, rules)


def _project(found: Found[Project], today: date, rules: WatchRules) -> Row:
    shown = project_row(found, today, rules)
    plan, acceptance = found.state.plan, found.state.acceptance
    return {
        **shown.model_dump(include={c.name for c in PROJECT_COLUMNS}, mode="json"),
        "light": shown.light.zh if shown.light else "",
        "owner": plan.owner if plan else "",
        "planned_yuan": plan.budget_yuan if plan else None,
        "spent_yuan": acceptance.spent_yuan if acceptance else None,
        "sources": len(found.state.sources),
    }
