"""What this service hears: who is in office, and what goes on the ballot."""

from chassis.core.decision import Cause, Change
from chassis.service import Context
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from contracts.envelope import Heard
from contracts.screening import SlateFinalised
from services.ballot.domain.roll import MemberCopy, SlateCopy
from services.ballot.kinds import MEMBERS, SLATES


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


async def keep_slate(ctx: Context, heard: Heard[SlateFinalised], cause: Cause) -> None:
    """The candidates of a cycle are final; a frozen booklet keeps the ones it has."""
    copy = SlateCopy(slate=heard.data.slate, items=heard.data.items, sequence=heard.sequence)

    def decide(found: SlateCopy | None) -> Change[SlateCopy]:
        if found is not None and found.sequence >= copy.sequence:
            return Change(found)
        return Change(copy)

    await ctx.change(SLATES.key(heard.street, heard.data.cycle), decide, cause)
