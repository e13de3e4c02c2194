"""A supervision order (督办单): who is to answer for what by when, and who deals with it if not.

An order that is not answered in its term goes up by itself: department → street office → monthly
consultation (W-23). Terms are working days of the charter.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from chassis.core.decision import Cause, Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.files.reference import FileRef
from contracts.supervision import OrderStageChanged
from services.supervision.inspection.domain.inspecting import too_many_answers
from services.supervision.terms import ahead
from services.supervision.trail.domain import Step, noted

MOST_ANSWERS = 20
MOST_PHOTOS = 12


class OrderStatus(StrEnum):
    """Where an order stands."""

    ISSUED = "ISSUED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    REPLIED = "REPLIED"
    VERIFIED = "VERIFIED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class Level(StrEnum):
    """Who has an order on the desk: whoever is to answer, then who deals with it not answered."""

    DEPARTMENT = "DEPARTMENT"
    OFFICE = "OFFICE"
    CONSULTATION = "CONSULTATION"


class Origin(StrEnum):
    """Who issued it: a person, or a light that turned red."""

    HAND = "HAND"
    RED_LIGHT = "RED_LIGHT"


_S = OrderStatus
OWED = (_S.ISSUED, _S.ACKNOWLEDGED)
"""It waits for the unit's answer."""
OPEN = (*OWED, _S.REPLIED, _S.VERIFIED)
ORDER_TABLE = StateTable(
    "order",
    _S.ISSUED,
    {
        (_S.ISSUED, "acknowledge"): _S.ACKNOWLEDGED,
        **{(status, "reply"): _S.REPLIED for status in OWED},
        **{(status, "escalate"): status for status in OWED},
        **{(status, "extend"): status for status in OWED},
        (_S.REPLIED, "verify"): _S.VERIFIED,
        (_S.REPLIED, "send_back"): _S.ISSUED,
        (_S.VERIFIED, "close"): _S.CLOSED,
        **{(status, "withdraw"): _S.WITHDRAWN for status in OWED},
    },
    zh={
        _S.ISSUED: "已发出",
        _S.ACKNOWLEDGED: "已签收",
        _S.REPLIED: "已答复，待核实",
        _S.VERIFIED: "已核实",
        _S.CLOSED: "已销号",
        _S.WITHDRAWN: "已撤回",
    },
)
UP = {Level.DEPARTMENT: Level.OFFICE, Level.OFFICE: Level.CONSULTATION}


class Reply(State):
    """What the unit answered. ``by`` is a subject, for staff; photos too."""

    on: date
    text: str
    by: str
    photos: tuple[FileRef, ...] = ()


class SupervisionOrder(State):
    """One order on one project. ``since``: since when the light that issued it has been red."""

    no: int
    project: str
    project_no: int
    title: str
    cycle: str
    unit: str
    text: str
    origin: Origin
    issued_on: date
    due_on: date
    since: date | None = None
    level: Level = Level.DEPARTMENT
    status: OrderStatus = OrderStatus.ISSUED
    replies: tuple[Reply, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    def number(self) -> str:
        """As it stands on paper: ``督办〔2026〕3号``."""
        return f"督办〔{self.issued_on.year}〕{self.no}号"

    @property
    def files(self) -> tuple[FileRef, ...]:
        """Every photo of its replies."""
        return tuple(photo for one in self.replies for photo in one.photos)


def issued(key: str, order: SupervisionOrder, cause: Cause) -> Change[SupervisionOrder]:
    """A new order, due after the day it is issued."""
    ahead(order.due_on, order.issued_on)
    begun = order.model_copy(
        update={"history": noted((), cause, "issue", order.status, f"期限：{order.due_on}")}
    )
    return Change(begun, [_said(key, begun)])


def acknowledge(key: str, order: SupervisionOrder, cause: Cause) -> Change[SupervisionOrder]:
    """签收: the unit has it."""
    return _moved(key, order, "acknowledge", cause)


def reply(
    key: str,
    order: SupervisionOrder,
    text: str,
    today: date,
    cause: Cause,
    photos: Sequence[FileRef] = (),
) -> Change[SupervisionOrder]:
    """The unit answers; somebody else verifies it."""
    if len(order.replies) >= MOST_ANSWERS:
        raise too_many_answers()
    said = Reply(on=today, text=text, by=cause.actor, photos=tuple(photos))
    return _moved(key, order, "reply", cause, text[:200], replies=(*order.replies, said))


def verify(
    key: str,
    order: SupervisionOrder,
    passed: bool,
    note: str,
    due_on: date | None,
    today: date,
    cause: Cause,
) -> Change[SupervisionOrder]:
    """核实 by another person than who answered; what does not hold goes back with a new day."""
    ORDER_TABLE.move(order.status, "verify")
    if order.replies and order.replies[-1].by == cause.actor:
        raise Invalid(
            "verified-by-author",
            "核实人不能是答复人。",
            "An answer is verified by somebody who did not give it.",
        )
    if passed:
        return _moved(key, order, "verify", cause, note)
    update = {"due_on": ahead(due_on, today), "level": Level.DEPARTMENT}
    return _moved(key, order, "send_back", cause, f"{note}（期限：{due_on}）", **update)


def close(key: str, order: SupervisionOrder, cause: Cause) -> Change[SupervisionOrder]:
    """销号: what was ordered is done."""
    return _moved(key, order, "close", cause)


def withdraw(
    key: str, order: SupervisionOrder, reason: str, cause: Cause
) -> Change[SupervisionOrder]:
    """撤回 with a reason, before it was answered: it was issued by mistake."""
    return _moved(key, order, "withdraw", cause, reason)


def extend(
    key: str, order: SupervisionOrder, reason: str, due_on: date, today: date, cause: Cause
) -> Change[SupervisionOrder]:
    """What office or consultation made of it: in words, with a new day. It stays on that desk."""
    ORDER_TABLE.move(order.status, "extend")
    if order.level is Level.DEPARTMENT:
        raise WrongState(
            "not-late",
            "责任单位的答复期限还没有过。",
            "The term of the unit has not passed.",
        )
    ahead(due_on, today)
    return _moved(key, order, "extend", cause, f"{reason}（期限：{due_on}）", due_on=due_on)


def escalate(
    key: str, order: SupervisionOrder, over: date, due_on: date, cause: Cause
) -> Change[SupervisionOrder]:
    """The day ``over`` has passed without an answer: one level up, with a term of its own.

    Nothing where it was answered, put off or has come to the consultation already.
    """
    if order.status not in OWED or order.due_on > over or order.level not in UP:
        return Change(order)
    level = UP[order.level]
    return _moved(key, order, "escalate", cause, f"{over} 到期", level=level, due_on=due_on)


def overdue(order: SupervisionOrder, today: date) -> bool:
    """Whether it is owed and late: it went up, or its day is over."""
    return order.status in OWED and (order.level is not Level.DEPARTMENT or order.due_on < today)


def _moved(
    key: str, order: SupervisionOrder, action: str, cause: Cause, note: str = "", **update: Any
) -> Change[SupervisionOrder]:
    status = OrderStatus(ORDER_TABLE.move(order.status, action))
    history = noted(order.history, cause, action, status, note)
    moved = order.model_copy(update={**update, "status": status, "history": history})
    return Change(moved, [_said(key, moved)])


def _said(key: str, order: SupervisionOrder) -> OrderStageChanged:
    return OrderStageChanged(
        order=key,
        project=order.project,
        cycle=order.cycle,
        status=order.status,
        level=order.level,
        due_on=order.due_on.isoformat(),
    )
