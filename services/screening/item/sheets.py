"""分级分类清单 as a workbook."""

from collections.abc import Sequence

from chassis.core.documents import Found
from chassis.rooms.sheets import Column, write_table
from services.screening.item.domain import ITEMS, Item
from services.screening.labels import DISPOSITIONS, LEVELS

ITEM_COLUMNS = (
    Column("no", "序号"),
    Column("title", "事项", max_length=60),
    Column("community", "社区"),
    Column("status", "状态"),
    Column("level", "级别"),
    Column("category", "类别"),
    Column("disposition", "去向"),
    Column("opinion", "处理意见", max_length=2000),
    Column("unit", "承办单位"),
    Column("candidates", "引用项目数", "int"),
)


def item_sheet(items: Sequence[Found[Item]], demo: bool) -> bytes:
    """分级分类清单: every suggestion with its level, category, opinion, unit."""
    return write_table("分级分类清单", ITEM_COLUMNS, [_item(one.state) for one in items], demo=demo)


def _item(item: Item) -> dict[str, str | int | bool | None]:
    triage = item.triage
    return {
        "no": item.no,
        "title": item.title,
        "community": item.community,
        "status": ITEMS.zh[item.status],
        "level": LEVELS[triage.level][0] if triage else "",
        "category": triage.category if triage else item.category,
        "disposition": DISPOSITIONS.get(item.disposition, ("",))[0],
        "opinion": triage.opinion if triage else "",
        "unit": triage.unit if triage else "",
        "candidates": len(item.candidates),
    }
