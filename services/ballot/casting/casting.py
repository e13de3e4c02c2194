"""Casting a vote: the one write outside ``store.change`` (C-11, decision 0006).

No event, audit row, log line, cookie, idempotency key or time: only a row whose id is a hash of
the slip. Nothing here may be logged, counted or measured.
"""

import asyncio

from chassis.core.documents import Found
from chassis.core.errors import Invalid, NotAllowed, NotFound, Unavailable, WrongState
from chassis.service import Context
from chassis.store.engine import Engine
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks, Race
from services.ballot.kinds import BALLOTS, PAPERS, SLIPS
from services.ballot.slate.domain import unknown_candidates
from services.ballot.slips.domain import paper_key, read_code, slip_hash

MOST = 2_000
"""Rows read at a time; a round has at most one paper for each seat."""


async def cast_paper(ctx: Context, street: str, ballot_id: str, code: str, marks: Marks) -> None:
    """Put one paper into the box, within the deadline that the count waits out.

    Raises ``NotAllowed`` for an unknown slip, ``WrongState`` for a used one or a closed round,
    ``Invalid`` for marks that this round does not take.
    """
    try:
        async with asyncio.timeout(ctx.settings.cast_deadline):
            await _cast(ctx, street, ballot_id, read_code(code), marks)
    except TimeoutError:
        raise Unavailable(
            "cast-late",
            "系统繁忙，选票可能没有提交成功，请再提交一次；如提示已投票，说明已成功。",
            "The paper may not have arrived; cast again. If it says “used”, it did arrive.",
        ) from None


async def _cast(ctx: Context, street: str, ballot_id: str, code: str, marks: Marks) -> None:
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    _check_open(ballot)
    if not await slip_exists(ctx, street, ballot, code):
        raise NotAllowed(
            "unknown-slip",
            "投票码无效，请核对后重新输入，或请工作人员协助。",
            "This slip is not known here; check it, or ask the staff.",
        )
    check_marks(marks, ballot.round.race)
    row_id = f"{papers_prefix(street, ballot_id, ballot.round.number)}" + paper_key(
        code, ballot_id, ballot.round.number
    )
    if not await ctx.store.engine.insert(PAPERS, row_id, marks.model_dump(mode="json")):
        raise WrongState(
            "slip-used", "这个投票码在本轮已经投过票。", "This slip has voted in this round."
        )


def _check_open(ballot: Ballot) -> None:
    if ballot.rules.mode == "SECRET_PAPER":
        raise WrongState("paper-only", "本次票决只用纸质票。", "This ballot is on paper only.")
    if not ballot.voting_open:
        raise WrongState("not-open", "现在不在投票时间。", "Voting is not open now.")


def check_marks(marks: Marks, race: Race) -> None:
    """Refuse what a voter surely did not mean, before the slip is used (V-03).

    A phone cannot cast an invalid paper by mistake; on paper it counts as invalid.
    """
    if len(marks.votes_for) > race.seats:
        raise Invalid(
            "too-many-choices",
            f"最多选 {race.seats} 项，您选了 {len(marks.votes_for)} 项；选票尚未提交。",
            f"Choose at most {race.seats}; you chose {len(marks.votes_for)}. Nothing was cast.",
        )
    if set(marks.votes_for) & set(marks.against):
        raise Invalid(
            "for-and-against",
            "同一项目不能既赞成又反对；选票尚未提交。",
            "One candidate cannot be marked for and against. Nothing was cast.",
        )
    if unknown := {*marks.votes_for, *marks.against} - set(race.candidates):
        raise unknown_candidates(len(unknown))


async def ballot_of(ctx: Context, street: str, ballot_id: str) -> Found[Ballot]:
    """One ballot. Raises ``NotFound``. A hall full of phones reads the same one again and again."""
    found = await ctx.store.known(BALLOTS.key(street, ballot_id))
    if found is None:
        raise NotFound("no-ballot", "没有这次票决。", "There is no such ballot in this street.")
    return found


async def slip_exists(ctx: Context, street: str, ballot: Ballot, code: str) -> bool:
    """Whether this code is on a slip of the print run that the ballot takes."""
    row_id = f"{street}/{ballot.session}/{slip_hash(code)}"
    row = await ctx.store.engine.row(SLIPS, row_id)
    return row is not None and row["print"] == ballot.print


def papers_prefix(street: str, ballot_id: str, round_no: int) -> str:
    """What the ids of a round's papers begin with."""
    return f"{street}/{ballot_id}/{round_no}/"


async def papers_of(
    ctx: Context, street: str, ballot_id: str, round_no: int
) -> list[tuple[str, dict[str, object]]]:
    """All papers of a round, by key."""
    return await papers_in(ctx.store.engine, papers_prefix(street, ballot_id, round_no))


async def papers_in(engine: Engine, prefix: str) -> list[tuple[str, dict[str, object]]]:
    """All papers whose id begins so, by key."""
    rows: list[tuple[str, dict[str, object]]] = []
    while page := await engine.rows(PAPERS, prefix, rows[-1][0] if rows else "", MOST):
        rows += page
    return rows
