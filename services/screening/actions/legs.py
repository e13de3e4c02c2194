"""Opening, closing and going back a leg; its meetings; what other services say of the cycle."""

from chassis.core.decision import Cause, awaited, existing
from chassis.core.documents import Changed
from chassis.core.errors import Busy, Stale, TooEarly
from chassis.rooms.copies import CHARTER_COPIES, COPY
from chassis.service import Context
from contracts.assembly import CycleOpened
from contracts.envelope import Heard
from contracts.intake import CollectionClosed
from services.screening.actions.proposals import finish_proposals
from services.screening.domain import closing, legs
from services.screening.domain.ledger import Ledger, LegStatus, Meeting, begin
from services.screening.kinds import LEDGERS
from services.screening.queries import figures_of, ledger_of

CLOSING_TRIES = 5


async def begin_ledger(ctx: Context, heard: Heard[CycleOpened], cause: Cause) -> None:
    """The year's cycle began: its ledger takes the legs of the charter it was opened under."""
    copy = await ctx.store.get(CHARTER_COPIES.key(heard.street, COPY))
    if copy is None or copy.state.sequence < heard.data.charter_version:
        raise TooEarly("too-early", "章程尚未到达。", "The charter is not here yet.")
    decide = begin(heard.data.cycle, heard.data.year, copy.state.charter.legs)
    await ctx.change(LEDGERS.key(heard.street, heard.data.cycle), decide, cause)


async def open_leg(
    ctx: Context, street: str, cycle: str, leg: str, cause: Cause, if_version: int | None
) -> Changed[Ledger]:
    """Open the next leg (E-27)."""
    decide = existing(legs.open_leg(leg, cause.at))
    return await ctx.change(LEDGERS.key(street, cycle), decide, cause, if_version)


async def close_leg(
    ctx: Context, street: str, cycle: str, leg: str, cause: Cause, if_version: int | None
) -> Changed[Ledger]:
    """Close the open leg with its figures, refused with all that is missing (E-22 to E-27).

    The figures are read from many documents. The ledger is only changed where it is still the
    version that was read before them, so no number, decision or revision slips in between.
    """
    for _ in range(CLOSING_TRIES):
        found = await ledger_of(ctx, street, cycle)
        if found.state.leg(leg).status is LegStatus.OPEN:
            await finish_proposals(ctx, street, found.state, cause)
        decide = closing.close_leg(leg, await figures_of(ctx, street, found.state), cause.at)
        version = found.version if if_version is None else if_version
        try:
            return await ctx.change(LEDGERS.key(street, cycle), existing(decide), cause, version)
        except Stale:
            if if_version is not None:
                raise
    raise Busy("busy", "台账正被多人同时修改，请稍后再试。", "The ledger is busy; try again.")


async def reopen_leg(
    ctx: Context,
    street: str,
    cycle: str,
    leg: str,
    reason: str,
    cause: Cause,
    if_version: int | None,
) -> Changed[Ledger]:
    """Go back to a leg with a reason (E-27)."""
    decide = existing(legs.reopen_leg(leg, reason, cause.at))
    return await ctx.change(LEDGERS.key(street, cycle), decide, cause, if_version)


async def record_meeting(
    ctx: Context, street: str, cycle: str, leg: str, meeting: Meeting, cause: Cause
) -> Changed[Ledger]:
    """Record the minutes of a meeting of the open leg."""
    decide = existing(legs.record_meeting(leg, meeting))
    return await ctx.change(LEDGERS.key(street, cycle), decide, cause)


async def note_collection(ctx: Context, heard: Heard[CollectionClosed], cause: Cause) -> None:
    """Intake counted what was collected: the leg's figure follows the exact number."""
    said = heard.data
    decide = legs.note_collection(said.accepted, said.collectors, heard.sequence)
    await ctx.change(LEDGERS.key(heard.street, said.cycle), awaited(decide), cause)
