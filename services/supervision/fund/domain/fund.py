"""A project's money in whole yuan (W-17): where it comes from, what was paid to whom for what."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from chassis.core.decision import Cause, Change, State
from chassis.core.errors import Invalid, NotFound, WrongState
from chassis.rooms.files.reference import FileRef, add_files
from services.supervision.project.domain.project import Plan, Project
from services.supervision.trail.domain import acting_role

MAX_SOURCES = 12
MAX_PAYMENTS = 100
MAX_RECEIPTS = 3


class Payee(StrEnum):
    """Who was paid, as a kind only: no name of a person or an account is kept."""

    BUILDER = "BUILDER"
    SUPPLIER = "SUPPLIER"
    SERVICE = "SERVICE"
    DESIGN = "DESIGN"
    LABOUR = "LABOUR"
    OTHER = "OTHER"


class Source(State):
    """A source of funds, by its code or in the street's own words, with what it gives."""

    name: str
    yuan: int


class Payment(State):
    """One payment. ``reason``: why it goes beyond the plan; ``cancelled``: why it does not count.

    ``role`` of who noted it is public, ``by`` (a subject) for the trail.
    """

    id: str
    paid_on: date
    yuan: int
    payee: Payee
    purpose: str
    reason: str = ""
    cancelled: str = ""
    role: str = ""
    by: str = ""
    receipts: tuple[FileRef, ...] = ()


class Fund(State):
    """Sources and payments of one project."""

    sources: tuple[Source, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def paid(self) -> int:
        """What was paid, without cancelled payments."""
        return sum(one.yuan for one in self.payments if not one.cancelled)

    @property
    def raised(self) -> int:
        """What all sources give together."""
        return sum(one.yuan for one in self.sources)


def planned_of(project: Project) -> Plan:
    """The plan whose money it is. Raises ``WrongState`` before there is one."""
    if project.plan is None:
        raise WrongState("no-plan", "请先排定推进计划。", "The project has no plan yet.")
    return project.plan


def set_sources(fund: Fund, sources: Sequence[Source], plan: Plan) -> Change[Fund]:
    """The sources, which together give what the plan needs. Raises ``Invalid``."""
    given = sum(one.yuan for one in sources)
    if given != plan.budget_yuan:
        zh = f"各项来源合计 {given:,} 元，与计划资金 {plan.budget_yuan:,} 元不符。"
        en = f"The sources give {given:,} yuan, the plan needs {plan.budget_yuan:,}."
        raise Invalid("sources-sum", zh, en, [{"field": "sources", "zh": zh, "en": en}])
    names = [one.name for one in sources]
    if len(set(names)) < len(names):
        raise Invalid("source-twice", "同一来源请合并成一行。", "A source is given twice.")
    return Change(fund.model_copy(update={"sources": tuple(sources)}))


def pay(
    fund: Fund,
    payment: Payment,
    project: Project,
    rule: Literal["REASON", "REFUSE"],
    today: date,
    cause: Cause,
) -> Change[Fund]:
    """Note a payment; beyond the plan it is refused or needs a reason, as the charter says."""
    plan = planned_of(project)
    if not project.announced_on <= payment.paid_on <= today:
        raise Invalid(
            "paid-on",
            "付款日期须在结果公告日与今天之间。",
            "A payment lies between the announcement and today.",
        )
    if len(fund.payments) >= MAX_PAYMENTS:
        raise Invalid(
            "too-many-payments",
            f"一个项目最多登记 {MAX_PAYMENTS} 笔付款。",
            f"A project has at most {MAX_PAYMENTS} payments.",
        )
    _check_plan(fund.paid + payment.yuan - plan.budget_yuan, payment.reason, rule)
    noted = payment.model_copy(update={"role": acting_role(cause), "by": cause.actor})
    return Change(fund.model_copy(update={"payments": (*fund.payments, noted)}))


def _check_plan(over: int, reason: str, rule: Literal["REASON", "REFUSE"]) -> None:
    if over <= 0:
        return
    zh, en = f"付款后将超出计划资金 {over:,} 元", f"{over:,} yuan more than planned would be paid"
    if rule == "REFUSE":
        raise WrongState(
            "overspent",
            f"{zh}，请先申请变更计划。",
            f"{en}; ask for a change of plan first.",
        )
    if not reason:
        zh = f"{zh}，请写明理由。"
        row = {"field": "reason", "zh": zh, "en": f"{en}: give the reason."}
        raise Invalid("overspend-reason", zh, row["en"], [row])


def cancel(fund: Fund, payment: str, reason: str) -> Change[Fund]:
    """红冲: a payment that was noted wrongly stays in sight and does not count any more."""
    one = payment_of(fund, payment)
    if one.cancelled:
        raise WrongState("payment-cancelled", "这笔付款已冲销。", "This payment is cancelled.")
    return _replaced(fund, one.model_copy(update={"cancelled": reason}))


def add_receipts(fund: Fund, payment: str, files: Sequence[FileRef]) -> Change[Fund]:
    """Receipts of a payment, for the staff."""
    one = payment_of(fund, payment)
    receipts = add_files(one.receipts, files, MAX_RECEIPTS)
    return _replaced(fund, one.model_copy(update={"receipts": receipts}))


def payment_of(fund: Fund, payment: str) -> Payment:
    """The payment of this id. Raises ``NotFound``."""
    found = next((one for one in fund.payments if one.id == payment), None)
    if found is None:
        raise NotFound("unknown-payment", "没有这笔付款。", "There is no such payment.")
    return found


def receipts_of(fund: Fund) -> list[FileRef]:
    """Every receipt of every payment."""
    return [file for one in fund.payments for file in one.receipts]


def _replaced(fund: Fund, new: Payment) -> Change[Fund]:
    payments = tuple(new if one.id == new.id else one for one in fund.payments)
    return Change(fund.model_copy(update={"payments": payments}))
