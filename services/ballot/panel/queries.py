"""What is read of panels."""

from chassis.core.documents import Found
from chassis.service import Context
from services.ballot.kinds import PANELS
from services.ballot.panel.domain import PanelRecord


async def panels_of(ctx: Context, street: str, session_id: str) -> list[Found[PanelRecord]]:
    """The panels of a session that were recorded."""
    return await ctx.store.every(PANELS, street, {"session": session_id})
