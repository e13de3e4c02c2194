"""Proposals as JSON and as a workbook: lists, one, its trace (E-24, E-29)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Page, Paging
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.candidate.queries import candidates_of, listed, trace_of
from services.screening.candidate.sheets import candidate_sheet
from services.screening.candidate.views import (
    CandidateRow,
    CandidateView,
    TraceView,
    candidate_row,
    candidate_view,
    trace_view,
)
from services.screening.kinds import CANDIDATES
from services.screening.ledger.domain.slate import approved_by
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.roles import is_staff

api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@api.get("/cycles/{cycle}/candidates")
async def get_candidates(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    status: Annotated[CandidateStatus | None, Query()] = None,
) -> Page[CandidateRow]:
    """Alternatives and candidates of a cycle by number. Public (W-10)."""
    where = listed(cycle, status)
    page = await ask.ctx.store.find(
        CANDIDATES, ask.street, where, after=paging.after, limit=paging.limit
    )
    return Page(items=[candidate_row(one) for one in page.items], next=page.next)


@api.get("/cycles/{cycle}/candidates.xlsx")
async def get_candidates_sheet(ask: Anyone, cycle: str) -> Response:
    """候选项目表 as a workbook. Public."""
    await ledger_of(ask.ctx, ask.street, cycle)
    charter = await charter_of(ask.ctx, ask.street)
    found = await candidates_of(ask.ctx, ask.street, cycle)
    data = candidate_sheet(found, charter.criteria, ask.ctx.settings.mark)
    return sheet_response(f"候选项目表-{cycle}.xlsx", data)


@api.get("/candidates/{candidate}")
async def get_candidate(ask: Anyone, candidate: str) -> CandidateView:
    """A proposal with its sources, criteria, decision and opinions. Public."""
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)
    return candidate_view(trace, approved_by(ledger.state), is_staff(ask))


@api.get("/candidates/{candidate}/trace")
async def get_trace(ask: Anyone, candidate: str) -> TraceView:
    """From a project back to its suggestions and forum (E-29). Public."""
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)
    return trace_view(trace, approved_by(ledger.state), is_staff(ask))
