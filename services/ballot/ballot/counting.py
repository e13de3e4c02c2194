"""Counting a closed round, and reading the papers of all rounds again."""

import asyncio

from chassis.core.decision import Change, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.web.command import Order
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.count import digest_of_papers
from services.ballot.casting.casting import ballot_of, papers_of, papers_prefix
from services.ballot.kinds import BALLOTS, PAPERS
from services.ballot.pile.reading import finished_pile
from services.ballot.session.settling import settle_voting


async def count_round(order: Order[Nothing]) -> Changed[Ballot]:
    """Count a closed round, after the wait that no paper outlives. Raises ``TooEarly`` before."""
    ctx, street, ballot_id, cause = order.ctx, order.street, order.key, order.cause
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    number = ballot.round.number
    now = ctx.now()
    pile = await finished_pile(ctx, street, ballot_id, ballot, now, cause)
    # A write waits for every write asked before it: what was cast in time is no longer in a queue.
    await ctx.store.engine.remove(PAPERS, papers_prefix(street, ballot_id, number))
    # Read after `now`: where the fence lets `now` pass, every paper lies in the box.
    rows = await papers_of(ctx, street, ballot_id, number)
    # On a thread: whoever casts in another street does not wait for it.
    counted = await asyncio.to_thread(rounds.count_papers, ballot, rows)

    def decide(state: Ballot) -> Change[Ballot]:
        rounds.check_fence(state, now, ctx.settings.count_wait)
        rounds.check_pile(state, pile)
        doubles = pile.doubles_found if pile else 0
        return rounds.count_round(ballot_id, state, counted, doubles)

    changed = await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)
    await settle_voting(ctx, street, ballot.session, cause)
    return changed


async def digests(order: Order[Nothing]) -> list[tuple[int, str]]:
    """Number and digest of the papers of each round of the ballot, read again just now."""
    ballot = (await ballot_of(order.ctx, order.street, order.key)).state
    found = []
    for one in ballot.rounds:
        rows = await papers_of(order.ctx, order.street, order.key, one.number)
        found.append((len(rows), await asyncio.to_thread(digest_of_papers, rows)))
    return found
