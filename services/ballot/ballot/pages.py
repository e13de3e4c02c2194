"""Printed sheets of a ballot: ballot paper, count report, announced result."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.digests import grouped
from chassis.rooms.copies import charter_of
from services.ballot.ballot import paper_sheet, queries
from services.ballot.ballot.columns import round_rows, table_of
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.figures import figures
from services.ballot.ballot.papers import officers_of
from services.ballot.casting.casting import ballot_of
from services.ballot.roles import Anyone, Staff
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.showing import show

paper_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@paper_pages.get("/ballots/{ballot}/paper")
async def get_ballot_paper(ask: Staff, ballot: str) -> Response:
    """票决票, for those who vote on paper: of the round that is open, due, or still to come."""
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    session = (await session_of(ask.ctx, ask.street, state.session)).state
    number, race = paper_sheet.race_to_print(state)
    return await show(
        ask,
        "ballot_paper.html",
        ballot_id=ballot,
        ballot=state,
        session=session,
        items=paper_sheet.items_of(state, race),
        boxes=paper_sheet.columns_to_mark(state),
        how_to=paper_sheet.how_to(state, race),
        name=paper_sheet.NAMES[state.method],
        year=state.year,
        round_no=number,
    )


@paper_pages.get("/ballots/{ballot}/report")
async def get_report(ask: Staff, ballot: str) -> Response:
    """监票报告单, for the scrutineers to sign."""
    counted, session = await queries.counted_ballot(ask.ctx, ask.street, ballot)
    signers = officers_of(counted, await charter_of(ask.ctx, ask.street))
    return await show(
        ask, "report.html", ballot_id=ballot, signers=signers, **_of(counted, session, whole=True)
    )


@paper_pages.get("/ballots/{ballot}/announcement")
async def get_announcement(ask: Anyone, ballot: str) -> Response:
    """票决结果公告, once the result is announced."""
    told, session = await queries.announced_ballot(ask.ctx, ask.street, ballot)
    return await show(ask, "announcement.html", ballot_id=ballot, **_of(told, session, whole=False))


def _of(ballot: Ballot, session: Session, *, whole: bool) -> dict[str, Any]:
    found = figures(ballot, whole)
    return {
        "ballot": ballot,
        "session": session,
        "figures": found,
        "rows": {one.number: round_rows(ballot, one) for one in found.rounds},
        "titles": {item.candidate: item for item in ballot.items},
        "grouped": grouped,
        **table_of(ballot, found),
    }
