"""纸质票双录: the paper votes of a round, typed by two people apart; a third where they differ."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Key
from chassis.core.errors import WrongState
from chassis.service import Context
from services.ballot.ballot.domain import boxing, rounds
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Marks
from services.ballot.ballot.sealing import put_second_seal, sealed_papers
from services.ballot.casting.casting import ballot_of, good_key, papers_of, papers_prefix
from services.ballot.casting.paper import Paper, signed
from services.ballot.kinds import PAPERS, PILES
from services.ballot.pile import domain as piles
from services.ballot.pile.domain import DraftRow, Pile, bad_pile
from services.ballot.slips.credential import key_pair, read_code


@dataclass(frozen=True)
class TypedPaper:
    """One paper as a teller types it: the code of its coupon, and its marks."""

    code: str
    marks: Marks


@dataclass(frozen=True)
class PileAnswer:
    """How the readings compare: ``differing`` are codes of this teller's own reading."""

    pile: Pile
    differing: list[str]
    unseen: int


async def type_pile(
    ctx: Context,
    street: str,
    ballot_id: str,
    typed: Sequence[TypedPaper],
    who: str,
    cause: Cause,
) -> PileAnswer:
    """Take one person's reading of the pile; two alike put the papers into the box.

    Raises ``WrongState`` before the box is sealed, ``Invalid`` for codes that are unknown or
    stand twice.
    """
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    one = takes_pile(ballot)
    found = await _checked(ctx, street, ballot, typed)
    keys = {key: code for key, code, _ in found}
    papers = {
        key: signed(pair, ballot_id, one.turn, paper.marks)
        for (key, _, pair), paper in zip(found, typed, strict=True)
    }
    fresh = new_pile(ballot_id, one.number)

    def decide(state: Pile | None) -> Change[Pile]:
        return piles.type_pile(state or fresh, who, ballot.officers, papers)

    pile = (await ctx.change(key_of(street, ballot_id, one.number), decide, cause)).state
    differing = piles.differing(pile, who)
    mine = sorted(keys[key] for key in differing if key in keys)
    done = await finished_pile(ctx, street, ballot_id, cause)
    return PileAnswer(done or pile, mine, len(differing) - len(mine))


async def keep_draft(
    ctx: Context,
    street: str,
    ballot_id: str,
    who: str,
    rows: tuple[DraftRow, ...],
    cause: Cause,
) -> None:
    """Keep what stands in somebody's form until the pile is put away."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    number = takes_pile(ballot).number
    fresh = new_pile(ballot_id, number)

    def decide(state: Pile | None) -> Change[Pile]:
        return piles.keep_draft(state or fresh, who, ballot.officers, rows)

    await ctx.change(key_of(street, ballot_id, number), decide, cause)


def takes_pile(ballot: Ballot) -> Round:
    """The closed round, where its box is sealed and paper votes are taken. Else ``WrongState``."""
    one = boxing.sealed(rounds.closed_round(ballot))
    if ballot.rules.mode == "SECRET_ELECTRONIC":
        raise WrongState("no-paper", "本次票决不用纸质票。", "This ballot takes no paper votes.")
    return one


def new_pile(ballot_id: str, number: int) -> Pile:
    """A pile that nobody has typed yet."""
    return Pile(ballot=ballot_id, round=number, salt=secrets.token_hex(16))


def key_of(street: str, ballot_id: str, number: int) -> Key[Pile]:
    """The document of a round's pile."""
    return PILES.key(street, f"{ballot_id}/{number}")


async def _checked(
    ctx: Context, street: str, ballot: Ballot, typed: Sequence[TypedPaper]
) -> list[tuple[str, str, Ed25519PrivateKey]]:
    """Key, code and key pair of each paper, in the order typed. Raises ``Invalid``."""
    codes = [read_code(paper.code) for paper in typed]
    often = Counter(codes)
    wrong = [
        {"row": n, "zh": "票码重复", "en": "this code stands twice"}
        for n, code in enumerate(codes, 1)
        if often[code] > 1
    ]
    pairs = [key_pair(street, ballot.session, code) for code in codes]
    keys = [await good_key(ctx, street, ballot, pair) for pair in pairs]
    for n, key in enumerate(keys, 1):
        if not key:
            wrong.append({"row": n, "zh": "票码无效", "en": "this code is not known here"})
    known = set(ballot.round.race.candidates)
    for n, paper in enumerate(typed, 1):
        if not {*paper.marks.votes_for, *paper.marks.against, *paper.marks.written} <= known:
            wrong.append({"row": n, "zh": "不是本轮候选项目", "en": "not on this round's list"})
    if wrong:
        raise bad_pile(wrong)
    return [*zip(keys, codes, pairs, strict=True)]


async def finished_pile(ctx: Context, street: str, ballot_id: str, cause: Cause) -> Pile | None:
    """The round's pile, put into the box where two readings are alike; nothing without one.

    May be cut short and repeated at any point: what came by phone is noted before any of the
    pile's papers is put in, a paper is put in once, and the pile is forgotten last. The box must
    be the one that was sealed, all the way.
    """
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    key = key_of(street, ballot_id, ballot.round.number)
    found = await ctx.store.get(key)
    if found is None:
        return None
    pile = found.state
    if pile.status == "TYPING" and pile.agreed is not None:
        await sealed_papers(ctx, street, ballot_id, cause)
        in_box = await _in_box(ctx, street, ballot_id, ballot.round.number)

        def agree(state: Pile) -> Change[Pile]:
            return piles.agree(state, in_box)

        pile = (await ctx.change(key, existing(agree), cause.part("agree"))).state
    if pile.status == "AGREED":
        await _into_box(ctx, street, pile, cause)
        pile = (await ctx.change(key, existing(piles.put_away), cause.part("put-away"))).state
    return pile


async def _in_box(ctx: Context, street: str, ballot_id: str, number: int) -> dict[str, Paper]:
    rows = await papers_of(ctx, street, ballot_id, number)
    return {row_id.rsplit("/", 1)[1]: Paper.model_validate(body) for row_id, body in rows}


async def _into_box(ctx: Context, street: str, pile: Pile, cause: Cause) -> None:
    """Put the papers in, then the second seal on."""
    prefix = papers_prefix(street, pile.ballot, pile.round)
    added = {prefix + key: paper.model_dump(mode="json") for key, paper in pile.added.items()}
    rest = await papers_of(ctx, street, pile.ballot, pile.round)
    by_phone = [row for row in rest if row[0] not in added]
    await sealed_papers(ctx, street, pile.ballot, cause, by_phone)
    for row_id, body in added.items():
        await ctx.store.engine.insert(PAPERS, row_id, body)
    await put_second_seal(ctx, street, pile, [*by_phone, *added.items()], cause)
