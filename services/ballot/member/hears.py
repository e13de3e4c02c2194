"""What this service hears of members: who took a seat, who left or is suspended."""

from collections.abc import Callable

from chassis.core.decision import Cause, Change
from chassis.service import Context
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from contracts.envelope import Heard
from services.ballot.kinds import MEMBERS
from services.ballot.member.domain import MemberCopy


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A member took the seat and will be expected at sessions called from now on."""
    said = heard.data
    copy = MemberCopy(
        name=said.name,
        community=said.community,
        category=said.category,
        group=said.community_group,
        active=True,
        sequence=heard.sequence,
    )
    await _keep(ctx, heard, cause, lambda _: copy)


async def rest_member(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """A member left the assembly, or is suspended: sessions called from now on do without."""

    def rested(found: MemberCopy) -> MemberCopy:
        return found.model_copy(update={"active": False, "sequence": heard.sequence})

    await _keep(ctx, heard, cause, rested)


async def _keep(
    ctx: Context,
    heard: Heard[MemberAppointed] | Heard[MemberEnded] | Heard[MemberSuspended],
    cause: Cause,
    newer: Callable[[MemberCopy], MemberCopy],
) -> None:
    def decide(found: MemberCopy | None) -> Change[MemberCopy]:
        known = found or MemberCopy(active=False, sequence=-1)
        return Change(newer(known) if known.sequence < heard.sequence else known)

    await ctx.change(MEMBERS.key(heard.street, heard.data.member), decide, cause)
