"""封箱: seals on the box of a closed round, and reading a box that must still be the sealed one."""

import secrets
from collections.abc import Sequence
from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.digests import sm3_there
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.command import Order
from services.ballot.ballot.domain import boxing, rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.boxing import Check
from services.ballot.ballot.domain.seals import Seal, holds, seal_of
from services.ballot.casting.casting import ballot_of, papers_of, papers_prefix
from services.ballot.kinds import BALLOTS, PAPERS
from services.ballot.labels import CHECKS
from services.ballot.pile.domain import Pile
from services.ballot.slips.credential import tag

Papers = Sequence[tuple[str, dict[str, Any]]]


async def seal_box(order: Order[Nothing]) -> Changed[Ballot]:
    """封箱, after the wait that no paper outlives. Raises ``TooEarly`` before."""
    ctx, street, ballot_id = order.ctx, order.street, order.key
    number, now = (await ballot_of(ctx, street, ballot_id)).state.round.number, ctx.now()
    # A write waits for every write asked before it: what was cast in time is no longer in a queue.
    await ctx.store.engine.remove(PAPERS, papers_prefix(street, ballot_id, number))
    # Read after `now`: where the fence lets `now` pass, every paper lies in the box.
    seal = await _sealed(ctx, street, await papers_of(ctx, street, ballot_id, number))

    def decide(state: Ballot) -> Change[Ballot]:
        rounds.check_fence(state, now, ctx.settings.count_wait)
        if state.round.number != number:
            raise rounds.round_moved()
        return boxing.put_first_seal(ballot_id, state, seal)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), order.cause)


async def put_second_seal(
    ctx: Context, street: str, pile: Pile, rows: Papers, cause: Cause
) -> None:
    """Seal the box again, now that the paper votes are in; once, however often it is asked."""
    seal = await _sealed(ctx, street, rows)
    doubled, conflicts = ([tag(key) for key in keys] for keys in (pile.doubles, pile.conflicts))

    def decide(state: Ballot) -> Change[Ballot]:
        if len(state.round.seals) > 1 or state.round.number != pile.round:
            return Change(state)
        return boxing.put_second_seal(pile.ballot, state, seal, doubled, conflicts)

    key = BALLOTS.key(street, pile.ballot)
    await ctx.change(key, existing(decide), cause.part("second-seal"))


async def _sealed(ctx: Context, street: str, rows: Papers) -> Seal:
    asked = ctx.settings.sm3 or (await charter_of(ctx, street)).sessions.sm3
    return seal_of(rows, secrets.token_hex(16), ctx.now(), sm3=asked and sm3_there())


async def sealed_papers(
    ctx: Context, street: str, ballot_id: str, cause: Cause, rows: Papers | None = None
) -> Papers:
    """The papers of the closed round. Raises ``WrongState`` where they are not those sealed."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    number = ballot.round.number
    found = rows if rows is not None else await papers_of(ctx, street, ballot_id, number)
    # A part of the box is held against the first seal, the whole of it against the last.
    seal = ballot.round.seals[0] if rows is not None else boxing.sealed(ballot.round).seal
    if seal is None or not holds(seal, found):
        await stop(ctx, street, ballot_id, number, (Check.SEAL,), cause)
    return found


async def stop(
    ctx: Context,
    street: str,
    ballot_id: str,
    number: int,
    checks: Sequence[Check],
    cause: Cause,
) -> None:
    """Keep which checks failed, for all to see, and refuse. Raises ``WrongState``."""

    def decide(state: Ballot) -> Change[Ballot]:
        return boxing.note_failed(state, number, checks)

    key = BALLOTS.key(street, ballot_id)
    await ctx.change(key, existing(decide), cause.part("check-failed"))
    raise check_failed(checks)


def check_failed(checks: Sequence[Check]) -> WrongState:
    """The papers cannot be counted, or certified, as they lie there."""
    words = [CHECKS[check] for check in checks]
    return WrongState(
        "check-failed",
        "核验不通过，已停止：" + "；".join(zh for zh, _ in words) + "。",
        "Stopped, a check failed: " + "; ".join(en for _, en in words) + ".",
        [{"zh": zh, "en": en} for zh, en in words],
    )
