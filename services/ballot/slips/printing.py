"""Printing the slips of a session: its answer is the only place where the codes ever stand."""

import secrets

from chassis.core.decision import Cause, Change, existing
from chassis.core.errors import WrongState
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.ballot.kinds import SESSIONS, SLIPS
from services.ballot.session import domain
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.slips.domain import new_code, slip_hash


async def print_slips(
    ctx: Context, street: str, session_id: str, number: int, cause: Cause
) -> list[str]:
    """Print fresh slips, in no order; the answer is the only place where they ever stand.

    Raises ``WrongState`` once somebody drew one. A print replaces the one before.
    """
    seats = (await charter_of(ctx, street)).seats
    found = await session_of(ctx, street, session_id)
    domain.check_printable(found.state, number, seats)
    codes = [new_code(secrets.choice) for _ in range(number)]
    secrets.SystemRandom().shuffle(codes)
    run = secrets.token_hex(8)
    for code in codes:
        row_id = f"{street}/{session_id}/{slip_hash(code)}"
        await ctx.store.engine.insert(SLIPS, row_id, {"print": run})

    def decide(state: Session) -> Change[Session]:
        return domain.put_in_force(state, run, number, seats)

    changed = await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    if changed.already:
        raise WrongState(
            "printed-once",
            "投票码只显示一次；如未打印成功，请重新打印一套新的。",
            "Slips are shown once; where printing failed, print a fresh set.",
        )
    await _drop_print(ctx, street, session_id, found.state.print)
    return codes


async def _drop_print(ctx: Context, street: str, session_id: str, run: str) -> None:
    for row_id, body in await ctx.store.engine.rows(SLIPS, f"{street}/{session_id}/", "", 2000):
        if body["print"] == run:
            await ctx.store.engine.remove(SLIPS, row_id)
