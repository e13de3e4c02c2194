"""Printed sheets: slips, ballot paper, attendance sheet, count report, announced result."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.errors import Problem
from chassis.web.ask import UNKEPT
from chassis.web.forms import read_form
from services.ballot import queries
from services.ballot.actions.casting import ballot_of
from services.ballot.actions.sessions import print_slips, session_of
from services.ballot.api.people import Anyone, Operator, Staff
from services.ballot.api.sessions import Slips, vote_address
from services.ballot.ballot_views import figures
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.session import Session
from services.ballot.pages.sessions import session_page
from services.ballot.pages.showing import show
from services.ballot.qr import qr_svg
from services.ballot.views import local_minute

paper_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@paper_pages.post("/sessions/{session}/slips", tags=[UNKEPT])
async def post_slips(ask: Operator, session: str) -> Response:
    """Print fresh slips; this sheet is the only place where they ever stand."""
    form = await ask.request.form()
    try:
        number = read_form(form, Slips).seats
        cause = ask.cause("print_slips")
        codes = await print_slips(ask.ctx, ask.street, session, number, cause)
    except Problem as problem:
        return await session_page(ask, session, problem)
    address = vote_address(ask.request, ask, session)
    slips = [(code, qr_svg(f"{address}#{code}")) for code in codes]
    found = (await session_of(ask.ctx, ask.street, session)).state
    response = await show(
        ask,
        "slips.html",
        slips=slips,
        session=found,
        session_id=session,
        address=address.rpartition("/")[0],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@paper_pages.get("/sessions/{session}/roll/print")
async def get_roll_print(ask: Staff, session: str) -> Response:
    """签到表."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    roll = await queries.whole_roll(ask.ctx, ask.street, session)
    members = await queries.members_in_office(ask.ctx, ask.street)
    return await show(
        ask,
        "roll_print.html",
        session=found,
        session_id=session,
        members=members,
        here={one.state.member: one.state for one in roll if one.state.voting},
        guests=[one.state for one in roll if not one.state.voting],
        local=local_minute,
    )


@paper_pages.get("/ballots/{ballot}/paper")
async def get_ballot_paper(ask: Staff, ballot: str) -> Response:
    """票决票, for those who vote on paper: of the round that is open, due, or still to come."""
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    session = (await session_of(ask.ctx, ask.street, state.session)).state
    race = state.next_race or (state.round.race if state.rounds else None)
    return await show(
        ask,
        "ballot_paper.html",
        ballot=state,
        session=session,
        items=[i for i in state.items if race is None or i.candidate in race.candidates],
        seats=race.seats if race else state.rules.seats,
        round_no=len(state.rounds) + (1 if state.next_race else 0),
    )


@paper_pages.get("/ballots/{ballot}/report")
async def get_report(ask: Staff, ballot: str) -> Response:
    """监票报告单, for the scrutineers to sign."""
    counted, session = await queries.counted_ballot(ask.ctx, ask.street, ballot)
    return await show(ask, "report.html", ballot_id=ballot, **_of(counted, session, whole=True))


@paper_pages.get("/ballots/{ballot}/announcement")
async def get_announcement(ask: Anyone, ballot: str) -> Response:
    """票决结果公告, once the result is announced."""
    told, session = await queries.announced_ballot(ask.ctx, ask.street, ballot)
    return await show(ask, "announcement.html", ballot_id=ballot, **_of(told, session, whole=False))


def _of(ballot: Ballot, session: Session, *, whole: bool) -> dict[str, Any]:
    return {
        "ballot": ballot,
        "session": session,
        "figures": figures(ballot, whole),
        "titles": {item.candidate: item for item in ballot.items},
        "pass_line": ballot.pass_line,
    }
