"""Commands over many documents (imports, bulk answers, releases), done row by row.

The command is one document, a batch, that holds its rows and says an event of its service; the
reaction works it off in portions, each row under a cause of its own, and notes ``done`` after
each portion. Whatever stops it, the next attempt goes on where it stopped and doubles nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chassis.core.catalogue import too_early
from chassis.core.decision import Cause, Change, State, awaited, created
from chassis.core.documents import Kind
from chassis.core.errors import Invalid, Refused
from chassis.service import Context
from contracts.envelope import Event

MAX_ROWS = 1000
PORTION = 50

Row = dict[str, Any]
RowAction = Callable[[Row, Cause], Awaitable[None]]
"""Does one row: ``async def import_row(row, cause)``, idempotent under its cause."""


class BatchStatus(StrEnum):
    """Whether rows are still to be done."""

    RUNNING = "RUNNING"
    DONE = "DONE"


class RowProblem(State):
    """A row that was refused and why: its own ``row`` number, else its place (the first is 1)."""

    row: int
    zh: str
    en: str


class Batch(State):
    """A command over many documents: ``done`` of ``total`` rows have been tried.

    ``name`` says what is done, ``by`` who ordered it (a subject), ``at`` when. The rows are let go
    once all are done: what people wrote lives on only in the documents made of it.
    """

    name: str
    rows: tuple[Row, ...]
    total: int
    done: int = 0
    failed: tuple[RowProblem, ...] = ()
    status: BatchStatus = BatchStatus.RUNNING
    by: str
    at: datetime

    @property
    def succeeded(self) -> int:
        """Rows done without being refused."""
        return self.done - len(self.failed)


BATCHES = Kind("batches", Batch, indexes=(("status",),))


def order_batch(
    name: str, rows: Sequence[Mapping[str, Any]], cause: Cause, *events: Event
) -> Callable[[Batch | None], Change[Batch]]:
    """Begin a batch and say so. Raises ``Invalid`` without rows or with more than 1,000.

    The batch's id is ``cause.derive("batch")``, which the event carries to the reaction.
    """
    if not 0 < len(rows) <= MAX_ROWS:
        raise Invalid(
            "batch-size",
            f"每次需要 1 到 {MAX_ROWS} 行，这里有 {len(rows)} 行。",
            f"A batch takes 1 to {MAX_ROWS} rows; this one has {len(rows)}.",
        )
    copied = tuple(dict(row) for row in rows)
    batch = Batch(name=name, rows=copied, total=len(copied), by=cause.actor, at=cause.at)
    return created(batch, *events)


async def work_off(
    ctx: Context,
    street: str,
    batch_id: str,
    cause: Cause,
    row_action: RowAction,
    portion: int = PORTION,
) -> Batch:
    """Do the rows that are left, portion by portion; the batch as it stands then.

    A row that is refused is noted and stops no other. ``NotNow`` and bugs stop the work after
    noting the rows before them, and are raised: the next attempt continues there. Raises
    ``TooEarly`` where the batch has not arrived.
    """
    # Keyed by the batch and not by what wakes it: a second wake-up doubles nothing either.
    cause = replace(cause, id=f"batch:{batch_id}")
    batch = await _batch(ctx, street, batch_id)
    while batch.status is BatchStatus.RUNNING:
        batch = await _portion(ctx, street, batch_id, batch, cause, row_action, portion)
    return batch


async def _batch(ctx: Context, street: str, batch_id: str) -> Batch:
    found = await ctx.store.get(BATCHES.key(street, batch_id))
    if found is None:
        raise too_early()
    return found.state


async def _portion(
    ctx: Context,
    street: str,
    batch_id: str,
    batch: Batch,
    cause: Cause,
    row_action: RowAction,
    portion: int,
) -> Batch:
    first = batch.done
    until = min(first + portion, batch.total)
    failed: list[RowProblem] = []
    done = first
    try:
        for index in range(first, until):
            failed += await _row(batch.rows[index], index + 1, cause, row_action)
            done = index + 1
    finally:
        # Also when a row stops us: the rows before it are not tried again.
        batch = await _note(ctx, street, batch_id, cause, first, done, failed)
    return batch


async def _row(row: Row, place: int, cause: Cause, row_action: RowAction) -> list[RowProblem]:
    try:
        await row_action(row, cause.part(str(place)))
    except Refused as refused:
        return [RowProblem(row=int(row.get("row", place)), zh=refused.zh, en=refused.en)]
    return []


async def _note(
    ctx: Context,
    street: str,
    batch_id: str,
    cause: Cause,
    first: int,
    done: int,
    failed: Sequence[RowProblem],
) -> Batch:
    def decide(batch: Batch) -> Change[Batch]:
        # Another worker may have noted the same rows meanwhile: it counts once.
        if batch.done != first or done == first:
            return Change(batch)
        update: dict[str, Any] = {"done": done, "failed": (*batch.failed, *failed)}
        if done == batch.total:
            update |= {"status": BatchStatus.DONE, "rows": ()}
        return Change(batch.model_copy(update=update))

    noted = cause.part(f"{first}-{done}")
    changed = await ctx.change(BATCHES.key(street, batch_id), awaited(decide), noted)
    return changed.state
