"""Check-in and leaving: the session decides, then the roll notes it, one after the other."""

from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed, Key
from chassis.flow.process import carry_out
from chassis.service import Args, Context, Process, Step, StepAction
from chassis.web.command import Order
from services.ballot.kinds import ROLL, SESSIONS
from services.ballot.roll import domain
from services.ballot.roll.domain import RollEntry
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of, settle_voting

MOVES = {"check_in": domain.check_in, "draw_slip": domain.draw_slip, "leave": domain.leave}


async def entered(order: Order[Any], process: Process, member: str, **facts: str) -> Changed[Any]:
    """Run one of the processes below; the entry on the roll as it stands then."""
    ctx, street, cause = order.ctx, order.street, order.cause

    async def check() -> None:
        await settle_voting(ctx, street, order.key, cause)
        MOVES[process.name]((await session_of(ctx, street, order.key)).state, member)

    args = {"session": order.key, "member": member, "facts": facts}
    await carry_out(ctx, process, street, args, cause, check)
    found = await ctx.store.get(_entry_key(args | {"street": street}))
    assert found is not None  # the process has just written it
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
