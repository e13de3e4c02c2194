"""What is sent with a project's money."""

from datetime import date
from typing import Annotated, Any

from fastapi import UploadFile
from pydantic import Field
from starlette.datastructures import FormData

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Area, Files, Hint, Label, Lines, Options
from services.supervision import labels
from services.supervision.bodies import Maybe, Short, Yuan
from services.supervision.cells import bad_line, cell, rows_of, whole
from services.supervision.fund.domain.fund import MAX_SOURCES, Payee


class NewSource(Body):
    """A source of funds with whole yuan."""

    name: Annotated[Short, PUBLIC]
    yuan: Annotated[int, Field(ge=1, le=10**10)]


class Sources(Body):
    """All sources of a project; together they give what the plan needs."""

    sources: Annotated[
        list[NewSource],
        Field(min_length=1, max_length=MAX_SOURCES),
        Label("资金来源", "Sources"),
        Hint(
            "一行一项：来源 | 金额（元），合计须等于计划资金，例如“街道自筹 | 30000”。",
            "One a line: source | yuan; together what the plan needs.",
        ),
        Lines(3),
    ]


class NewPayment(Body):
    """A payment: to a kind of payee, never to a name."""

    paid_on: Annotated[date | None, Label("付款日期（不填为今天）", "Paid on (today)")] = None
    yuan: Annotated[Yuan, Field(ge=1), Label("金额（元）", "Amount (yuan)")]
    payee: Annotated[Payee, Label("收款方类型", "Kind of payee"), Options("payees")]
    purpose: Annotated[
        Short,
        Label("用途", "For what"),
        Hint("公开显示，请不要写姓名和账号。", "Shown to all; no names, no accounts."),
        PUBLIC,
    ]
    reason: Annotated[
        Maybe,
        Label("超出计划的理由", "Reason for going beyond the plan"),
        Hint("付款超出计划资金时填写，公开显示。", "Where more than planned is paid; public."),
        PUBLIC,
        Area(2),
    ] = ""


class Receipts(Body):
    """Receipts of a payment."""

    attachments: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("凭证", "Receipts"),
        Hint(
            "PDF、Word 或 Excel，最多 3 个；只有工作人员能看到。",
            "PDF, Word or Excel, up to 3; only the staff see them.",
        ),
        Files(".pdf,.docx,.xlsx"),
    ]


CODES = {zh: code for code, (zh, _) in labels.FUNDINGS.items()}
"""Words of the usual sources → their codes."""


def sources_of(form: FormData) -> dict[str, list[dict[str, Any]]]:
    """The sources as people write them. Raises ``Invalid`` with the line that cannot be read."""
    return {"sources": [_source(n, row) for n, row in enumerate(rows_of(form, "sources"), start=1)]}


def _source(number: int, row: list[str]) -> dict[str, Any]:
    yuan = whole(cell(row, 1))
    if not row[0] or not yuan:
        zh = "请写成“来源 | 金额”，金额为整数元。"
        raise bad_line("sources", number, zh, "write: source | whole yuan.")
    return {"name": CODES.get(row[0], row[0]), "yuan": yuan}
