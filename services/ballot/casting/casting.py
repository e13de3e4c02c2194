"""Casting a vote: the one write outside ``store.change`` (C-11, decision 0006).

No event, audit row, log line, cookie, idempotency key or time: only a row whose id is the public
key of a coupon. Nothing here may be logged or measured, and only wrong codes are counted.
"""

import asyncio
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.core.documents import Found
from chassis.core.errors import NotAllowed, NotFound, Unavailable, WrongState
from chassis.rooms.tallies import held
from chassis.service import Context
from chassis.store.engine import Engine
from chassis.store.rows import every_row
from chassis.web.ask import Ask
from chassis.web.public_rate import limit_guesses
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import Marks
from services.ballot.casting.marking import check_marks
from services.ballot.casting.paper import signed
from services.ballot.kinds import BALLOTS, PAPERS
from services.ballot.slips.credential import APART, key_pair, public_hex, read_code
from services.ballot.slips.stored import key_in_force, keys_in_force

MOST_TURNS = 9
"""How far ahead a coupon may reach: ``coupons`` of the charter is 8 at most."""


async def cast_paper(ask: Ask, ballot_id: str, code: str, marks: Marks) -> None:
    """Put one paper into the box, within the deadline that the count waits out.

    Raises ``NotAllowed`` for a code that is not good in this turn, ``TooMany`` where too many of
    those came from one address, ``WrongState`` for a used one or a closed round, ``Invalid`` for a
    mistyped code and for marks that this round does not take.
    """
    try:
        async with asyncio.timeout(ask.ctx.settings.cast_deadline):
            await _cast(ask, ballot_id, read_code(code), marks)
    except TimeoutError:
        raise Unavailable(
            "cast-late",
            "系统繁忙，选票可能没有提交成功，请再提交一次；如提示已投票，说明已成功。",
            "The paper may not have arrived; cast again. If it says “used”, it did arrive.",
        ) from None


async def _cast(ask: Ask, ballot_id: str, code: str, marks: Marks) -> None:
    ctx, street = ask.ctx, ask.street
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    _check_open(ballot)
    one = ballot.round
    private = key_pair(street, ballot.session, code)
    key = await good_key(ctx, street, ballot, private)
    if not key:
        # Only a wrong code is ever counted: nobody can shut a hall's phones out by sending many.
        limit_guesses(ask.request, street, ctx.now())
        raise await _not_good(ctx, street, ballot, public_hex(private))
    check_marks(ballot, marks)
    paper = signed(private, ballot_id, one.turn, marks)
    row_id = papers_prefix(street, ballot_id, one.number) + key
    if not await ctx.store.engine.insert(PAPERS, row_id, paper.model_dump(mode="json")):
        raise WrongState(
            "slip-used", "这张票码在本轮已经投过票。", "This coupon has voted in this round."
        )


async def good_key(ctx: Context, street: str, ballot: Ballot, private: Ed25519PrivateKey) -> str:
    """The key that a coupon of the ballot's latest turn lies under; empty where it is none."""
    public, turn = public_hex(private), ballot.round.turn
    place, engine = (street, ballot.session, turn), ctx.store.engine
    # The coupons of a turn are settled before it opens: one look serves the whole hall.
    coming = partial(keys_in_force, engine, *place)
    keys = await held(ctx, "/".join(("coupons", *map(str, place))), turn, coming)
    known = next((key for key in (public, public + APART) if key in keys), "")
    return known or await key_in_force(engine, *place, public)


async def _not_good(ctx: Context, street: str, ballot: Ballot, public: str) -> NotAllowed:
    """What to tell whoever holds the wrong coupon: most often it is one of another turn."""
    now = ballot.round.turn
    for turn in range(1, now + MOST_TURNS):
        if await key_in_force(ctx.store.engine, street, ballot.session, turn, public):
            return NotAllowed(
                "other-turn",
                f"这是第 {turn} 次投票的票码，现在是第 {now} 次投票，请用第 {now} 次的票码。",
                f"This coupon is for vote {turn}; now it is vote {now}. Use coupon {now}.",
            )
    return NotAllowed(
        "unknown-slip",
        "票码无效，请核对后重新输入，或请工作人员协助。",
        "This code is not known here; check it, or ask the staff.",
    )


def _check_open(ballot: Ballot) -> None:
    if ballot.rules.mode == "SECRET_PAPER":
        raise WrongState("paper-only", "本次票决只用纸质票。", "This ballot is on paper only.")
    if not ballot.voting_open:
        raise WrongState("not-open", "现在不在投票时间。", "Voting is not open now.")


async def ballot_named(ctx: Context, street: str, ballot_id: str) -> Ballot | None:
    """A ballot by its id; nothing for no id, and where it was never made."""
    found = await ctx.store.get(BALLOTS.key(street, ballot_id)) if ballot_id else None
    return found.state if found else None


async def ballot_of(ctx: Context, street: str, ballot_id: str) -> Found[Ballot]:
    """One ballot. Raises ``NotFound``. A hall full of phones reads the same one again and again."""
    found = await ctx.store.known(BALLOTS.key(street, ballot_id))
    if found is None:
        raise NotFound("no-ballot", "没有这次票决。", "There is no such ballot in this street.")
    return found


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
    return [row async for row in every_row(engine, PAPERS, prefix)]
