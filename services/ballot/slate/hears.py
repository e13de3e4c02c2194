"""What this service hears of the screening: the final candidates of a cycle."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_newest
from chassis.service import Context
from contracts.envelope import Heard
from contracts.screening import SlateFinalised
from services.ballot.kinds import SLATES
from services.ballot.slate.domain import SlateCopy


async def keep_slate(ctx: Context, heard: Heard[SlateFinalised], cause: Cause) -> None:
    """The candidates of a cycle are final; a frozen booklet keeps the ones it has."""
    copy = SlateCopy(slate=heard.data.slate, items=heard.data.items, sequence=heard.sequence)
    await keep_newest(ctx, SLATES.key(heard.street, heard.data.cycle), copy, cause)
