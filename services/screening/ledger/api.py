"""The ledger as JSON: its legs, the funnel (E-27, E-28); the minutes as PDF and DOCX."""

from fastapi import APIRouter, Response

from chassis.rooms.anchors import anchored
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import Table, form_of, paper_response
from chassis.web.ask import Ask
from contracts.charter import Work
from services.screening.candidate.papers import rulings
from services.screening.candidate.queries import candidates_of
from services.screening.ledger.domain.ledger import Ledger, LegState, Meeting
from services.screening.ledger.papers import minutes
from services.screening.ledger.queries import funnel, gaps_of, ledger_of, meeting_in
from services.screening.ledger.views import FunnelView, LedgerView, funnel_view, ledger_view
from services.screening.releasing import Anyone

api = APIRouter(prefix="/screening/api/streets/{street}/cycles/{cycle}", tags=["screening"])


@api.get("")
async def get_cycle(ask: Anyone, cycle: str) -> LedgerView:
    """The ledger of a cycle with what is missing in the open leg. Public (W-10)."""
    found = await ledger_of(ask.ctx, ask.street, cycle)
    return ledger_view(found, await gaps_of(ask.ctx, ask.street, found.state))


@api.get("/funnel")
async def get_funnel(ask: Anyone, cycle: str) -> FunnelView:
    """The figures of the funnel (E-28). Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    return funnel_view(funnel(ledger), ledger.reserve)


@api.get("/meetings/{meeting}/minutes.pdf")
@api.get("/meetings/{meeting}/minutes.docx")
async def get_minutes(ask: Anyone, cycle: str, meeting: str) -> Response:
    """会议纪要 of one meeting. Public, as the ledger is (W-10)."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    leg, found = meeting_in(ledger, meeting)
    table = await _rulings(ask, ledger, leg, found)
    paper = minutes(await charter_of(ask.ctx, ask.street), ledger, leg, found, table)
    paper = await anchored(ask.ctx, ask.street, paper)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


async def _rulings(ask: Ask, ledger: Ledger, leg: LegState, meeting: Meeting) -> Table | None:
    """What was ruled item by item, under the last meeting of the leg that decides (E-24)."""
    if Work.DECIDE not in leg.works or meeting != leg.meetings[-1]:
        return None
    everyone = await candidates_of(ask.ctx, ask.street, ledger.cycle)
    return rulings([one.state for one in everyone])
