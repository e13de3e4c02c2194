"""校验号公示: the public board of used tags, and whether one's own paper was counted.

Tagged ``unlogged``: nobody learns who asked about which code. The code is read and forgotten.
"""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.errors import Problem
from chassis.web.ask import UNLOGGED, Ask, anyone
from chassis.web.forms import text_of
from services.ballot.ballot.domain.guard import tells_papers
from services.ballot.bundle.contents import board
from services.ballot.bundle.reading import announced, boxes_of, counted_in
from services.ballot.bundle.sums import is_summed
from services.ballot.session.settling import session_of
from services.ballot.showing import show

board_pages = APIRouter(
    prefix="/ballot/board/{street}/{ballot}", include_in_schema=False, tags=[UNLOGGED]
)
Voter = Annotated[Ask, anyone("ballot")]


@board_pages.get("")
async def get_board(ask: Voter, ballot: str) -> Response:
    """The tags of all papers that were counted, sorted, round by round."""
    return await _page(ask, ballot)


@board_pages.post("")
async def post_board(ask: Voter, ballot: str) -> Response:
    """查我的票是否计入: by the code of a coupon, which stands nowhere afterwards."""
    code = text_of(await ask.request.form(), "code")[:40]
    state = await announced(ask.ctx, ask.street, ballot)
    try:
        number = await counted_in(ask.ctx, ask.street, ballot, state, code)
    except Problem as problem:
        return await _page(ask, ballot, problem=problem)
    return await _page(ask, ballot, counted=number)


async def _page(
    ask: Ask, ballot_id: str, *, counted: int = 0, problem: Problem | None = None
) -> Response:
    state = await announced(ask.ctx, ask.street, ballot_id)
    boxes = await boxes_of(ask.ctx, ask.street, ballot_id, state)
    response = await show(
        ask,
        "board.html",
        problem=problem,
        ballot_id=ballot_id,
        ballot=state,
        session=(await session_of(ask.ctx, ask.street, state.session)).state,
        summed=is_summed(state),
        polled=not is_summed(state) and tells_papers(state, state.rounds[0]),
        boards=[(one.number, board(boxes[one.number])) for one in state.rounds],
        counted=counted,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
