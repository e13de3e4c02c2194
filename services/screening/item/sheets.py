"""分级分类清单 as a workbook."""

from collections.abc import AsyncIterator

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.screening.item.domain import ITEMS, Item
from services.screening.labels import DISPOSITIONS, LEVELS

Row = dict[str, str | int | bool | None]
ITEM_TITLE = "分级分类清单"
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
    Column("co_units", "会办单位"),
    Column("candidates", "引用项目数", "int"),
)


async def item_rows(found: AsyncIterator[Found[Item]]) -> AsyncIterator[Row]:
    """Every suggestion with its level, category, opinion, unit."""
    async for one in found:
        yield _item(one.state)


def _item(item: Item) -> Row:
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
        "co_units": "、".join(triage.co_units) if triage else "",
        "candidates": len(item.candidates),
    }
