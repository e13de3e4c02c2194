"""What is read of the floor."""

from chassis.service import Context
from services.ballot.agenda.item import standing
from services.ballot.kinds import FLOORS
from services.ballot.session.domain import Session
from services.ballot.speakers.domain import Floor


async def floor_of(ctx: Context, street: str, session_id: str) -> Floor:
    """The floor of a session; an empty one where nobody spoke yet."""
    found = await ctx.store.known(FLOORS.key(street, session_id))
    return found.state if found else Floor(session=session_id)


def agenda_of(session: Session) -> dict[str, str]:
    """Id → title of what stands on the agenda, in its order."""
    return {one.id: one.title for one in standing(session.agenda)}
