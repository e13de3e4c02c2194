"""座谈记录 as a workbook, for the staff."""

from collections.abc import AsyncIterator

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.screening.forum.domain import Forum
from services.screening.labels import FORMS

Row = dict[str, str | int | bool | None]
FORUM_TITLE = "座谈记录"
FORUM_COLUMNS = (
    Column("held_on", "时间", "date"),
    Column("form", "类型"),
    Column("kind", "名称"),
    Column("station", "地点"),
    Column("host", "主持"),
    Column("deputies", "人大代表", max_length=500),
    Column("neighbour_leads", "片长组长邻长", max_length=500),
    Column("present", "其他参加人员", max_length=500),
    Column("people", "到会人数", "int"),
    Column("points", "座谈要点", max_length=2000),
)


async def forum_rows(found: AsyncIterator[Found[Forum]]) -> AsyncIterator[Row]:
    """Every forum with who was there and what was said."""
    async for one in found:
        yield _forum(one.state)


def _forum(forum: Forum) -> Row:
    return {
        "held_on": forum.held_on,
        "form": FORMS[forum.form][0],
        "kind": forum.kind,
        "station": forum.station,
        "host": forum.host,
        "deputies": "、".join(forum.deputies),
        "neighbour_leads": "、".join(forum.neighbour_leads),
        "present": "、".join(forum.present),
        "people": forum.people,
        "points": "\n".join(forum.points),
    }
