"""What is read of opinions."""

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.screening.kinds import OPINIONS
from services.screening.opinion.domain import Opinion


async def opinion_of(ctx: Context, street: str, opinion_id: str) -> Found[Opinion]:
    """A pre-review opinion. Raises ``NotFound``."""
    found = await ctx.store.get(OPINIONS.key(street, opinion_id))
    if found is None:
        raise NotFound("unknown-opinion", "没有这条意见。", "There is no such opinion.")
    return found
