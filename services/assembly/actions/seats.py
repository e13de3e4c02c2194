"""What is asked of one member: an objection, suspension, the end, a correction."""

from collections.abc import Callable, Mapping

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.service import Context
from services.assembly.actions.charters import charter_in_force
from services.assembly.domain import seat
from services.assembly.domain.member import Member, Objection
from services.assembly.domain.roster import category_of, community_of, phone_of
from services.assembly.kinds import MEMBERS


async def raise_objection(
    ctx: Context, street: str, member_id: str, text: str, cause: Cause
) -> Changed[Member]:
    """Anybody objects while the notice hangs (E-17)."""
    objection = Objection(id=cause.derive("objection"), text=text, at=cause.at)
    return await _change(
        ctx, street, member_id, lambda member: seat.object_to(member, objection), cause
    )


async def close_objection(
    ctx: Context,
    street: str,
    member_id: str,
    which: str,
    upheld: bool,
    reason: str,
    cause: Cause,
) -> Changed[Member]:
    """The NPC committee answers an objection; only then the way goes on."""

    def decide(member: Member) -> Change[Member]:
        return seat.close_objection(member, which, upheld, reason, cause.at, cause.actor)

    return await _change(ctx, street, member_id, decide, cause)


async def move_seat(
    ctx: Context,
    street: str,
    member_id: str,
    action: str,
    reason: str,
    cause: Cause,
    if_version: int | None,
) -> Changed[Member]:
    """``suspend``, ``resume``, ``end`` or ``withdraw``, with a private reason."""

    def decide(member: Member) -> Change[Member]:
        return seat.move_seat(member, action, reason, cause.at, cause.actor, member_id)

    return await _change(ctx, street, member_id, decide, cause, if_version)


async def show_phone(
    ctx: Context, street: str, member_id: str, reason: str, cause: Cause
) -> Changed[Member]:
    """Somebody of the staff needs the whole number: who and why is written down (C-05)."""

    def decide(member: Member) -> Change[Member]:
        return seat.show_phone(member, reason, cause.at, cause.actor)

    return await _change(ctx, street, member_id, decide, cause)


async def correct_member(
    ctx: Context,
    street: str,
    member_id: str,
    fields: Mapping[str, str],
    reason: str,
    cause: Cause,
    if_version: int | None,
) -> Changed[Member]:
    """A clerk puts a wrong entry right; the history keeps what it was."""
    charter = await charter_in_force(ctx, street)
    checked = dict(fields)
    if "community" in checked:
        checked["community"] = community_of(charter, checked["community"])
    if "category" in checked:
        checked["category"] = category_of(charter, checked["category"])
    if "phone" in checked:
        checked["phone"] = phone_of(checked["phone"])

    def decide(member: Member) -> Change[Member]:
        return seat.correct(member, checked, reason, cause.at, cause.actor, member_id)

    return await _change(ctx, street, member_id, decide, cause, if_version)


async def _change(
    ctx: Context,
    street: str,
    member_id: str,
    decide: Callable[[Member], Change[Member]],
    cause: Cause,
    if_version: int | None = None,
) -> Changed[Member]:
    return await ctx.change(MEMBERS.key(street, member_id), existing(decide), cause, if_version)
