"""Note in the ledger first, then write the document: how decisions are safe from a closing leg."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.flow.process import check_version
from chassis.service import Context
from contracts.charter import Work
from services.screening.domain import notes
from services.screening.domain.candidates import Candidate
from services.screening.domain.ledger import Ledger
from services.screening.kinds import CANDIDATES, LEDGERS
from services.screening.queries import candidate_of


def _nothing() -> None:
    """Nothing further to check."""


async def _at_once() -> None:
    """Nothing to be done in between."""


@dataclass(frozen=True)
class Noting:
    """A note for the ledger: the action, the works one of which must be open, what is checked.

    ``between`` is done after the note and before the candidate's own document.
    """

    action: str
    works: tuple[Work, ...]
    check: Callable[[], None] = _nothing
    between: Callable[[], Awaitable[None]] = _at_once


async def note_then(
    ctx: Context,
    street: str,
    candidate_id: str,
    noting: Noting,
    decide: Callable[[Candidate], Change[Candidate]],
    cause: Cause,
    if_version: int | None,
) -> Changed[Candidate]:
    """Note the action in the ledger, then change the candidate.

    What the candidate would refuse is refused before it is noted. The checks run inside the
    change, so that a repetition of the same request gets its answer and not a new refusal.
    """
    found = await candidate_of(ctx, street, candidate_id)
    note = notes.note(candidate_id, noting.action, *noting.works)

    def decide_note(state: Ledger) -> Change[Ledger]:
        noted = note(state)
        check_version(found, if_version)
        noting.check()
        decide(found.state)
        return noted

    ledger_key = LEDGERS.key(street, found.state.cycle)
    await ctx.change(ledger_key, existing(decide_note), cause)
    await noting.between()
    key = CANDIDATES.key(street, candidate_id)
    return await ctx.change(key, existing(decide), cause.part("candidate"))
