"""A project's money as JSON, and its receipts for the staff."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from chassis.rooms.files.serving import file_response
from chassis.web.ask import Ask, asked
from services.supervision.beside import beside
from services.supervision.fund.commands import EMPTY, KEPT
from services.supervision.fund.domain.fund import receipts_of
from services.supervision.kinds import FUNDS
from services.supervision.project.queries import project_of
from services.supervision.roles import STAFF, Anyone

fund_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


class SourceView(BaseModel):
    """A source of funds."""

    name: str
    yuan: int


class PaymentView(BaseModel):
    """A payment to a kind of payee; a cancelled one does not count."""

    id: str
    paid_on: date
    yuan: int
    payee: str
    purpose: str
    reason: str
    cancelled: str


class FundView(BaseModel):
    """Planned (0 before there is a plan), raised and paid in whole yuan."""

    version: int
    planned_yuan: int
    raised_yuan: int
    paid_yuan: int
    sources: list[SourceView]
    payments: list[PaymentView]


@fund_api.get("/projects/{project}/funds")
async def get_funds(project: str, ask: Anyone) -> FundView:
    """Sources and payments, public without the receipts."""
    plan = (await project_of(ask.ctx, ask.street, project)).state.plan
    found = await beside(ask.ctx, FUNDS, ask.street, project, EMPTY)
    return FundView(
        version=found.version,
        planned_yuan=plan.budget_yuan if plan else 0,
        raised_yuan=found.state.raised,
        paid_yuan=found.state.paid,
        sources=[SourceView(**one.model_dump()) for one in found.state.sources],
        payments=[
            PaymentView(**one.model_dump(include={*PaymentView.model_fields}))
            for one in found.state.payments
        ],
    )


@fund_api.get("/projects/{project}/funds/receipts/{receipt}")
async def get_receipt(
    project: str, receipt: str, ask: Annotated[Ask, asked("supervision", *STAFF)]
) -> StreamingResponse:
    """A receipt, for the staff."""
    found = await beside(ask.ctx, FUNDS, ask.street, project, EMPTY)
    owner, files = KEPT.owner(ask.street, project), receipts_of(found.state)
    return await file_response(ask.ctx, owner, files, receipt, public=False)
