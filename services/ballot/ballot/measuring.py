"""What operators see of a vote: only after a round was counted (C-11)."""

from chassis.rooms.copies import charters
from chassis.service import Context
from services.ballot.ballot.domain.ballot import Round
from services.ballot.kinds import BALLOTS


async def measure_turnout(ctx: Context) -> None:
    """Per street: slips drawn at check-in minus papers, of the last round that was counted.

    Nothing while the first round is open; of a round with few papers nothing at all.
    """
    for street in await charters(ctx):
        found = await ctx.store.every(BALLOTS, street)
        counted = [one for ballot in found for one in ballot.state.rounds if one.outcome]
        if counted:
            _measure(ctx, street, max(counted, key=lambda one: one.opened_at))


def _measure(ctx: Context, street: str, one: Round) -> None:
    if one.outcome is not None and not one.small:
        missing = one.freeze.issued - one.outcome.returned
        ctx.measure("yishi_checkins_minus_ballots", street, missing)
