"""签到: who is at a session, and who drew a slip."""

from collections.abc import Callable

from chassis.core.decision import Cause, Change, created, existing
from chassis.core.documents import Changed
from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.actions.sessions import session_of, settle_voting
from services.ballot.domain import session as sessions
from services.ballot.domain.roll import MemberCopy, RollEntry
from services.ballot.domain.session import Session
from services.ballot.kinds import MEMBERS, ROLL, SESSIONS


async def check_in_member(
    ctx: Context, street: str, session_id: str, member: str, cause: Cause
) -> Changed[RollEntry]:
    """A member arrives and draws a slip, unless a round is being voted on (V-08)."""
    copy = await _member(ctx, street, member)
    await settle_voting(ctx, street, session_id, cause)

    def decide(state: Session) -> Change[Session]:
        return sessions.check_in(state, member)

    changed = await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    entry = RollEntry(
        session=session_id,
        member=member,
        name=copy.name,
        community=copy.community,
        slip=member in changed.state.drawn,
        arrived=cause.at.isoformat(),
    )
    return await ctx.change(
        ROLL.key(street, f"{session_id}/{member}"), _entered(entry), cause.part("roll")
    )


def _entered(entry: RollEntry) -> Callable[[RollEntry | None], Change[RollEntry]]:
    def decide(found: RollEntry | None) -> Change[RollEntry]:
        back = {"present": True, "slip": entry.slip, "left": ""}
        return Change(found.model_copy(update=back) if found else entry)

    return decide


async def _member(ctx: Context, street: str, member: str) -> MemberCopy:
    found = await ctx.store.get(MEMBERS.key(street, member))
    if found is None or not found.state.active:
        raise NotFound(
            "no-member", "没有这名在任议事员。", "There is no such member in office in this street."
        )
    return found.state


async def draw_slip(
    ctx: Context, street: str, session_id: str, member: str, cause: Cause
) -> Changed[RollEntry]:
    """Who came while a round was open draws a slip between the rounds."""
    await settle_voting(ctx, street, session_id, cause)

    def draw(state: Session) -> Change[Session]:
        return sessions.draw_slip(state, member)

    await ctx.change(SESSIONS.key(street, session_id), existing(draw), cause)
    return await _noted(ctx, street, session_id, member, cause, slip=True)


async def leave_session(
    ctx: Context, street: str, session_id: str, member: str, cause: Cause
) -> Changed[RollEntry]:
    """A member leaves; whoever leaves before the freeze is not present at the vote."""

    def decide(state: Session) -> Change[Session]:
        return sessions.leave(state, member)

    await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    left = cause.at.isoformat()
    return await _noted(ctx, street, session_id, member, cause, present=False, left=left)


async def _noted(
    ctx: Context, street: str, session_id: str, member: str, cause: Cause, **facts: object
) -> Changed[RollEntry]:
    def decide(state: RollEntry) -> Change[RollEntry]:
        return Change(state.model_copy(update=facts))

    key = ROLL.key(street, f"{session_id}/{member}")
    return await ctx.change(key, existing(decide), cause.part("roll"))


async def admit_attendee(
    ctx: Context, street: str, session_id: str, name: str, capacity: str, cause: Cause
) -> Changed[RollEntry]:
    """列席: a non-voting attendee; no slip, no part in any count (V-10)."""
    session = await session_of(ctx, street, session_id)
    sessions.check_gathered(session.state)
    entry = RollEntry(
        session=session_id,
        member="",
        name=name,
        voting=False,
        capacity=capacity,
        arrived=cause.at.isoformat(),
    )
    key = ROLL.key(street, f"{session_id}/guest-{cause.derive('guest')}")
    return await ctx.change(key, created(entry), cause)
