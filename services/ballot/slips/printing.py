"""Printing slips: the committee orders, a scrutineer releases and alone sees the codes (0014)."""

import os
import secrets
from dataclasses import dataclass

from chassis.core.decision import Cause, Change, existing
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.ballot.kinds import SESSIONS, SLIPS
from services.ballot.roll.domain import at_the_door
from services.ballot.roll.queries import whole_roll
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of, settle_voting
from services.ballot.slips import stored
from services.ballot.slips.coupons import NONCE, Slip, fresh_slip, keys_of_turn
from services.ballot.slips.credential import set_digest
from services.ballot.slips.domain import (
    Plan,
    check_not_at_the_door,
    check_stored_set,
    plan_release,
    release,
    shown_once,
)
from services.ballot.slips.prints import SlipPrint


@dataclass(frozen=True)
class Releaser:
    """Who releases a print: subject and name."""

    sub: str
    name: str


async def release_slips(
    ctx: Context, street: str, session_id: str, who: Releaser, cause: Cause
) -> list[Slip]:
    """Print what was ordered, in no order; the answer is the only place where the codes ever stand.

    The session's document takes the digests first, so that no slip is good that it does not know.
    """
    await settle_voting(ctx, street, session_id, cause)
    state = (await session_of(ctx, street, session_id)).state
    check_not_at_the_door(who.sub, at_the_door(await whole_roll(ctx, street, session_id)))
    coupons = (await charter_of(ctx, street)).ballot.coupons
    plan = plan_release(state, who.sub, cause.at, coupons)
    slips = [
        fresh_slip(street, session_id, plan.turns, secrets.choice, apart=n < plan.apart)
        for n in range(plan.number)
    ]
    digests = await _digests(ctx, street, session_id, state, plan, slips)
    printed, run = _noted(state, plan, who, cause), secrets.token_hex(8)

    def decide(found: Session) -> Change[Session]:
        return release(found, printed, plan, digests, run)

    changed = await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    if changed.already:
        raise shown_once()
    await _store(ctx, street, session_id, plan, slips)
    return slips


async def _digests(
    ctx: Context, street: str, session_id: str, state: Session, plan: Plan, slips: list[Slip]
) -> tuple[str, ...]:
    """The digest of every turn's keys, with those that are drawn already where the print adds."""
    told = []
    for turn in plan.turns:
        keys = keys_of_turn(slips, turn)
        if plan.adds:
            there = await stored.read_turn(ctx.store.engine, street, session_id, state.box, turn)
            check_stored_set(state, there)
            keys |= there.keys
        told.append(set_digest(keys))
    return tuple(told)


def _noted(state: Session, plan: Plan, who: Releaser, cause: Cause) -> SlipPrint:
    order = state.box.order
    assert order is not None  # plan_release has refused where there is none
    return SlipPrint(
        by=(order.by, who.sub),
        names=(order.name, who.name),
        at=cause.at,
        number=plan.number,
        first=plan.first,
        coupons=plan.coupons,
        apart=plan.apart,
        why=order.why,
    )


async def _store(ctx: Context, street: str, session_id: str, plan: Plan, slips: list[Slip]) -> None:
    engine = ctx.store.engine
    if not plan.adds:
        await stored.drop_slips(engine, street, session_id, plan.first)
    nonces = [os.urandom(NONCE) for _ in slips]
    await stored.put_slips(engine, street, session_id, slips, nonces)
    if plan.adds:
        # The file keeps neither the place where the few new rows came in nor the former digest.
        await engine.rewrite(SLIPS)
