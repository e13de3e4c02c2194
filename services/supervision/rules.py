"""The charter's rules for projects, as an event needs them."""

from chassis.core.decision import too_early
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.charter import ProjectRules


async def rules_of(ctx: Context, street: str) -> ProjectRules:
    """The rules in force. Raises ``TooEarly`` where the charter has not arrived yet."""
    try:
        return (await charter_of(ctx, street)).projects
    except NotFound:
        raise too_early() from None
