"""Copies of members follow the assembly's word."""

from chassis.core.decision import Cause, Change
from chassis.service import Context
from contracts.assembly import MemberAppointed
from contracts.envelope import Heard
from services.intake.kinds import MEMBERS
from services.intake.member import domain
from services.intake.member.domain import Member


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A deliberator took the seat: a name in the ledger can be resolved from now on."""

    def decide(found: Member | None) -> Change[Member]:
        return domain.keep(found, heard.data.name, heard.sequence)

    await ctx.change(MEMBERS.key(heard.street, heard.data.member), decide, cause)
