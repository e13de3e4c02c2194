"""督查台账 as a workbook."""

from collections.abc import AsyncIterator
from datetime import date

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.supervision import labels
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.inspection.views import InspectionRow, inspection_row

Row = dict[str, str | int | bool | None]

INSPECTION_TITLE = "督查台账"
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


async def inspection_rows(
    found: AsyncIterator[Found[Inspection]], today: date
) -> AsyncIterator[Row]:
    """督查台账: one row for each inspection."""
    async for one in found:
        yield _inspection(inspection_row(one, today))


def _inspection(shown: InspectionRow) -> Row:
    verdicts = {n: getattr(shown, n) for n in ("progress", "quality", "funds")}
    return {
        **shown.model_dump(include={c.name for c in INSPECTION_COLUMNS}, mode="json"),
        **{n: labels.VERDICTS[v][0] if v else "" for n, v in verdicts.items()},
        "inspectors": "、".join(shown.inspectors),
        "deputies": "、".join(shown.deputies),
        "findings": "；".join(f"{labels.ASPECTS[f.aspect][0]}：{f.text}" for f in shown.findings),
        "rechecked": "、".join(looked.by for looked in shown.rechecks),
    }
