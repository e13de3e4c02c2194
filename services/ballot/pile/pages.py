"""A teller's desk: the paper votes of a sealed round, typed apart by up to three people.

Works without JavaScript. What was typed stands in the form again after every answer, a refusal and
a reload, never in an address: it is kept with the pile until that is put away.
"""

import secrets
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.core.errors import Invalid, Problem
from chassis.web.ask import UNKEPT, Ask
from chassis.web.command_routes import check_guards
from chassis.web.forms import text_of
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.casting.casting import ballot_of
from services.ballot.pile.domain import Pile, bad_pile
from services.ballot.pile.entering import (
    MOST,
    Row,
    blank_rows,
    drafted,
    filled,
    rows_of,
    rows_sent,
    sheet_of,
)
from services.ballot.pile.reading import PileAnswer, TypedPaper, keep_draft, key_of, type_pile
from services.ballot.roles import Reader
from services.ballot.session.settling import session_of
from services.ballot.showing import show
from services.ballot.slips.credential import read_code

pile_pages = APIRouter(
    prefix="/ballot/streets/{street}/ballots/{ballot}/pile", include_in_schema=False, tags=[UNKEPT]
)


@pile_pages.get("")
async def get_pile(
    ask: Reader, ballot: str, papers: Annotated[int, Query(ge=0, le=MOST)] = 0
) -> Response:
    """What this person typed so far, or the question how many papers lie in the box."""
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    pile, _ = await _pile(ask, ballot, state)
    before = rows_of(pile.drafts.get(ask.person.sub, ())) if pile else []
    return await _page(ask, ballot, blank_rows(papers, before))


@pile_pages.post("")
async def post_pile(ask: Reader, ballot: str) -> Response:
    """One person's reading of the pile."""
    form = await ask.request.form()
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    rows = rows_sent(form, sheet_of(state))
    try:
        check_guards(ask)
        await _keep(ask, ballot, rows)
        typed = [] if text_of(form, "none") else _typed(state, filled(rows))
        cause = ask.cause("type_pile")
        answer = await type_pile(ask.ctx, ask.street, ballot, typed, ask.person.sub, cause)
    except Problem as problem:
        return await _page(ask, ballot, rows, problem=_placed(problem, rows))
    return await _page(ask, ballot, rows, answer=answer)


@pile_pages.post("/draft", status_code=204)
async def post_draft(ask: Reader, ballot: str) -> Response:
    """Keep what stands in the form, while it is typed."""
    state = (await ballot_of(ask.ctx, ask.street, ballot)).state
    form = await ask.request.form()
    await _keep(ask, ballot, rows_sent(form, sheet_of(state)))
    return Response(status_code=204)


async def _keep(ask: Ask, ballot_id: str, rows: Sequence[Row]) -> None:
    # A cause of its own each time: the same form is kept again and again.
    cause = ask.cause("keep_draft").part(secrets.token_hex(8))
    await keep_draft(ask.ctx, ask.street, ballot_id, ask.person.sub, drafted(rows), cause)


def _typed(ballot: Ballot, rows: Sequence[Row]) -> list[TypedPaper]:
    wrong = [found for n, row in enumerate(rows, 1) for found in _doubts(ballot, n, row)]
    if wrong:
        raise bad_pile(wrong)
    return [TypedPaper(row.code, row.marks) for row in rows]


def _doubts(ballot: Ballot, n: int, row: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"row": n, "zh": f"本轮没有 {one} 号项目", "en": f"there is no number {one} in this round"}
        if ballot.method in ("SEATS", "BUDGET")
        else {"row": n, "zh": f"“{one}”有误", "en": f"“{one}” is wrong here"}
        for one in row.wrong
    ]
    try:
        read_code(row.code)
    except Invalid as problem:
        found.append({"row": n, "zh": problem.zh, "en": problem.en})
    return found


def _code(text: str) -> str:
    """The code; nothing where it is none."""
    try:
        return read_code(text)
    except Invalid:
        return ""


def _placed(problem: Problem, rows: list[Row]) -> Problem:
    """The same problem, its details at the rows of the form: empty ones were left out."""
    typed = [row.no for row in rows if not row.blank]
    for detail in problem.details or ():
        if "row" in detail:
            no = typed[int(detail["row"]) - 1]
            detail |= {
                "field": f"code-{no}",
                "zh": f"第 {no} 张：{detail['zh']}",
                "en": f"Paper {no}: {detail['en']}",
            }
    return problem


async def _page(
    ask: Ask,
    ballot_id: str,
    rows: list[Row],
    *,
    problem: Problem | None = None,
    answer: PileAnswer | None = None,
) -> Response:
    ballot = (await ballot_of(ask.ctx, ask.street, ballot_id)).state
    session = (await session_of(ask.ctx, ask.street, ballot.session)).state
    pile, version = await _pile(ask, ballot_id, ballot)
    response = await show(
        ask,
        "pile.html",
        problem=problem,
        ballot_id=ballot_id,
        ballot=ballot,
        session=session,
        ready=_ready(ballot),
        items=_items(ballot),
        grades=ballot.rules.satisfaction.grades,
        rows=rows,
        answer=answer,
        alike=answer is not None and answer.pile.status == "PUT_AWAY",
        differing=_differing(rows, answer),
        version=version,
        typed=[who == ask.person.sub for who in sorted(pile.typed)] if pile else [],
        most=MOST,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _ready(ballot: Ballot) -> bool:
    """Whether the round is sealed and not counted yet, and takes paper at all."""
    sealed = bool(ballot.rounds) and ballot.round.seal is not None and not ballot.round.outcome
    return sealed and ballot.status != "VOID" and ballot.rules.mode != "SECRET_ELECTRONIC"


def _items(ballot: Ballot) -> list[Any]:
    race = ballot.round.race.candidates if ballot.rounds else ()
    return [item for item in ballot.items if item.candidate in race]


def _differing(rows: list[Row], answer: PileAnswer | None) -> list[int]:
    codes = set(answer.differing) if answer else set()
    return [row.no for row in rows if _code(row.code) in codes]


async def _pile(ask: Ask, ballot_id: str, ballot: Ballot) -> tuple[Pile | None, int]:
    """The pile of the latest round and its version, 0 for none."""
    number = ballot.round.number if ballot.rounds else 0
    found = await ask.ctx.store.get(key_of(ask.street, ballot_id, number))
    return (found.state, found.version) if found else (None, 0)
