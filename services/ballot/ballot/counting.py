"""Counting a sealed round, and reading the papers of all rounds again."""

import asyncio
from collections.abc import Callable, Sequence

from chassis.core.decision import Change, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.service import Context
from chassis.web.command import Order
from services.ballot.ballot.domain import boxing, result, rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.boxing import Check
from services.ballot.ballot.domain.paper_digest import digest_of_papers
from services.ballot.ballot.sealing import Papers, stop
from services.ballot.casting.casting import ballot_of, papers_of
from services.ballot.kinds import BALLOTS, PAPERS
from services.ballot.pile.reading import finished_pile
from services.ballot.session.settling import settle_voting
from services.ballot.slips.stored import keys_in_force


async def count_round(order: Order[Nothing]) -> Changed[Ballot]:
    """Count a closed round, once its box is sealed and is still what was sealed."""
    ctx, street, ballot_id, cause = order.ctx, order.street, order.key, order.cause
    counted = await _counted(order)

    def decide(state: Ballot) -> Change[Ballot]:
        boxing.check_conflicts(boxing.sealed(rounds.closed_round(state)))
        if counted is None:
            raise rounds.round_moved()
        return rounds.count_round(ballot_id, state, counted, cause.at)

    changed = await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)
    await settle_voting(ctx, street, changed.state.session, cause)
    return changed


async def _counted(order: Order[Nothing]) -> rounds.Counted | None:
    """What the sealed papers come to; nothing where no round waits for its count."""
    ctx, street, key = order.ctx, order.street, order.key
    if not rounds.awaits_count((await ballot_of(ctx, street, key)).state):
        return None
    pile = await finished_pile(ctx, street, key, order.cause)
    ballot = (await ballot_of(ctx, street, key)).state
    one = boxing.sealed(ballot.round)
    rounds.check_pile(ballot, pile)
    boxing.check_conflicts(one)
    rows = await papers_of(ctx, street, key, one.number)
    await _check(order, ballot, rows)
    # From here on the order of casting stands in no file.
    await ctx.store.engine.rewrite(PAPERS)
    # On a thread: whoever casts in another street does not wait for it.
    return await asyncio.to_thread(rounds.count_papers, ballot, rows)


async def _check(order: Order[Nothing], ballot: Ballot, rows: Papers) -> None:
    """Seal, set of coupons, keys and signatures. Raises ``WrongState`` where one does not hold."""
    ctx, street, one = order.ctx, order.street, ballot.round
    keys = await keys_in_force(ctx.store.engine, street, ballot.session, one.turn)
    failed = await asyncio.to_thread(boxing.failed_checks, order.key, one, rows, keys)
    if failed:
        await stop(ctx, street, order.key, one.number, failed, order.cause)


async def certify(order: Order[Nothing]) -> Changed[Ballot]:
    """认定: the papers of all rounds are read again, and must still be those that were counted."""
    ctx, street, cause = order.ctx, order.street, order.cause
    ballot = (await ballot_of(ctx, street, order.key)).state
    changed = result.changed_rounds(ballot, await digests(ctx, street, order.key, ballot))
    if changed:
        key = BALLOTS.key(street, order.key)
        await ctx.change(key, existing(_noting(changed)), cause.part("check-failed"))

    def decide(state: Ballot) -> Change[Ballot]:
        return result.certify(order.key, state, order.person.sub, changed)

    return await order.change(BALLOTS, decide)


def _noting(numbers: Sequence[int]) -> Callable[[Ballot], Change[Ballot]]:
    def decide(state: Ballot) -> Change[Ballot]:
        for number in numbers:
            state = boxing.note_failed(state, number, (Check.RECOUNT,)).state
        return Change(state)

    return decide


async def digests(ctx: Context, street: str, key: str, ballot: Ballot) -> list[tuple[int, str]]:
    """Number and digest of the papers of each round of the ballot, read again just now."""
    found = []
    for one in ballot.rounds:
        rows = await papers_of(ctx, street, key, one.number)
        found.append((len(rows), await asyncio.to_thread(digest_of_papers, rows, one.salt)))
    return found
