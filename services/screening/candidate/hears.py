"""What the ballot says: papers final, result announced. Many candidates, each once (E-26).

What was kept in reserve returns next cycle with its history: the seam is the status RESERVED and
``CandidateDecided``; the next cycle's proposing leg would offer these for a new proposal.
"""

from chassis.core.decision import Cause, awaited
from chassis.service import Context
from contracts.ballot import BallotAnnounced, BookletFrozen
from contracts.envelope import Heard
from services.screening.candidate.domain import candidate as candidates
from services.screening.kinds import CANDIDATES, LEDGERS
from services.screening.ledger.domain import legs
from services.screening.releasing import together


async def put_on_ballot(ctx: Context, heard: Heard[BookletFrozen], cause: Cause) -> None:
    """The papers are final: no way back for the ledger, the candidates' content is frozen."""
    key = LEDGERS.key(heard.street, heard.data.cycle)
    await ctx.change(key, awaited(legs.freeze), cause)
    for one in heard.data.candidates:
        decide = awaited(candidates.put_on_ballot)
        await ctx.change(CANDIDATES.key(heard.street, one), decide, cause.part(one))


async def conclude(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """The result: candidates are selected or reserved, and last the session's leg closes.

    Everything that stood on the ballot and was not chosen goes to the reserve. A repetition goes
    on with the candidates that are left, under the same parts of the cause.
    """
    said = heard.data
    selected = {item.candidate for item in said.selected}
    on_ballot = [tally.candidate for tally in said.tallies]
    everyone = dict.fromkeys((*(item.candidate for item in said.selected), *on_ballot))
    everyone |= dict.fromkeys(said.reserved)
    held = await together(ctx, heard.street)
    for one in everyone:
        decide = awaited(candidates.conclude(one, one in selected, cause.at, held=held))
        await ctx.change(CANDIDATES.key(heard.street, one), decide, cause.part(one))
    announce = legs.announce(len(selected), len(everyone) - len(selected), cause.at)
    await ctx.change(LEDGERS.key(heard.street, said.cycle), awaited(announce), cause)
