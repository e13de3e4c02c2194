"""What is read of the roll."""

from chassis.core.documents import Found, Listing
from chassis.rooms.copies import charter_of
from chassis.service import Context
from services.ballot.kinds import ROLL
from services.ballot.member.queries import copies_called
from services.ballot.roll.board import Board, board_of
from services.ballot.roll.domain import RollEntry
from services.ballot.session.presence import Witness
from services.ballot.session.settling import session_of


async def roll_page(
    ctx: Context, street: str, session_id: str, after: str, limit: int
) -> Listing[RollEntry]:
    """One page of the roll. Raises ``NotFound`` for an unknown session."""
    await session_of(ctx, street, session_id)
    return await ctx.store.find(ROLL, street, {"session": session_id}, after=after, limit=limit)


async def whole_roll(ctx: Context, street: str, session_id: str) -> list[Found[RollEntry]]:
    """Everybody on the roll, members before non-voting attendees."""
    found = await ctx.store.every(ROLL, street, {"session": session_id})
    return sorted(found, key=lambda one: (not one.state.voting, one.state.community, one.id))


async def read_board(
    ctx: Context, street: str, session_id: str, viewer: Witness, by: str = "community"
) -> Board:
    """The board of a session, by a fixed number of reads. Raises ``NotFound``."""
    session = (await session_of(ctx, street, session_id)).state
    members = await copies_called(ctx, street, session)
    roll = await whole_roll(ctx, street, session_id)
    return board_of(session, await charter_of(ctx, street), members, roll, viewer, by)
