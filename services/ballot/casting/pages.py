"""The vote on a phone: choose, look again, cast. Works on an old phone without JavaScript.

Both routes are tagged ``unlogged``. The form carries no ``csrf()``: no cookie takes part in it, so
another site could do nothing that it could not do by itself, and it would need the slip.
"""

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from chassis.core.documents import Found
from chassis.core.errors import NotFound, Problem
from chassis.web.ask import UNLOGGED, Ask, anyone
from chassis.web.forms import text_of, texts_of
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks
from services.ballot.ballot.domain.modes import least_places, most_places
from services.ballot.casting.casting import ballot_of, cast_paper
from services.ballot.casting.marking import check_marks
from services.ballot.session.queries import session_in_progress
from services.ballot.session.settling import session_of
from services.ballot.showing import show
from services.ballot.slips.credential import read_code

vote_pages = APIRouter(prefix="/ballot/vote/{street}", include_in_schema=False, tags=[UNLOGGED])

Voter = Annotated[Ask, anyone("ballot")]


@vote_pages.get("")
async def get_open_vote(ask: Voter) -> Response:
    """The short address that can be typed: leads to the ballot that is open in the street now."""
    now = await session_in_progress(ask.ctx, ask.street)
    if now is None:
        return await show(ask, "not_open.html", status="PREPARED")
    return RedirectResponse(f"/ballot/vote/{ask.street}/{now.state.ballot}", 303)


@vote_pages.get("/{which}")
async def get_vote(ask: Voter, which: str) -> Response:
    """The paper. ``which`` is a ballot, or a session as the printed slips name it."""
    return await _paper(ask, which)


@vote_pages.post("/{which}")
async def post_vote(ask: Voter, which: str) -> Response:
    """Look again (``step=review``), change (``edit``) or cast (``cast``)."""
    form = await ask.request.form()
    code, step = text_of(form, "code")[:40], text_of(form, "step")
    marks = _marks(form)
    if step == "edit":
        return await _paper(ask, which, code, marks)
    try:
        found = await _ballot(ask, which)
        if step == "cast":
            await cast_paper(ask, found.id, code, marks)
            return await show(ask, "thanks.html")
        code = read_code(code)
        check_marks(found.state, marks)
    except Problem as problem:
        return await _paper(ask, which, code, marks, problem)
    return await show(ask, "review.html", which=which, code=code, **_choices(found.state, marks))


def _marks(form: FormData) -> Marks:
    """What stands in the form: ticks, and what is written beside an item (``w-<item>``)."""
    pairs = [(name[2:66], plain(text)) for name, text in form.multi_items() if name[:2] == "w-"]
    written = {item: text for item, text in pairs[:100] if text}
    return Marks.of(texts_of(form, "votes_for")[:100], written=written)


def plain(typed: object) -> str:
    """What somebody typed into a small field: ``２`` is 2."""
    return unicodedata.normalize("NFKC", str(typed)).strip()[:20]


async def _paper(
    ask: Ask,
    which: str,
    code: str = "",
    marks: Marks | None = None,
    problem: Problem | None = None,
) -> Response:
    found = await _ballot(ask, which)
    if found.state.rules.mode == "SECRET_PAPER" or not found.state.voting_open:
        return await show(ask, "not_open.html", problem=problem, status=found.state.status)
    choices = _choices(found.state, marks or Marks())
    return await show(ask, "vote.html", problem=problem, which=which, code=code, **choices)


def _choices(ballot: Ballot, marks: Marks) -> dict[str, Any]:
    race = ballot.round.race
    return {
        "items": [item for item in ballot.items if item.candidate in race.candidates],
        "chosen": list(marks.votes_for),
        "written": marks.written,
        "ranking": [item for item in ranked(marks) if item in race.candidates],
        "seats": race.seats,
        "round": ballot.round,
        "method": ballot.method,
        "places": most_places(ballot.rules, race),
        "least": least_places(ballot.rules, race),
        "grades": ballot.rules.satisfaction.grades,
        "amount": ballot.rules.budget.amount,
    }


def ranked(marks: Marks) -> list[str]:
    """The items that bear a number, by it; whatever else was typed is left out."""
    numbers = {item: int(text) for item, text in marks.written.items() if text.isdecimal()}
    return sorted(numbers, key=numbers.__getitem__)


async def _ballot(ask: Ask, which: str) -> Found[Ballot]:
    try:
        return await ballot_of(ask.ctx, ask.street, which)
    except NotFound:
        session = await session_of(ask.ctx, ask.street, which)
    if not session.state.ballot:
        raise NotFound(
            "no-ballot-yet",
            "票决尚未开始，请在会场等候通知，稍后刷新本页。",
            "The ballot has not begun; wait for the announcement and reload this page.",
        )
    return await ballot_of(ask.ctx, ask.street, session.state.ballot)
