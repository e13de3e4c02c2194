"""What this service hears of members: who took a seat, who left or is suspended."""

from chassis.core.decision import Cause, Change
from chassis.service import Context
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from contracts.envelope import Heard
from services.ballot.kinds import MEMBERS
from services.ballot.member.domain import MemberCopy


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A member took the seat and will be expected at sessions."""
    said = heard.data
    copy = MemberCopy(
        name=said.name, community=said.community, active=True, sequence=heard.sequence
    )
    await _keep(ctx, heard, cause, said.member, copy)


async def rest_member(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """A member left the assembly, or is suspended, and is not expected."""
    gone = MemberCopy(active=False, sequence=heard.sequence)
    await _keep(ctx, heard, cause, heard.data.member, gone)


async def _keep(
    ctx: Context,
    heard: Heard[MemberAppointed] | Heard[MemberEnded] | Heard[MemberSuspended],
    cause: Cause,
    member: str,
    copy: MemberCopy,
) -> None:
    def decide(found: MemberCopy | None) -> Change[MemberCopy]:
        if found is not None and found.sequence >= copy.sequence:
            return Change(found)
        return Change(copy)

    await ctx.change(MEMBERS.key(heard.street, member), decide, cause)
