"""Members: who is in office, whom a session called, what they are called."""

from collections.abc import Sequence

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.kinds import MEMBERS
from services.ballot.member.domain import MemberCopy
from services.ballot.session.domain import Session


async def number_in_office(ctx: Context, street: str) -> int:
    """How many members a session would expect that was called now."""
    return sum((await ctx.store.count(MEMBERS, street, {"active": True})).values())


async def active_members(
    ctx: Context, street: str, categories: Sequence[str] = ()
) -> frozenset[str]:
    """The ids of all members in office, or of those in these categories."""
    found = await ctx.store.every(MEMBERS, street, {"active": True})
    return frozenset(one.id for one in found if not categories or one.state.category in categories)


async def number_called(ctx: Context, street: str, session: Session) -> int:
    """应到: how many members this session expects."""
    if session.expected is None:
        return await number_in_office(ctx, street)
    return len(session.expected)


async def called(ctx: Context, street: str, session: Session) -> frozenset[str]:
    """应到: the ids of the members this session expects."""
    if session.expected is None:
        return await active_members(ctx, street)
    return session.called()


async def copies_called(ctx: Context, street: str, session: Session) -> list[Found[MemberCopy]]:
    """Whom this session expects, by community and name."""
    where = {"active": True} if session.expected is None else None
    found = await ctx.store.every(MEMBERS, street, where)
    wanted = session.called(one.id for one in found)
    return sorted(
        (one for one in found if one.id in wanted),
        key=lambda one: (one.state.community, one.state.name, one.id),
    )


async def members_called(ctx: Context, street: str, session: Session) -> list[tuple[str, str, str]]:
    """(id, name, community) of whom this session expects, by community and name."""
    found = await copies_called(ctx, street, session)
    return [(one.id, one.state.name, one.state.community) for one in found]


async def copy_of(ctx: Context, street: str, session: Session, member: str) -> MemberCopy:
    """A member whom this session expects. Raises ``NotFound``, also for one appointed later."""
    found = await ctx.store.get(MEMBERS.key(street, member))
    if found is None or member not in session.called([member] if found.state.active else ()):
        raise NotFound(
            "no-member",
            "本次会议通知的议事员中没有这个人。会议通知后才聘任的，可登记为列席。",
            "This session called no such member; whoever was appointed later has no vote in it.",
        )
    return found.state
