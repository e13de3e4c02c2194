"""What is read of members: the list, one of them, the sums."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from chassis.core.catalogue import not_found, unknown_batch
from chassis.core.documents import Found, Listing, Where
from chassis.rooms.batch import BATCHES, Batch
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.kinds import MEMBERS
from services.assembly.member.domain.member import PUBLIC, SEATED, Member, MemberStatus


async def list_members(
    ctx: Context, street: str, where: Where, after: str, limit: int, *, staff: bool
) -> Listing[Member]:
    """A page of members; who is no member of the staff sees those who have the seat."""
    wanted = dict(where)
    if not staff:
        asked = wanted.get("status", "")
        shown = [status.value for status in PUBLIC if asked in ("", status.value)]
        if not shown:
            return Listing([], "")
        wanted["status"] = shown
    return await ctx.store.find(MEMBERS, street, wanted, after=after, limit=limit)


async def member_of(ctx: Context, street: str, member_id: str, *, staff: bool) -> Found[Member]:
    """One member. Raises ``NotFound``, to the public also for those who have no seat."""
    found = await ctx.store.get(MEMBERS.key(street, member_id))
    if found is None or not (staff or found.state.status in PUBLIC):
        raise not_found()
    return found


def public_summary(whole: dict[str, Any]) -> dict[str, Any]:
    """The same sums without those who are still being chosen or were not chosen."""
    shown = {k: n for k, n in whole["by_status"].items() if MemberStatus(k) in PUBLIC}
    return whole | {"by_status": shown}


async def summary(ctx: Context, street: str, charter: Charter) -> dict[str, Any]:
    """Seats and composition (E-09, E-12, W-25, W-27): who has a seat, by category and group."""
    everybody = [found.state for found in await ctx.store.every(MEMBERS, street)]
    seated = [member for member in everybody if member.status in SEATED]
    active = [member for member in everybody if member.status is MemberStatus.ACTIVE]
    grids = {member.grid for member in seated if member.grid}
    return {
        "target": charter.seats,
        "appointed": len(active),
        "vacant": max(charter.seats - len(seated), 0),
        "by_status": _counted(member.status.value for member in everybody),
        "by_category": _counted(member.category for member in seated),
        "by_community": _counted(member.community for member in seated),
        "groups": _counted(member.community_group for member in seated if member.community_group),
        "specialty_groups": _counted(m.specialty_group for m in seated if m.specialty_group),
        "grids_covered": len(grids),
        "grids": charter.grids,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


async def public_members(ctx: Context, street: str, after: str, limit: int) -> Listing[Member]:
    """A page of those who have a seat, by number."""
    return await list_members(ctx, street, {}, after, limit, staff=False)


async def batch_of(ctx: Context, street: str, batch: str) -> Found[Batch]:
    """One batch. Raises ``NotFound``."""
    found = await ctx.store.get(BATCHES.key(street, batch))
    if found is None:
        raise unknown_batch()
    return found
