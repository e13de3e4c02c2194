"""A public notice as everybody sees it."""

from typing import Any

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from services.assembly.notice.domain import Notice

NOTICE_COLUMNS = (
    Column("published_on", "公示日期", "date"),
    Column("ends_on", "截止日期", "date"),
    Column("channel", "公示方式"),
    Column("status", "状态"),
    Column("members", "人数", "int"),
)


def show_notice(found: Found[Notice], today: str) -> dict[str, Any]:
    """Without names: those hang on the notice only while it runs."""
    shown = found.state.model_dump(include={"published_on", "ends_on", "channel", "members"})
    return {"id": found.id, "status": found.state.status(today), **shown}
