"""What is read of public notices."""

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.assembly.kinds import MEMBERS, NOTICES
from services.assembly.member.domain.member import Member, MemberStatus
from services.assembly.notice.domain import Notice

RUNNING_SHOWN = 20


async def notice_of(ctx: Context, street: str, notice_id: str) -> Found[Notice]:
    """One public notice. Raises ``NotFound``."""
    found = await ctx.store.get(NOTICES.key(street, notice_id))
    if found is None:
        raise NotFound("unknown-notice", "没有这个公示。", "There is no such notice.")
    return found


async def notices_running(ctx: Context, street: str) -> list[Found[Notice]]:
    """The notices that hang today, the one that began first at the top; 20 at most."""
    today = ctx.today()
    found = await ctx.store.every(NOTICES, street)
    return [one for one in found if one.state.status(today) == "PUBLISHED"][:RUNNING_SHOWN]


async def on_notice(ctx: Context, street: str, notice_id: str) -> list[Found[Member]]:
    """Who hangs out in a notice; after it ended, nobody's name is shown any more (C-09)."""
    today = ctx.today()
    found = await ctx.store.every(MEMBERS, street, {"notice": notice_id})
    return [
        one
        for one in found
        if one.state.status is MemberStatus.ON_NOTICE and today <= one.state.notice_ends_on
    ]
