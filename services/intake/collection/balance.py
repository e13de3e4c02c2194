"""Conservation: what came in = merged + answered + given back + open + waiting, and nothing else.

Every suggestion stands in exactly one part, by its status and its outcome together. What stands
in none (an answered one without an outcome, an open one with one) is lost: it is on no list that
somebody works off. The figure is a metric with an alert.
"""

from collections.abc import Mapping

from pydantic import BaseModel

from chassis.core.documents import Where
from chassis.rooms.copies import charters
from chassis.rooms.tallies import tallied
from chassis.service import Context
from contracts.intake import Outcome
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.status import Status

ANSWERED = (Status.REPLIED, Status.CONFIRMED)
ENDED = (Status.SUBMITTED, Status.RETURNED, Status.MERGED, *ANSWERED)
OUTCOMES = tuple(one for one in Outcome if one not in (Outcome.RETURNED, Outcome.MERGED))
PARTS: Mapping[str, tuple[tuple[Status, ...], tuple[str, ...]]] = {
    "waiting": ((Status.SUBMITTED,), ("",)),
    "returned": ((Status.RETURNED,), (Outcome.RETURNED,)),
    "merged": ((Status.MERGED,), (Outcome.MERGED,)),
    "answered": (ANSWERED, OUTCOMES),
    "open": (tuple(one for one in Status if one not in ENDED), ("",)),
}
"""Part → the statuses and outcomes that belong to it."""
METRIC = "yishi_suggestions_unaccounted"


class Balance(BaseModel):
    """The figures of a street, all years together; ``lost`` is 0 or something is wrong."""

    received: int
    waiting: int
    returned: int
    merged: int
    answered: int
    open: int
    lost: int


def part_of(status: str, outcome: str) -> str:
    """The part that a suggestion stands in; empty where it is lost."""
    fits = [
        name
        for name, (statuses, outcomes) in PARTS.items()
        if status in statuses and outcome in outcomes
    ]
    return fits[0] if fits else ""


async def balance_of(ctx: Context, street: str) -> Balance:
    """The figures as of now; counted again only once something in the street has changed."""
    return await tallied(ctx, street, "balance", lambda: _counted(ctx, street))


async def _counted(ctx: Context, street: str) -> Balance:
    received = sum((await ctx.store.count(SUGGESTIONS, street)).values())
    parts: dict[str, int] = {}
    for name, (statuses, outcomes) in PARTS.items():
        where: Where = {
            "status": [one.value for one in statuses],
            "outcome": [str(one) for one in outcomes],
        }
        parts[name] = sum((await ctx.store.count(SUGGESTIONS, street, where)).values())
    return Balance(received=received, lost=received - sum(parts.values()), **parts)


async def measure_lost(ctx: Context) -> None:
    """Per street how many suggestions stand nowhere. Counted anew, whatever was counted before."""
    for street in await charters(ctx):
        ctx.measure(METRIC, street, (await _counted(ctx, street)).lost)
