"""Collections are opened and closed with the leg that collects (E-21)."""

from chassis.core.decision import Cause, Change, too_early
from chassis.rooms.copies import CHARTER_COPIES, COPY
from chassis.service import Context
from contracts.charter import Work
from contracts.envelope import Heard
from contracts.screening import LegClosed, LegOpened, LegReopened
from services.intake.collection import domain
from services.intake.collection.counting import recount
from services.intake.collection.domain import Collection
from services.intake.kinds import COLLECTIONS
from services.intake.suggestion.carrying import carry_over


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
        return domain.open_collection(found, said.cycle, said.leg, heard.sequence)

    await ctx.change(COLLECTIONS.key(heard.street, said.cycle), decide, cause)
    await carry_over(ctx, heard.street, cause)


async def close_collection(ctx: Context, heard: Heard[LegClosed], cause: Cause) -> None:
    """The leg that collects closed: close, then count, then say the figures."""
    said = heard.data
    if not await _collects(ctx, heard.street, said.cycle, said.leg):
        return

    def decide(found: Collection | None) -> Change[Collection]:
        return domain.close_collection(found, said.cycle, said.leg, heard.sequence)

    await ctx.change(COLLECTIONS.key(heard.street, said.cycle), decide, cause)
    await recount(ctx, heard.street, said.cycle, cause)


async def _collects(ctx: Context, street: str, cycle: str, leg: str) -> bool:
    found = await ctx.store.get(COLLECTIONS.key(street, cycle))
    if found is not None:
        return found.state.leg == leg
    copy = await ctx.store.get(CHARTER_COPIES.key(street, COPY))
    if copy is None:
        raise too_early()
    legs = copy.state.charter.legs
    return any(one.id == leg and Work.COLLECT in one.works for one in legs)
