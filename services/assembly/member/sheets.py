"""The members' list (花名册) as a workbook: the columns to read and to write."""

from collections.abc import AsyncIterator
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from contracts.charter import Charter
from services.assembly.member.domain.member import Member
from services.assembly.member.domain.roster import CONFIRMED
from services.assembly.member.views import show_staff

MAX_ROWS = 1000
COLUMNS = (
    Column("no", "序号", "int"),
    Column("name", "姓名", required=True, max_length=30),
    Column("sex", "性别", max_length=2),
    Column("category", "类别", required=True, max_length=30),
    Column("community", "所在社区", required=True, max_length=30),
    Column("recommended_by", "推荐单位", max_length=60),
    Column("grid", "网格", max_length=30),
    Column("community_group", "议事小组", max_length=30),
    Column("specialty_group", "专业小组", max_length=30),
    Column("phone", "联系电话", required=True, max_length=20),
    *(Column(name, zh, "yes") for name, (zh, _en) in CONFIRMED.items()),
)
SHEET = (
    Column("no", "序号", "int"),
    Column("name", "姓名"),
    Column("sex", "性别"),
    Column("category_zh", "类别"),
    Column("community_zh", "所在社区"),
    Column("recommended_by", "推荐单位"),
    Column("grid", "网格"),
    Column("community_group", "议事小组"),
    Column("specialty_group", "专业小组"),
    Column("phone", "联系电话"),
    Column("status_zh", "状态"),
    Column("notice_ends_on", "公示截止", "date"),
)


async def register_rows(
    members: AsyncIterator[Found[Member]], charter: Charter
) -> AsyncIterator[dict[str, Any]]:
    """The register as it is read; phones masked."""
    async for one in members:
        shown = show_staff(one, charter)
        yield {column.name: shown[column.name] for column in SHEET}
