"""One candidate's row of what a body's letter says (E-14)."""

from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.service import Context
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS
from services.assembly.member.domain.member import Member
from services.assembly.member.domain.reviewing import Conclusion, conclude


async def conclude_row(ctx: Context, street: str, row: dict[str, Any], cause: Cause) -> None:
    """Note it with one candidate."""
    charter = await charter_in_force(ctx, street)
    told = Conclusion.model_validate(row["told"])

    def decide(member: Member) -> Change[Member]:
        return conclude(member, charter, str(row["step"]), told, named=bool(row["named"]))

    await ctx.change(MEMBERS.key(street, str(row["member"])), existing(decide), cause)
