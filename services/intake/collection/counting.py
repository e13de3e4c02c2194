"""The exact figures of a closed collection (E-21).

First closed, then counted. Who writes a suggestion looks at the collection once more afterwards
and counts again where it was closed meanwhile: either the count saw the suggestion, or its writer
sees the close. So the figure that is said last is exact.
"""

from functools import partial

from chassis.core.decision import Cause, awaited
from chassis.core.errors import Busy, Stale
from chassis.service import Context
from services.intake.collection import domain
from services.intake.collection.domain import CollectionStatus
from services.intake.collection.queries import figures_of
from services.intake.kinds import COLLECTIONS

COUNTING_TRIES = 20


async def recount(ctx: Context, street: str, cycle: str, cause: Cause) -> None:
    """Count a closed collection; nothing where it is open or the figures stand as they were.

    The figures come from many documents, so they are put down only on the version of the
    collection that was read before them.
    """
    key = COLLECTIONS.key(street, cycle)
    for _ in range(COUNTING_TRIES):
        found = await ctx.store.get(key)
        if found is None or found.state.status is not CollectionStatus.CLOSED:
            return
        figures = await figures_of(ctx, street, cycle)
        decide = awaited(partial(domain.count_collection, figures))
        try:
            await ctx.change(key, decide, cause.part("count"), found.version)
        except Stale:
            continue
        return
    raise Busy("list-changing", "清单正在变动，请稍后再试。", "The list is changing; try again.")
