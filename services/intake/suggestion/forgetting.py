"""Deleting an author's name and contact (C-07), also in the parts that were split off.

A part of today keeps neither. One that an earlier version split off has a copy: it is deleted
together with the author's own, and without being asked where that went before.
"""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed, Found
from chassis.rooms.copies import charters
from chassis.service import Context
from chassis.web.command import Order
from services.intake.kinds import PURGES, SUGGESTIONS
from services.intake.retention.domain import Purge, Reached, count, note
from services.intake.suggestion import bodies
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.handing_in import fresh_salt
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt

COPIES = "split-copies"
"""Under this name a street keeps that its old copies were looked for, once."""


async def forget(order: Order[bodies.Proof]) -> Changed[Suggestion]:
    """The author's name and contact are deleted; the suggestion stays.

    The parts come first: while one still has a copy, the author can ask again.
    """
    found = await suggestion_of(order.ctx, order.street, order.key)
    check_receipt(found.state, order.facts)
    await _forget_parts(order.ctx, order.street, found.state, order.cause)
    salt = fresh_salt()

    def decide(state: Suggestion) -> Change[Suggestion]:
        check_receipt(state, order.facts)
        return suggestion.forget(state, salt)

    return await order.change(SUGGESTIONS, decide)


async def _forget_parts(ctx: Context, street: str, whole: Suggestion, cause: Cause) -> None:
    for key in whole.parts:
        part = await ctx.store.get(SUGGESTIONS.key(street, key))
        if part is not None:
            await _forget_parts(ctx, street, part.state, cause.part(key))
            await _forget(ctx, street, part, cause.part(key))


async def _forget(ctx: Context, street: str, found: Found[Suggestion], cause: Cause) -> None:
    salt = fresh_salt()
    decide = existing(lambda state: suggestion.forget(state, salt))
    await ctx.change(SUGGESTIONS.key(street, found.id), decide, cause)


async def forget_copies(ctx: Context) -> None:
    """Delete the copies of an earlier version, in each street once: the author's own is elsewhere.

    What the author deleted before stayed in the part.
    """
    for street in await charters(ctx):
        if await ctx.store.get(PURGES.key(street, COPIES)) is None:
            await _forget_copies(ctx, street)


async def _forget_copies(ctx: Context, street: str) -> None:
    gone, on = 0, ctx.today()
    async for found in ctx.store.stream(SUGGESTIONS, street):
        if found.state.split_from and suggestion.has_author(found.state):
            await _forget(ctx, street, found, _cause(ctx, f"{COPIES}:{found.id}"))
            gone += 1
    place = PURGES.key(street, COPIES)

    def noted(seen: Purge | None) -> Change[Purge]:
        state = note(seen, Reached(on)).state
        return count(state, on, gone) if gone else Change(state)

    await ctx.change(place, noted, _cause(ctx, COPIES))


def _cause(ctx: Context, name: str) -> Cause:
    return Cause(id=name, actor="upgrade", action="forget_copies", at=ctx.now(), correlation=name)
