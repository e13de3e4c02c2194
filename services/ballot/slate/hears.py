"""What this service hears of the screening: the final candidates of a cycle."""

from chassis.core.decision import Cause, Change
from chassis.service import Context
from contracts.envelope import Heard
from contracts.screening import SlateFinalised
from services.ballot.kinds import SLATES
from services.ballot.slate.domain import SlateCopy


async def keep_slate(ctx: Context, heard: Heard[SlateFinalised], cause: Cause) -> None:
    """The candidates of a cycle are final; a frozen booklet keeps the ones it has."""
    copy = SlateCopy(slate=heard.data.slate, items=heard.data.items, sequence=heard.sequence)

    def decide(found: SlateCopy | None) -> Change[SlateCopy]:
        if found is not None and found.sequence >= copy.sequence:
            return Change(found)
        return Change(copy)

    await ctx.change(SLATES.key(heard.street, heard.data.cycle), decide, cause)
