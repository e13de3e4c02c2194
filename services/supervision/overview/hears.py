"""What the city's overview hears of every street, and who else hears the same event."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_charter
from chassis.service import Context
from contracts.assembly import CharterAdopted
from contracts.ballot import BallotAnnounced, SatisfactionAnnounced
from contracts.envelope import Heard
from services.supervision.overview.journal import hear_word
from services.supervision.project.hears import create_projects, keep_ratings


async def hear_charter(ctx: Context, heard: Heard[CharterAdopted], cause: Cause) -> None:
    """Keep a street's charter, or its new version."""
    await keep_charter(ctx, heard, cause)
    await hear_word(ctx, heard, cause)


async def hear_result(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """Keep the figures of the vote, and open a project for each chosen candidate."""
    await hear_word(ctx, heard, cause)
    await create_projects(ctx, heard, cause)


async def hear_satisfaction(
    ctx: Context, heard: Heard[SatisfactionAnnounced], cause: Cause
) -> None:
    """Keep how satisfied the members are, and with which project."""
    await hear_word(ctx, heard, cause)
    await keep_ratings(ctx, heard, cause)
