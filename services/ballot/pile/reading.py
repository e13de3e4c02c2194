"""纸质票双录: the paper votes of a round, typed by two tellers apart."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.core.decision import Cause, Change, existing
from chassis.core.errors import WrongState
from chassis.service import Context
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks
from services.ballot.casting.casting import ballot_of, is_good, papers_of, papers_prefix
from services.ballot.casting.paper import signed
from services.ballot.kinds import PAPERS, PILES
from services.ballot.pile import domain as piles
from services.ballot.pile.domain import Pile, bad_pile
from services.ballot.slips.credential import key_pair, public_hex, read_code


@dataclass(frozen=True)
class TypedPaper:
    """One paper as a teller types it: the code of the slip on it, and its marks."""

    code: str
    marks: Marks


@dataclass(frozen=True)
class PileAnswer:
    """How the two readings compare: ``differing`` are codes of this teller's own reading."""

    pile: Pile
    differing: list[str]
    unseen: int


async def type_pile(
    ctx: Context,
    street: str,
    ballot_id: str,
    typed: Sequence[TypedPaper],
    teller: str,
    cause: Cause,
) -> PileAnswer:
    """Take one teller's reading of the pile; two alike put the papers into the box.

    Raises ``WrongState`` before the round is closed, ``Invalid`` for codes that are unknown or
    stand twice.
    """
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    one = rounds.closed_round(ballot)
    if ballot.rules.mode == "SECRET_ELECTRONIC":
        raise WrongState("no-paper", "本次票决不用纸质票。", "This ballot takes no paper votes.")
    codes = await _checked(ctx, street, ballot, typed)
    pairs = [key_pair(street, ballot.session, code) for code in codes]
    keys = {public_hex(pair): code for pair, code in zip(pairs, codes, strict=True)}
    read = [
        signed(pair, ballot_id, one.turn, paper.marks)
        for pair, paper in zip(pairs, typed, strict=True)
    ]
    papers = dict(zip(keys, read, strict=True))
    fresh = Pile(ballot=ballot_id, round=one.number, salt=secrets.token_hex(16))
    tellers = ballot.officers.tellers if ballot.officers else ()

    def decide(state: Pile | None) -> Change[Pile]:
        return piles.type_pile(state or fresh, teller, tellers, papers)

    key = PILES.key(street, f"{ballot_id}/{one.number}")
    pile = (await ctx.change(key, decide, cause)).state
    differing = piles.differing(pile, teller)
    mine = sorted(keys[key] for key in differing if key in keys)
    await finished_pile(ctx, street, ballot_id, ballot, ctx.now(), cause)
    found = await ctx.store.get(key)
    return PileAnswer(found.state if found else pile, mine, len(differing) - len(mine))


async def _checked(
    ctx: Context, street: str, ballot: Ballot, typed: Sequence[TypedPaper]
) -> list[str]:
    codes = [read_code(paper.code) for paper in typed]
    often = Counter(codes)
    wrong = [
        {"row": n, "zh": "投票码重复", "en": "this slip stands twice"}
        for n, code in enumerate(codes, 1)
        if often[code] > 1
    ]
    for n, code in enumerate(codes, 1):
        if not await is_good(ctx, street, ballot, key_pair(street, ballot.session, code)):
            wrong.append({"row": n, "zh": "投票码无效", "en": "this slip is not known here"})
    known = set(ballot.round.race.candidates)
    for n, paper in enumerate(typed, 1):
        if not {*paper.marks.votes_for, *paper.marks.against} <= known:
            wrong.append({"row": n, "zh": "不是本轮候选项目", "en": "not on this round's list"})
    if wrong:
        raise bad_pile(wrong)
    return codes


async def finished_pile(
    ctx: Context, street: str, ballot_id: str, ballot: Ballot, now: datetime, cause: Cause
) -> Pile | None:
    """The round's pile, put into the box where both readings are alike; nothing without one.

    Only after the wait of the count, when no phone's paper can be under way. May be cut short
    and repeated at any point: what came by phone is noted before any of the pile's papers is put
    in, and a paper is put in once.
    """
    round_no = ballot.round.number
    key = PILES.key(street, f"{ballot_id}/{round_no}")
    found = await ctx.store.get(key)
    if found is None or not ballot.round.past_fence(now, ctx.settings.count_wait):
        return found.state if found else None
    pile = found.state
    if pile.status == "TYPING" and piles.both_typed_alike(pile):
        by_phone = await _keys_in_box(ctx, street, ballot_id, round_no)

        def agree(state: Pile) -> Change[Pile]:
            return piles.agree(state, by_phone)

        pile = (await ctx.change(key, existing(agree), cause.part("agree"))).state
    if pile.status == "AGREED":
        await _into_box(ctx, street, pile)
        pile = (await ctx.change(key, existing(piles.put_away), cause.part("put-away"))).state
    return pile


async def _keys_in_box(ctx: Context, street: str, ballot_id: str, round_no: int) -> frozenset[str]:
    rows = await papers_of(ctx, street, ballot_id, round_no)
    return frozenset(row_id.rsplit("/", 1)[1] for row_id, _ in rows)


async def _into_box(ctx: Context, street: str, pile: Pile) -> None:
    prefix = papers_prefix(street, pile.ballot, pile.round)
    for key, paper in pile.agreed.items():
        if key not in pile.doubles:
            await ctx.store.engine.insert(PAPERS, prefix + key, paper.model_dump(mode="json"))
