"""What is asked of a prepared ballot: rules, opening, closing, count, signatures, result."""

import asyncio

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.errors import Busy, WrongState
from chassis.service import Context
from contracts.charter import BallotRules
from services.ballot.actions.casting import ballot_of, papers_of, papers_prefix
from services.ballot.actions.piles import finished_pile
from services.ballot.actions.sessions import settle_voting
from services.ballot.domain import result, rounds
from services.ballot.domain import session as sessions
from services.ballot.domain.ballot import Ballot, Officers
from services.ballot.domain.count import Freeze, digest_of_papers
from services.ballot.domain.session import Session
from services.ballot.kinds import BALLOTS, MEMBERS, PANELS, PAPERS, SESSIONS


async def adopt_rules(
    ctx: Context, street: str, ballot_id: str, officers: Officers, cause: Cause
) -> Changed[Ballot]:
    """The session adopts the rules and names who counts."""

    def decide(state: Ballot) -> Change[Ballot]:
        return rounds.adopt_rules(state, officers)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)


async def open_round(
    ctx: Context, street: str, ballot_id: str, action: str, cause: Cause
) -> Changed[Ballot]:
    """Freeze the roll and open the first round (``open``) or the next one (``runoff``)."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    frozen, run = await _frozen(ctx, street, ballot_id, ballot, action, cause)

    def decide(state: Ballot) -> Change[Ballot]:
        rounds.planned_round(state, action)
        if frozen is None:
            raise Busy("busy", "请稍后再试。", "Somebody moved this ballot just now; try again.")
        return rounds.open_round(ballot_id, state, action, frozen, run, cause.at)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)


async def _frozen(
    ctx: Context, street: str, ballot_id: str, ballot: Ballot, action: str, cause: Cause
) -> tuple[Freeze | None, str]:
    if not rounds.may_open(ballot, action):
        return None, ""
    number, _ = rounds.planned_round(ballot, action)
    await settle_voting(ctx, street, ballot.session, cause)
    await _panels_closed(ctx, street, ballot.session, ballot.rules)
    active = await active_members(ctx, street)

    def freeze(state: Session) -> Change[Session]:
        return sessions.begin_voting(state, ballot_id, number, active, ballot.rules.quorum)

    key = SESSIONS.key(street, ballot.session)
    session = (await ctx.change(key, existing(freeze), cause.part("freeze"))).state
    return (session.voting.freeze if session.voting else None), session.print


async def active_members(ctx: Context, street: str) -> frozenset[str]:
    """The ids of all members in office."""
    return frozenset(m.id for m in await ctx.store.every(MEMBERS, street, {"active": True}))


async def _panels_closed(ctx: Context, street: str, session_id: str, rules: BallotRules) -> None:
    found = await ctx.store.every(PANELS, street, {"session": session_id})
    closed = {panel.state.panel for panel in found if panel.state.status == "CLOSED"}
    missing = [panel for panel in rules.panels if panel not in closed]
    if missing:
        raise WrongState(
            "panels-open",
            "评议尚未全部结束，不能开始投票。",
            "Voting opens only after all panels have closed.",
            [{"field": panel, "zh": "评议未结束", "en": "not closed"} for panel in missing],
        )


async def close_round(
    ctx: Context, street: str, ballot_id: str, cause: Cause, version: int | None
) -> Changed[Ballot]:
    """End the voting of this round."""

    def decide(state: Ballot) -> Change[Ballot]:
        return rounds.close_round(ballot_id, state, cause.at)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause, version)


async def count_round(ctx: Context, street: str, ballot_id: str, cause: Cause) -> Changed[Ballot]:
    """Count a closed round, after the wait that no paper outlives. Raises ``TooEarly`` before."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    number = ballot.round.number
    now = ctx.now()
    pile = await finished_pile(ctx, street, ballot_id, ballot, now, cause)
    # A write waits for every write asked before it: what was cast in time is no longer in a queue.
    await ctx.store.engine.remove(PAPERS, papers_prefix(street, ballot_id, number))
    # Read after `now`: where the fence lets `now` pass, every paper lies in the box.
    rows = await papers_of(ctx, street, ballot_id, number)
    # On a thread: whoever casts in another street does not wait for it.
    counted = await asyncio.to_thread(rounds.count_papers, ballot, rows)

    def decide(state: Ballot) -> Change[Ballot]:
        rounds.check_fence(state, now, ctx.settings.count_wait)
        rounds.check_pile(state, pile)
        doubles = pile.doubles_found if pile else 0
        return rounds.count_round(ballot_id, state, counted, doubles)

    changed = await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)
    await settle_voting(ctx, street, ballot.session, cause)
    return changed


async def void_ballot(
    ctx: Context, street: str, ballot_id: str, reason: str, cause: Cause
) -> Changed[Ballot]:
    """Declare the ballot void; a new one may be prepared."""

    def decide(state: Ballot) -> Change[Ballot]:
        return rounds.void(ballot_id, state, reason)

    changed = await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)
    await settle_voting(ctx, street, changed.state.session, cause)
    return changed


async def sign_count(
    ctx: Context, street: str, ballot_id: str, who: str, cause: Cause
) -> Changed[Ballot]:
    """A scrutineer signs the count."""

    def decide(state: Ballot) -> Change[Ballot]:
        return result.sign(state, who)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)


async def certify_ballot(
    ctx: Context, street: str, ballot_id: str, who: str, cause: Cause
) -> Changed[Ballot]:
    """The chief scrutineer certifies, after the papers of every round were read again."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    digests = []
    for one in ballot.rounds:
        rows = await papers_of(ctx, street, ballot_id, one.number)
        digests.append((len(rows), await asyncio.to_thread(digest_of_papers, rows)))

    def decide(state: Ballot) -> Change[Ballot]:
        return result.certify(ballot_id, state, who, digests)

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)


async def announce_result(
    ctx: Context, street: str, ballot_id: str, cause: Cause
) -> Changed[Ballot]:
    """Make the result public."""

    def decide(state: Ballot) -> Change[Ballot]:
        return result.announce(ballot_id, state, ctx.today())

    return await ctx.change(BALLOTS.key(street, ballot_id), existing(decide), cause)
