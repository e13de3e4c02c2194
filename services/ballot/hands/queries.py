"""What is read of shows of hands."""

from chassis.core.documents import Found
from chassis.service import Context
from services.ballot.hands.domain import HandVote
from services.ballot.kinds import HAND_VOTES


async def hands_of(ctx: Context, street: str, session_id: str) -> list[Found[HandVote]]:
    """The shows of hands of a session, in the order they were called."""
    return await ctx.store.every(HAND_VOTES, street, {"session": session_id})
