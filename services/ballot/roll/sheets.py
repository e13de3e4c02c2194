"""签到表 as rows of a workbook."""

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.ballot.roll.domain import RollEntry
from services.ballot.roll.views import local_minute

ROLL_COLUMNS = [
    Column("name", "姓名"),
    Column("community", "社区"),
    Column("capacity", "身份"),
    Column("voting", "有表决权", "yes"),
    Column("present", "在场", "yes"),
    Column("slip", "已领投票码", "yes"),
    Column("arrived", "签到时间"),
    Column("left", "离席时间"),
]


def roll_rows(roll: list[Found[RollEntry]]) -> list[dict[str, str | int | bool | None]]:
    """The roll as rows of a sheet."""
    return [
        {
            **one.state.model_dump(include={"name", "community", "voting", "present", "slip"}),
            "capacity": one.state.capacity or "议事员",
            "arrived": local_minute(one.state.arrived),
            "left": local_minute(one.state.left),
        }
        for one in roll
    ]
