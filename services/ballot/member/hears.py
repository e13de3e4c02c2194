"""What this service hears of members: who took a seat, who left or is suspended."""

from chassis.core.copied import newest
from chassis.core.decision import Cause, Change
from chassis.rooms.copies import keep_newest
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
    await keep_newest(ctx, MEMBERS.key(heard.street, said.member), copy, cause)


async def rest_member(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """A member left the assembly, or is suspended: sessions called from now on do without."""
    gone = {"active": False, "sequence": heard.sequence}

    def decide(found: MemberCopy | None) -> Change[MemberCopy]:
        known = found or MemberCopy(active=False, sequence=heard.sequence)
        return newest(known.model_copy(update=gone))(found)

    await ctx.change(MEMBERS.key(heard.street, heard.data.member), decide, cause)
