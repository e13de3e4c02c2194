"""Reading one session, and letting go of a round that is over."""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.session.domain import Session
from services.ballot.session.voting import end_voting


async def session_of(ctx: Context, street: str, session_id: str) -> Found[Session]:
    """One session. Raises ``NotFound``."""
    found = await ctx.store.get(SESSIONS.key(street, session_id))
    if found is None:
        raise NotFound("no-session", "没有这次会议。", "There is no such session in this street.")
    return found


async def settle_voting(ctx: Context, street: str, session_id: str, cause: Cause) -> None:
    """Let go of a round that was counted or voided, so that slips may be drawn again.

    Count and void do this at once; whoever comes next does it where they were cut short.
    """
    found = await session_of(ctx, street, session_id)
    voting = found.state.voting
    if voting is None:
        return
    ballot = await ctx.store.get(BALLOTS.key(street, voting.ballot))
    if ballot is None or not ballot.state.is_over(voting.round):
        return

    def decide(state: Session) -> Change[Session]:
        return end_voting(state, voting.ballot, voting.round)

    await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause.part("settle"))
