"""What is done with many members at once: ordered here, carried out row by row when the event
comes back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from chassis.core.decision import Cause, Change, too_early
from chassis.core.documents import Changed
from chassis.rooms.batch import BATCHES, Batch, order_batch, work_off
from chassis.service import Context
from contracts.assembly import MembersOrdered
from contracts.envelope import Heard
from services.assembly.member.concluding import conclude_row
from services.assembly.member.importing import import_row
from services.assembly.member.stepping import hang_notice, step_row

IMPORT = "import_members"
STEP = "take_step"
CONCLUDE = "note_conclusion"

Rows = Callable[[], Awaitable[list[dict[str, Any]]]]


async def order_members(
    ctx: Context, street: str, name: str, rows: Rows, cause: Cause
) -> Changed[Batch]:
    """Begin a batch over members. A repeated request gets its first answer: rows are read once."""
    key = BATCHES.key(street, cause.derive("batch"))
    read = await rows() if await ctx.store.get(key) is None else []

    def decide(found: Batch | None) -> Change[Batch]:
        return order_batch(name, read, cause, MembersOrdered(batch=key.id))(found)

    return await ctx.change(key, decide, cause)


async def carry_out(ctx: Context, heard: Heard[MembersOrdered], cause: Cause) -> None:
    """Do what a batch asks for, in the name of whoever ordered it."""
    street, batch_id = heard.street, heard.data.batch
    found = await ctx.store.get(BATCHES.key(street, batch_id))
    if found is None:
        raise too_early()
    batch = found.state
    cause = replace(cause, actor=batch.by, action=batch.name)
    if batch.name == STEP and batch.rows:
        await hang_notice(ctx, street, batch_id, batch.rows, cause)

    async def act(row: dict[str, Any], row_cause: Cause) -> None:
        if batch.name == IMPORT:
            await import_row(ctx, street, row, batch, row_cause)
        elif batch.name == CONCLUDE:
            await conclude_row(ctx, street, row, row_cause)
        else:
            await step_row(ctx, street, row, batch_id, row_cause)

    await work_off(ctx, street, batch_id, cause, act)
