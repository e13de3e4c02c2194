"""Seats are taken in one document before the member's own, so that never one too many is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chassis.core.decision import Cause
from chassis.core.errors import Refused
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.kinds import MEMBERS, SEATS
from services.assembly.member.domain.member import FINISHED, HOLDING
from services.assembly.member.domain.seating import leave_seat, seats_full, take_seat


async def check_room(ctx: Context, street: str, charter: Charter, wanted: Sequence[str]) -> None:
    """Refuse an order for more people than there are free seats, before it begins (E-09)."""
    held = await _holding(ctx, street)
    new = [one for one in wanted if one not in held]
    if len(held) + len(new) > charter.seats:
        raise seats_full(charter.seats, len(held), len(new))


@asynccontextmanager
async def a_seat(
    ctx: Context, street: str, charter: Charter, member: str, cause: Cause, *, wanted: bool
) -> AsyncIterator[None]:
    """Hold a seat for a member while they are seated; given back where that is refused."""
    if not wanted:
        yield
        return
    key = SEATS.key(street, "seats")
    holding = await _holding(ctx, street)
    gone = await _gone(ctx, street, holding)
    part = cause.part("seat")
    await ctx.change(
        key, lambda found: take_seat(found, member, charter.seats, holding, gone), part
    )
    try:
        yield
    except Refused:
        if member not in holding:
            await ctx.change(key, lambda found: leave_seat(found, member), cause.part("unseat"))
        raise


async def _holding(ctx: Context, street: str) -> set[str]:
    """Who holds a seat by the register."""
    where = {"status": [status.value for status in sorted(HOLDING)]}
    return {one.id for one in await ctx.store.every(MEMBERS, street, where)}


async def _gone(ctx: Context, street: str, holding: set[str]) -> list[str]:
    """Whose seat, as it is noted, is free again: the term is over, or nothing came of it."""
    noted = await ctx.store.get(SEATS.key(street, "seats"))
    unsure = [one for one in (noted.state.members if noted else ()) if one not in holding]
    found = [await ctx.store.get(MEMBERS.key(street, one)) for one in unsure]
    return [one.id for one in found if one is not None and one.state.status in FINISHED]
