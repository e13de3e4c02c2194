"""What is read of records: one of them."""

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.screening.forum.domain import Forum
from services.screening.kinds import FORUMS


async def forum_of(ctx: Context, street: str, forum_id: str) -> Found[Forum]:
    """A record of what was held. Raises ``NotFound``."""
    found = await ctx.store.get(FORUMS.key(street, forum_id))
    if found is None:
        raise unknown_forum()
    return found


def unknown_forum() -> NotFound:
    """The record that was named is not there."""
    return NotFound("unknown-forum", "没有这次座谈会的记录。", "There is no such forum.")
