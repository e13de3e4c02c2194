"""The city's 街道总览 as a workbook."""

from collections.abc import Iterable

from chassis.rooms.sheets import Column
from services.supervision.overview.compared import elsewhere_of, way
from services.supervision.overview.views import StreetRow
from services.supervision.project.domain.project import PROJECT_TABLE

Row = dict[str, str | int | bool | None]
LIGHTS = {"green": "绿灯", "yellow": "黄灯", "red": "红灯"}

CITY_COLUMNS = (
    Column("street", "街道代码"),
    Column("zh", "街道", max_length=30),
    Column("district_zh", "区县", max_length=30),
    Column("cycle", "年度", max_length=10),
    Column("stage_zh", "阶段", max_length=20),
    Column("suggestions", "意见建议", "int"),
    Column("open_suggestions", "待答复", "int"),
    Column("overdue_suggestions", "超期未答复", "int"),
    Column("funnel", "筛选过程", max_length=60),
    Column("expected", "应到", "int"),
    Column("present", "实到", "int"),
    Column("valid", "有效票", "int"),
    Column("selected", "票决入选", "int"),
    Column("reserved", "储备", "int"),
    Column("project_count", "项目数", "int"),
    *(Column(colour, zh, "int") for colour, zh in LIGHTS.items()),
    *(Column(status, zh, "int") for status, zh in PROJECT_TABLE.zh.items()),
    Column("overdue_inspections", "逾期督查", "int"),
    Column("between", "征集期外超期未答复", "int"),
    Column("elsewhere", "其他年度未办结", max_length=100),
    Column("budget_yuan", "预算（元）", "int"),
    Column("spent_yuan", "决算（元）", "int"),
    Column("rated", "满意度测评票", "int"),
    Column("satisfied", "其中满意", "int"),
    Column("below", "低于满意线的项目", "int"),
)


def city_rows(found: Iterable[StreetRow]) -> list[Row]:
    """街道总览: one row for each street."""
    return [_street(row) for row in found]


def _street(row: StreetRow) -> Row:
    plain = row.model_dump(include={column.name for column in CITY_COLUMNS})
    return {
        **{status: row.projects.get(status, 0) for status in PROJECT_TABLE.zh},
        **{colour: row.lights.get(colour, 0) for colour in LIGHTS},
        **plain,
        "between": row.elsewhere.between,
        "elsewhere": elsewhere_of(row),
        "funnel": way(row.funnel).replace("…", "—"),
        "project_count": row.project_count,
    }
