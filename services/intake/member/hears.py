"""Copies of members, kept from the events of the assembly."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_newest
from chassis.service import Context
from contracts.assembly import MemberAppointed
from contracts.envelope import Heard
from services.intake.kinds import MEMBERS
from services.intake.member.domain import Member


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A deliberator took the seat: a name in the ledger can be resolved from now on."""
    copy = Member(name=heard.data.name, sequence=heard.sequence)
    await keep_newest(ctx, MEMBERS.key(heard.street, heard.data.member), copy, cause)
