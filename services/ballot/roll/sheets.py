"""签到表 as rows of a workbook: one row for each stay, so that coming back is not lost."""

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.ballot.roll.domain import RollEntry, Stay
from services.ballot.roll.views import local_minute
from services.ballot.session.presence import Witness

ROLL_COLUMNS = [
    Column("name", "姓名"),
    Column("community", "社区"),
    Column("capacity", "身份"),
    Column("voting", "有表决权", "yes"),
    Column("present", "在场", "yes"),
    Column("slip", "已领投票码条", "yes"),
    Column("arrived", "签到时间"),
    Column("first", "签到人"),
    Column("confirmed", "确认时间"),
    Column("second", "确认人"),
    Column("left", "离席时间"),
]
Row = dict[str, str | int | bool | None]


def roll_rows(roll: list[Found[RollEntry]]) -> list[Row]:
    """The roll as rows of a sheet; a check-in that was undone is left out."""
    return [row for one in roll for row in _rows_of(one.state)]


def _rows_of(line: RollEntry) -> list[Row]:
    known: Row = {
        **line.model_dump(include={"name", "community", "voting", "present", "slip"}),
        "capacity": line.capacity or "议事员",
    }
    if not line.stays:
        times = {"arrived": local_minute(line.arrived), "left": local_minute(line.left)}
        return [known | times | {"first": "", "confirmed": "", "second": ""}]
    return [known | _times_of(stay) for stay in line.stays if not stay.undone]


def _times_of(stay: Stay) -> Row:
    return {
        "arrived": local_minute(stay.arrived),
        "first": _said(stay.first),
        "confirmed": local_minute(stay.confirmed),
        "second": _said(stay.second),
        "left": local_minute(stay.left),
    }


def _said(witness: Witness | None) -> str:
    return witness.name if witness else ""
