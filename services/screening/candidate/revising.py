"""Revising a proposal by hand, and pairs of which only one can stay: in the ledger first (W-03)."""

from collections.abc import Callable
from typing import Any

from chassis.core.decision import Change, existing
from chassis.core.documents import Changed
from chassis.flow.process import check_version
from chassis.rooms.copies import charter_of
from chassis.web.command import Order
from services.screening.candidate.bodies import NewPair, NewText, OldPair
from services.screening.candidate.domain import revising
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.proposing import judged
from services.screening.candidate.queries import candidate_of
from services.screening.kinds import CANDIDATES, LEDGERS
from services.screening.ledger.domain import either, notes
from services.screening.ledger.domain.ledger import Ledger


async def revise(order: Order[NewText]) -> Changed[Candidate]:
    """Give a proposal other texts or facts, with a reason; what it was before is kept.

    The revision is noted in the ledger, then written: a repetition goes on where it stopped.
    """
    ctx, street, given = order.ctx, order.street, order.body.given()
    found = await candidate_of(ctx, street, order.key)
    check_version(found, order.version)
    wish = judged(await charter_of(ctx, street), found.state.model_copy(update=given))
    given |= wish.model_dump(include={"budget_outside", "over_cap"})
    base = found.state.revision
    amend = revising.amend(given, base, order.at, order.body.reason)
    note = notes.note_revision(order.key, base + 1, *either.WORKS)

    def decide(ledger: Ledger) -> Change[Ledger]:
        revising.check_changed(found.state, given)
        amend(found.state)
        return note(ledger)

    ledger_key = LEDGERS.key(street, found.state.cycle)
    await ctx.change(ledger_key, existing(decide), order.cause)
    key = CANDIDATES.key(street, order.key)
    return await ctx.change(key, existing(amend), order.cause.part("candidate"))


async def set_apart(order: Order[NewPair]) -> Changed[Candidate]:
    """Note that only one of two proposals can become a candidate, and why."""
    note = either.set_apart(order.key, order.body.other, order.body.reason)
    return await _noted(order, note)


async def put_together(order: Order[OldPair]) -> Changed[Candidate]:
    """Both can become candidates after all."""
    return await _noted(order, either.put_together(order.key, order.body.other))


async def _noted(order: Order[Any], note: Callable[[Ledger], Change[Ledger]]) -> Changed[Candidate]:
    found = await candidate_of(order.ctx, order.street, order.key)
    key = LEDGERS.key(order.street, found.state.cycle)
    await order.ctx.change(key, existing(note), order.cause)
    return Changed(found.id, order.street, found.version, found.state)
