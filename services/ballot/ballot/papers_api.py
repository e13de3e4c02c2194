"""Downloads of the official papers of a session, each as PDF and as DOCX."""

from fastapi import APIRouter, Response

from chassis.rooms.anchors import paper_answer
from chassis.rooms.copies import charter_of
from services.ballot.ballot import papers, queries
from services.ballot.ballot.paper_sheet import ballot_paper
from services.ballot.casting.casting import ballot_of
from services.ballot.member.queries import members_called
from services.ballot.roles import Anyone, Staff
from services.ballot.roll.queries import whole_roll
from services.ballot.session.settling import session_of

papers_api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@papers_api.get("/ballots/{ballot}/announcement.pdf")
@papers_api.get("/ballots/{ballot}/announcement.docx")
async def get_announcement(ask: Anyone, ballot: str) -> Response:
    """票决结果公告, once the result is announced. Public."""
    told, session = await queries.announced_ballot(ask.ctx, ask.street, ballot)
    charter = await charter_of(ask.ctx, ask.street)
    return await paper_answer(ask, papers.announcement(charter, session, told))


@papers_api.get("/ballots/{ballot}/report.pdf")
@papers_api.get("/ballots/{ballot}/report.docx")
async def get_report(ask: Staff, ballot: str) -> Response:
    """监票报告单, for the scrutineers to sign."""
    counted, session = await queries.counted_ballot(ask.ctx, ask.street, ballot)
    charter = await charter_of(ask.ctx, ask.street)
    return await paper_answer(ask, papers.count_sheet(charter, session, counted))


@papers_api.get("/ballots/{ballot}/paper.pdf")
@papers_api.get("/ballots/{ballot}/paper.docx")
async def get_ballot_paper(ask: Staff, ballot: str) -> Response:
    """票决票, for those who vote on paper."""
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    session = (await session_of(ask.ctx, ask.street, state.session)).state
    charter = await charter_of(ask.ctx, ask.street)
    return await paper_answer(ask, ballot_paper(charter, session, state))


@papers_api.get("/sessions/{session}/sign-in.pdf")
@papers_api.get("/sessions/{session}/sign-in.docx")
async def get_sign_in(ask: Staff, session: str) -> Response:
    """签到表: everybody in office with room to sign, and who came so far."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    roll = [one.state for one in await whole_roll(ask.ctx, ask.street, session)]
    members = await members_called(ask.ctx, ask.street, found)
    charter = await charter_of(ask.ctx, ask.street)
    return await paper_answer(ask, papers.sign_in_sheet(charter, found, members, roll))


@papers_api.get("/sessions/{session}/left.pdf")
@papers_api.get("/sessions/{session}/left.docx")
async def get_early_leavers(ask: Staff, session: str) -> Response:
    """提前离席名单: who left before the end, when, and by whose word."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    roll = [one.state for one in await whole_roll(ask.ctx, ask.street, session)]
    charter = await charter_of(ask.ctx, ask.street)
    return await paper_answer(ask, papers.early_leavers(charter, found, roll))
