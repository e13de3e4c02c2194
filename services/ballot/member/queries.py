"""Members in office: how many, who they are."""

from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.kinds import MEMBERS
from services.ballot.member.domain import MemberCopy


async def number_in_office(ctx: Context, street: str) -> int:
    """应到: how many members are expected at a session."""
    return sum((await ctx.store.count(MEMBERS, street, {"active": True})).values())


async def active_members(ctx: Context, street: str) -> frozenset[str]:
    """The ids of all members in office."""
    return frozenset(m.id for m in await ctx.store.every(MEMBERS, street, {"active": True}))


async def members_in_office(ctx: Context, street: str) -> list[tuple[str, str, str]]:
    """(id, name, community) of all members in office, by community and name."""
    found = await ctx.store.every(MEMBERS, street, {"active": True})
    members = [(one.id, one.state.name, one.state.community) for one in found]
    return sorted(members, key=lambda member: (member[2], member[1]))


async def member_of(ctx: Context, street: str, member: str) -> MemberCopy:
    """One member in office. Raises ``NotFound``."""
    found = await ctx.store.get(MEMBERS.key(street, member))
    if found is None or not found.state.active:
        raise NotFound(
            "no-member", "没有这名在任议事员。", "There is no such member in office in this street."
        )
    return found.state
