"""签到: who is at a session, and who drew a slip."""

from chassis.core.decision import Cause, Change, created, existing
from chassis.core.documents import Changed, Key
from chassis.core.errors import NotFound
from chassis.flow.process import carry_out
from chassis.service import Args, Context, Process, Step, StepAction
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
    facts = {"name": copy.name, "community": copy.community, "arrived": cause.at.isoformat()}
    return await _entered(ctx, street, CHECK_IN, session_id, member, cause, **facts)


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
    return await _entered(ctx, street, DRAW_SLIP, session_id, member, cause)


async def leave_session(
    ctx: Context, street: str, session_id: str, member: str, cause: Cause
) -> Changed[RollEntry]:
    """A member leaves; whoever leaves before the freeze is not present at the vote."""
    left = cause.at.isoformat()
    return await _entered(ctx, street, LEAVE, session_id, member, cause, left=left)


# ---- the session and its roll, one after the other ---------------------------------------------

MOVES = {"check_in": sessions.check_in, "draw_slip": sessions.draw_slip, "leave": sessions.leave}


async def _entered(
    ctx: Context,
    street: str,
    process: Process,
    session_id: str,
    member: str,
    cause: Cause,
    **facts: str,
) -> Changed[RollEntry]:
    """Run one of the processes below; the entry on the roll as it stands then."""

    async def check() -> None:
        await settle_voting(ctx, street, session_id, cause)
        MOVES[process.name]((await session_of(ctx, street, session_id)).state, member)

    args = {"session": session_id, "member": member, "facts": facts}
    await carry_out(ctx, process, street, args, cause, check)
    found = await ctx.store.get(_entry_key(args | {"street": street}))
    assert found is not None
    return Changed(found.id, street, found.version, found.state)


def _entry_key(args: Args) -> Key[RollEntry]:
    return ROLL.key(args["street"], f"{args['session']}/{args['member']}")


def _moving(name: str) -> StepAction:
    """The step that changes the session, which alone decides who is present and who drew."""

    async def move(ctx: Context, args: Args, cause: Cause) -> None:
        def decide(state: Session) -> Change[Session]:
            return MOVES[name](state, args["member"])

        await ctx.change(SESSIONS.key(args["street"], args["session"]), existing(decide), cause)

    return move


async def _arrived(ctx: Context, args: Args, cause: Cause) -> None:
    session = (await session_of(ctx, args["street"], args["session"])).state
    slip = args["member"] in session.drawn
    fresh = RollEntry(
        session=args["session"], member=args["member"], present=False, **args["facts"]
    )

    def decide(found: RollEntry | None) -> Change[RollEntry]:
        here = {"present": True, "slip": slip, "left": ""}
        return Change((found or fresh).model_copy(update=here))

    await ctx.change(_entry_key(args), decide, cause)


async def _drew(ctx: Context, args: Args, cause: Cause) -> None:
    decide = existing(lambda state: Change(state.model_copy(update={"slip": True})))
    await ctx.change(_entry_key(args), decide, cause)


async def _left(ctx: Context, args: Args, cause: Cause) -> None:
    gone = {"present": False, "left": args["facts"]["left"]}
    decide = existing(lambda state: Change(state.model_copy(update=gone)))
    await ctx.change(_entry_key(args), decide, cause)


# The roll never refuses what the session has taken, so nothing is ever undone.
CHECK_IN, DRAW_SLIP, LEAVE = (
    Process(name, (Step("session", _moving(name)), Step("roll", enter)))
    for name, enter in (("check_in", _arrived), ("draw_slip", _drew), ("leave", _left))
)
ROLL_PROCESSES = (CHECK_IN, DRAW_SLIP, LEAVE)


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
