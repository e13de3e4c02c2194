"""Which candidates an order over many members is about."""

from chassis.core.documents import Found
from chassis.core.errors import Invalid
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.kinds import MEMBERS
from services.assembly.member.domain.member import Member
from services.assembly.member.domain.turn import ready_status, step_of


async def meant(
    ctx: Context, street: str, charter: Charter, step: str, members: list[str], where: str
) -> list[Found[Member]]:
    """The candidates named, else all who wait for the step (of that community). ``Invalid``."""
    if members:
        named = [await ctx.store.get(MEMBERS.key(street, one)) for one in dict.fromkeys(members)]
        found = [one for one in named if one is not None]
        if len(found) != len(named) or (where and any(f.state.community != where for f in found)):
            raise Invalid(
                "unknown-member", "有人选不在本街道（或本社区）。", "A member is not of this place."
            )
        return found
    found = await waiting_for(ctx, street, charter, step, where)
    if not found:
        raise Invalid(
            "nobody-ready", "没有等待这一步的人选。", "Nobody waits for this step just now."
        )
    return found


async def waiting_for(
    ctx: Context, street: str, charter: Charter, step: str, where: str = ""
) -> list[Found[Member]]:
    """Everybody who is ready for a step, of one community where it is named. Raises ``Invalid``."""
    ready = ready_status(charter, step_of(charter, step)).value
    wanted: dict[str, str] = {"status": ready} | ({"community": where} if where else {})
    return await ctx.store.every(MEMBERS, street, wanted)


def fallen_unnamed() -> Invalid:
    """A failure that does not say who failed."""
    return Invalid(
        "name-who-fell",
        "有未通过的结果时，必须逐一指明是哪些人选。",
        "Where a result is a failure, the members must be named.",
    )
