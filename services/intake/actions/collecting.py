"""The collection of a cycle: opened and closed with its leg, counted exactly (E-21).

First closed, then counted. Who writes a suggestion looks at the collection once more afterwards
and counts again where it was closed meanwhile: either the count saw the suggestion, or its writer
sees the close. So the figure that is said last is exact.
"""

from functools import partial

from chassis.core.decision import Cause, Change, awaited
from chassis.core.errors import Busy, Stale, TooEarly
from chassis.rooms.copies import CHARTER_COPIES, COPY
from chassis.service import Context
from contracts.charter import Work
from contracts.envelope import Heard
from contracts.screening import LegClosed, LegOpened, LegReopened
from services.intake.domain import collection
from services.intake.domain.collection import Collection, CollectionStatus
from services.intake.kinds import COLLECTIONS
from services.intake.queries import figures_of

COUNTING_TRIES = 20


async def open_collection(ctx: Context, heard: Heard[LegOpened], cause: Cause) -> None:
    """A leg opened: where it collects, suggestions count from now on."""
    if Work.COLLECT in heard.data.works:
        await _open(ctx, heard, cause)


async def reopen_collection(ctx: Context, heard: Heard[LegReopened], cause: Cause) -> None:
    """The committee went back to a leg: where it collects, suggestions count again."""
    if await _collects(ctx, heard.street, heard.data.cycle, heard.data.leg):
        await _open(ctx, heard, cause)


async def _open(ctx: Context, heard: Heard[LegOpened] | Heard[LegReopened], cause: Cause) -> None:
    said = heard.data

    def decide(found: Collection | None) -> Change[Collection]:
        return collection.open_collection(found, said.cycle, said.leg, heard.sequence)

    await ctx.change(COLLECTIONS.key(heard.street, said.cycle), decide, cause)


async def close_collection(ctx: Context, heard: Heard[LegClosed], cause: Cause) -> None:
    """The leg that collects closed: close, then count, then say the figures."""
    said = heard.data
    if not await _collects(ctx, heard.street, said.cycle, said.leg):
        return

    def decide(found: Collection | None) -> Change[Collection]:
        return collection.close_collection(found, said.cycle, said.leg, heard.sequence)

    await ctx.change(COLLECTIONS.key(heard.street, said.cycle), decide, cause)
    await recount(ctx, heard.street, said.cycle, cause)


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
        decide = awaited(partial(collection.count_collection, figures))
        try:
            await ctx.change(key, decide, cause.part("count"), found.version)
        except Stale:
            continue
        return
    raise Busy("busy", "清单正在变动，请稍后再试。", "The list is changing; try again.")


async def _collects(ctx: Context, street: str, cycle: str, leg: str) -> bool:
    found = await ctx.store.get(COLLECTIONS.key(street, cycle))
    if found is not None:
        return found.state.leg == leg
    copy = await ctx.store.get(CHARTER_COPIES.key(street, COPY))
    if copy is None:
        raise TooEarly("too-early", "章程尚未到达。", "The charter is not here yet.")
    legs = copy.state.charter.legs
    return any(one.id == leg and Work.COLLECT in one.works for one in legs)
