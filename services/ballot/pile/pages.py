"""A teller's desk: the paper votes of a closed round, typed apart by two tellers.

Works without JavaScript. What was typed stands in the form again after every answer, never in an
address; the system keeps only keys of the slips, so a form that was left must be typed anew.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from starlette.datastructures import FormData

from chassis.core.errors import Invalid, Problem
from chassis.web.ask import Ask
from chassis.web.command_routes import check_guards
from chassis.web.forms import text_of, texts_of
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks
from services.ballot.casting.casting import ballot_of
from services.ballot.kinds import PILES
from services.ballot.pile.domain import bad_pile, both_typed_alike
from services.ballot.pile.reading import PileAnswer, TypedPaper, type_pile
from services.ballot.roles import Teller
from services.ballot.session.settling import session_of
from services.ballot.showing import show
from services.ballot.slips.credential import read_code

pile_pages = APIRouter(
    prefix="/ballot/streets/{street}/ballots/{ballot}/pile", include_in_schema=False
)
MOST = 200
CODE = 40


@dataclass(frozen=True)
class Row:
    """One paper as it stands in the form; ``no`` is its place in it."""

    no: int
    code: str = ""
    votes_for: tuple[str, ...] = ()
    spoiled: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing was typed for it."""
        return not (self.code or self.votes_for or self.spoiled)


@pile_pages.get("")
async def get_pile(
    ask: Teller, ballot: str, papers: Annotated[int, Query(ge=0, le=MOST)] = 0
) -> Response:
    """The form with as many papers as lie in the box; without a number, the question how many."""
    return await _page(ask, ballot, [Row(no) for no in range(1, papers + 1)])


@pile_pages.post("")
async def post_pile(ask: Teller, ballot: str) -> Response:
    """One teller's reading of the pile."""
    rows = _rows(await ask.request.form())
    try:
        check_guards(ask)
        filled = _filled(rows)
        typed = [TypedPaper(row.code, Marks.of(row.votes_for, (), row.spoiled)) for row in filled]
        cause = ask.cause("type_pile")
        answer = await type_pile(ask.ctx, ask.street, ballot, typed, ask.person.sub, cause)
    except Problem as problem:
        return await _page(ask, ballot, rows, problem=_placed(problem, rows))
    return await _page(ask, ballot, rows, answer=answer)


def _rows(form: FormData) -> list[Row]:
    number = text_of(form, "papers")
    most = min(int(number), MOST) if number.isascii() and number.isdigit() else 0
    return [
        Row(
            no,
            text_of(form, f"code-{no}")[:CODE],
            tuple(texts_of(form, f"for-{no}")),
            bool(text_of(form, f"spoiled-{no}")),
        )
        for no in range(1, most + 1)
    ]


def _filled(rows: list[Row]) -> list[Row]:
    filled = [row for row in rows if not row.blank]
    if not filled:
        raise Invalid("no-papers", "还没有录入选票。", "No paper was typed.")
    wrong = [n for n, row in enumerate(filled, 1) if not _is_code(row.code)]
    if wrong:
        told = {"zh": "票码有误，应为 16 位", "en": "no code; it has 16 letters and digits"}
        rows_told = [{"row": n, **told} for n in wrong]
        raise bad_pile(rows_told)
    return filled


def _is_code(text: str) -> bool:
    try:
        read_code(text)
    except Invalid:
        return False
    return True


def _placed(problem: Problem, rows: list[Row]) -> Problem:
    """The same problem, its details at the rows of the form: empty ones were left out."""
    filled = [row.no for row in rows if not row.blank]
    for detail in problem.details or ():
        if "row" in detail:
            no = filled[int(detail["row"]) - 1]
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
    version, typed = await _version(ask, ballot_id, ballot)
    response = await show(
        ask,
        "pile.html",
        problem=problem,
        ballot_id=ballot_id,
        ballot=ballot,
        session=session,
        ready=_ready(ballot),
        items=_items(ballot),
        rows=rows,
        answer=answer,
        alike=answer is not None and _alike(answer),
        differing=_differing(rows, answer),
        version=version,
        typed=typed,
        most=MOST,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _ready(ballot: Ballot) -> bool:
    """Whether the round is closed and not counted yet, and takes paper at all."""
    closed = bool(ballot.rounds) and not ballot.round.taking_papers and not ballot.round.outcome
    return closed and ballot.status != "VOID" and ballot.rules.mode != "SECRET_ELECTRONIC"


def _items(ballot: Ballot) -> list[Any]:
    race = ballot.round.race.candidates if ballot.rounds else ()
    return [item for item in ballot.items if item.candidate in race]


def _alike(answer: PileAnswer) -> bool:
    return answer.pile.status != "TYPING" or both_typed_alike(answer.pile)


def _differing(rows: list[Row], answer: PileAnswer | None) -> list[int]:
    codes = set(answer.differing) if answer else set()
    return [row.no for row in rows if _is_code(row.code) and read_code(row.code) in codes]


async def _version(ask: Ask, ballot_id: str, ballot: Ballot) -> tuple[int, list[bool]]:
    """The pile's version; for each teller who typed it so far, whether it is this one."""
    number = ballot.round.number if ballot.rounds else 0
    found = await ask.ctx.store.get(PILES.key(ask.street, f"{ballot_id}/{number}"))
    if found is None:
        return 0, []
    return found.version, [who == ask.person.sub for who in sorted(found.state.typed)]
