"""Who is in office, as the assembly says it."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_newest
from chassis.service import Context
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from contracts.envelope import Heard
from services.supervision.kinds import MEMBERS
from services.supervision.member.domain import MemberCopy


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A deliberator took the seat and may sign acceptances."""
    copy = MemberCopy(name=heard.data.name, active=True, sequence=heard.sequence)
    await keep_newest(ctx, MEMBERS.key(heard.street, heard.data.member), copy, cause)


async def rest_member(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """A deliberator left the assembly, or is suspended."""
    copy = MemberCopy(active=False, sequence=heard.sequence)
    await keep_newest(ctx, MEMBERS.key(heard.street, heard.data.member), copy, cause)
