"""Printing slips: the committee orders, a scrutineer releases and alone sees the codes (0014)."""

import hashlib
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
from services.ballot.slips.credential import drawn_from, set_digest
from services.ballot.slips.domain import (
    Plan,
    check_not_at_the_door,
    check_stored_set,
    may_show_again,
    plan_release,
    release,
    shown_once,
)
from services.ballot.slips.prints import SlipPrint

SECRET = r"^([0-9a-f]{64})?$"
"""What a secret looks like: 256 random bits in hex, or none."""


@dataclass(frozen=True)
class Releaser:
    """Who releases a print: subject and name; ``secret`` lies in the page that asks, nowhere else.

    From it the codes are drawn, so that a second click shows the same slips; without one they are
    shown once.
    """

    sub: str
    name: str
    secret: str = ""

    @property
    def proof(self) -> str:
        """What the session's document keeps of the secret: it has 256 random bits."""
        return hashlib.sha256(self.secret.encode()).hexdigest() if self.secret else ""


async def release_slips(
    ctx: Context, street: str, session_id: str, who: Releaser, cause: Cause
) -> list[Slip]:
    """Print what was ordered, in no order; the answer is the only place where the codes ever stand.

    The session's document takes the digests first, so that no slip is good that it does not know.
    """
    await settle_voting(ctx, street, session_id, cause)
    if again := await _again(ctx, street, session_id, who, cause):
        return again
    state = (await session_of(ctx, street, session_id)).state
    check_not_at_the_door(who.sub, at_the_door(await whole_roll(ctx, street, session_id)))
    coupons = (await charter_of(ctx, street)).ballot.coupons
    plan = plan_release(state, who.sub, cause.at, coupons)
    run = secrets.token_hex(8)
    slips = _drawn(street, session_id, plan, who.secret or secrets.token_hex(32), run)
    digests = await _digests(ctx, street, session_id, state, plan, slips)
    printed = _noted(state, plan, who, cause)

    def decide(found: Session) -> Change[Session]:
        return release(found, printed, plan, digests, run)

    changed = await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    if changed.already:
        raise shown_once()
    await _store(ctx, street, session_id, plan, slips)
    return slips


def _drawn(street: str, session_id: str, plan: Plan, secret: str, run: str) -> list[Slip]:
    pick = drawn_from(secret, run)
    return [
        fresh_slip(street, session_id, plan.turns, pick, apart=n < plan.apart)
        for n in range(plan.number)
    ]


async def _again(
    ctx: Context, street: str, session_id: str, who: Releaser, cause: Cause
) -> list[Slip]:
    """The slips of the print that the same page has released already; none where it has not."""
    state = (await session_of(ctx, street, session_id)).state
    last = state.box.prints[-1] if state.box.prints else None
    if last is None or not may_show_again(state, last, who.sub, who.proof, cause.at):
        return []
    plan = Plan(last.number, last.first, last.coupons, adds=False, apart=last.apart)
    return _drawn(street, session_id, plan, who.secret, state.print)


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
        proof=who.proof,
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
