"""Ballots over HTTP: what is read of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Page, Paging, tagged
from services.ballot.ballot import queries
from services.ballot.ballot.views import BallotView
from services.ballot.roles import Anyone

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/ballots")
async def get_ballots(
    paging: Paging, ask: Anyone, cycle: Annotated[str, Query(max_length=64)] = ""
) -> Page[BallotView]:
    """Ballots of the street."""
    found = await queries.list_ballots(ask.ctx, ask.street, cycle, paging.after, paging.limit)
    seen = [await queries.seen_by(ask.ctx, ask.street, one, ask.person) for one in found.items]
    return Page(items=seen, next=found.next)


@api.get("/ballots/{ballot}")
async def get_ballot(ballot: str, ask: Anyone, response: Response) -> BallotView:
    """One ballot; its figures for officials after the count, for all after the announcement."""
    view = await queries.read_ballot(ask.ctx, ask.street, ballot, ask.person)
    tagged(response, view.version)
    return view


@api.get("/ballots/{ballot}/result.xlsx")
async def get_result_sheet(ballot: str, ask: Anyone) -> Response:
    """票决结果 as a workbook."""
    columns, rows = await queries.result_rows(ask.ctx, ask.street, ballot, ask.person)
    mark = ask.ctx.settings.mark
    return sheet_response("票决结果.xlsx", write_table("票决结果", columns, rows, mark=mark))
