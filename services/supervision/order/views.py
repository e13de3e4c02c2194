"""Orders as they are shown. Photos are for staff only."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Found
from services.supervision import labels
from services.supervision.order.domain import ORDER_TABLE, Level, Reply, SupervisionOrder, overdue
from services.supervision.trail.views import Happening, happenings

ORDER_EN = {
    "ISSUED": "Issued",
    "ACKNOWLEDGED": "Signed for",
    "REPLIED": "Answered, to be verified",
    "VERIFIED": "Verified",
    "CLOSED": "Closed",
    "WITHDRAWN": "Withdrawn",
}
LEVELS: dict[str, labels.Words] = {
    Level.DEPARTMENT: ("责任单位", "Unit"),
    Level.OFFICE: ("街道办事处", "Street office"),
    Level.CONSULTATION: ("月度联席会商", "Monthly consultation"),
}
ORIGINS: dict[str, labels.Words] = {
    "HAND": ("人工发出", "By hand"),
    "RED_LIGHT": ("红灯自动发出", "By a red light"),
}
STEPS: dict[str, labels.Words] = {
    "issue": ("发出督办单", "Order issued"),
    "acknowledge": ("签收督办单", "Order signed for"),
    "reply": ("答复督办单", "Order answered"),
    "verify": ("核实属实", "The answer holds"),
    "send_back": ("核实未解决，退回", "Not solved, sent back"),
    "close": ("督办销号", "Order closed"),
    "withdraw": ("撤回督办单", "Order withdrawn"),
    "extend": ("登记处理意见", "Dealt with; a new day"),
    "escalate": ("逾期未答复，提级督办", "Not answered in time: one level up"),
}


class ReplyView(BaseModel):
    """One answer; ``photos``: ids, for staff only."""

    on: date
    text: str
    photos: list[str] | None


class OrderRow(BaseModel):
    """An order in a list; ``late``: it went up, or its day is over."""

    id: str
    version: int
    number: str
    project: str
    project_no: int
    title: str
    cycle: str
    unit: str
    text: str
    origin: str
    origin_zh: str
    origin_en: str
    issued_on: date
    due_on: date
    level: str
    level_zh: str
    level_en: str
    status: str
    status_zh: str
    status_en: str
    late: bool


class OrderView(OrderRow):
    """An order with its answers and what happened."""

    replies: list[ReplyView]
    timeline: list[Happening]


def order_row(found: Found[SupervisionOrder], today: date) -> OrderRow:
    """An order as one row."""
    return OrderRow(**_values(found, today))


def _values(found: Found[SupervisionOrder], today: date) -> dict[str, Any]:
    order = found.state
    told = OrderRow.model_fields.keys() & SupervisionOrder.model_fields.keys()
    level, origin = LEVELS[order.level], ORIGINS[order.origin]
    return {
        **{name: getattr(order, name) for name in told},
        "id": found.id,
        "version": found.version,
        "number": order.number,
        "origin_zh": origin[0],
        "origin_en": origin[1],
        "level_zh": level[0],
        "level_en": level[1],
        "status_zh": ORDER_TABLE.zh[order.status],
        "status_en": ORDER_EN[order.status],
        "late": overdue(order, today),
    }


def order_view(found: Found[SupervisionOrder], today: date, staff: bool) -> OrderView:
    """An order with its answers; photos for staff."""
    replies = [_reply(one, staff) for one in found.state.replies]
    return OrderView(**_values(found, today), replies=replies, timeline=timeline(found.state))


def _reply(one: Reply, staff: bool) -> ReplyView:
    photos = [photo.id for photo in one.photos] if staff else None
    return ReplyView(on=one.on, text=one.text, photos=photos)


def timeline(order: SupervisionOrder) -> list[Happening]:
    """What happened to an order, oldest first, under its number."""
    return happenings("ORDER", order.history, STEPS, (order.number, order.number))
