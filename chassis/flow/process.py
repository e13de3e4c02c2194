"""Processes: steps over several documents that are completed, or undone, even after a crash.

A process is one document that holds what was asked and says how far it came. The request that
begins it runs the steps at once and answers when they are done. Where the process of the machine
dies, or a step cannot be made now, the document is due after a lease and a worker goes on
(``chassis.flow.due``); every step is made under a cause derived from the process, so once. A step
that is refused ends it visibly: what was done before is undone, last step first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

import structlog

from chassis.core.catalogue import busy, stale
from chassis.core.decision import Cause, Change, awaited
from chassis.core.documents import Found, Key, Kind
from chassis.core.errors import Refused, Stale, WrongState
from chassis.core.faults import reached
from chassis.flow.due import LEASE, DueWork, Waiting, due_kind
from chassis.flow.purge import Ending
from chassis.service import Args, Context, Process

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]


class Status(StrEnum):
    """Where a process stands. ``REFUSED``: a step was, and all before it are undone."""

    RUNNING = "RUNNING"
    UNDOING = "UNDOING"
    DONE = "DONE"
    REFUSED = "REFUSED"


class Progress(Waiting, Ending):
    """One process: what was asked by whom, and how far it came.

    ``args`` are let go at the end. ``attempt`` counts how often it began again after a refusal;
    ``refused`` names the step that was, with ``code``, ``zh`` and ``en`` of its problem.
    """

    name: str
    status: Status = Status.RUNNING
    attempt: int
    args: dict[str, Any]
    by: str
    roles: tuple[str, ...] = ()
    action: str
    at: datetime
    correlation: str
    causation: str = ""
    note: str = ""
    refused: str = ""
    code: str = ""
    zh: str = ""
    en: str = ""

    @property
    def ended(self) -> bool:
        """Whether it is done or undone; one that was given up waits for a person."""
        return self.status in (Status.DONE, Status.REFUSED)

    def cause(self, process_id: str) -> Cause:
        """In whose name its steps are made, also by a worker later."""
        return Cause(
            id=f"process:{process_id}:{self.attempt}",
            actor=self.by,
            action=self.action,
            at=self.at,
            correlation=self.correlation,
            causation=self.causation,
            roles=self.roles,
            note=self.note,
        )


PROCESSES: Kind[Progress] = due_kind("processes", Progress, ("status",), ("given_up",))


async def carry_out(
    ctx: Context, process: Process, street: str, args: Args, cause: Cause, check: Check
) -> None:
    """Run a process; returns when it is done. A repetition of the request goes on with it.

    ``check`` raises what can be refused before anything is written. Raises ``Refused`` where a
    step was and the ones before it are undone; ``NotNow`` or a bug leave the rest to a worker.
    """
    key = PROCESSES.key(street, cause.derive(process.name))
    found = await ctx.store.get(key)
    attempt = found.state.attempt if found else 0
    if found is None or found.state.status is Status.REFUSED:
        await check()
        attempt += 1
    begin = _begin(process, attempt, {**args, "street": street}, cause, ctx.now() + LEASE)
    begun = await ctx.change(key, begin, cause.part(f"{process.name}-{attempt}"))
    try:
        async with asyncio.timeout(LEASE.total_seconds() / 2):
            ended = await _go_on(ctx, process, key, begun.state)
    except TimeoutError:
        raise busy() from None
    if ended.status is not Status.DONE:
        raise _problem(ended)


def _begin(
    process: Process, attempt: int, args: dict[str, Any], cause: Cause, wake: datetime
) -> Callable[[Progress | None], Change[Progress]]:
    fresh = Progress(
        name=process.name,
        attempt=attempt,
        args=args,
        wake=wake,
        by=cause.actor,
        roles=cause.roles,
        action=cause.action,
        at=cause.at,
        correlation=cause.correlation,
        causation=cause.causation,
        note=cause.note,
    )

    def decide(found: Progress | None) -> Change[Progress]:
        return Change(fresh if found is None or found.attempt < attempt else found)

    return decide


def _problem(ended: Progress) -> Refused:
    kind = Stale if ended.code == "stale" else WrongState
    return kind(ended.code, ended.zh, ended.en)


def resuming(processes: Sequence[Process]) -> DueWork[Progress]:
    """What a worker does with processes whose lease is over: it goes on with them."""
    named = {process.name: process for process in processes}
    return DueWork(PROCESSES, partial(_resume, named), early=True)


async def _resume(named: Mapping[str, Process], ctx: Context, found: Found[Progress]) -> None:
    process = named[found.state.name]
    ended = await _go_on(ctx, process, PROCESSES.key(found.street, found.id), found.state)
    told = {"service": ctx.service, "process": process.name, "id": found.id}
    log.info("process resumed", status=ended.status.value, refused=ended.refused, **told)


# ---- the steps ---------------------------------------------------------------------------------


async def _go_on(ctx: Context, process: Process, key: Key[Progress], state: Progress) -> Progress:
    if state.status is Status.RUNNING:
        state = await _forward(ctx, process, key, state)
    if state.status is Status.UNDOING:
        state = await _back(ctx, process, key, state)
    return state


async def _forward(ctx: Context, process: Process, key: Key[Progress], state: Progress) -> Progress:
    cause = state.cause(key.doc_id)
    for step in process.steps:
        try:
            await step.do(ctx, state.args, cause.part(step.name))
        except Refused as refused:
            return await _turn_round(ctx, key, cause, step.name, refused)
        reached("process-after-step", f"{process.name}.{step.name}")
    end = {"status": Status.DONE, "waiting": False, "given_up": False, "args": {}}
    return await _note(ctx, key, cause.part("done"), Status.RUNNING, end)


async def _turn_round(
    ctx: Context, key: Key[Progress], cause: Cause, step: str, refused: Refused
) -> Progress:
    told = {"refused": step, "code": refused.code, "zh": refused.zh, "en": refused.en}
    noted = cause.part("refused")
    return await _note(ctx, key, noted, Status.RUNNING, {"status": Status.UNDOING, **told})


async def _back(ctx: Context, process: Process, key: Key[Progress], state: Progress) -> Progress:
    cause = replace(state.cause(key.doc_id), action=f"undo_{state.action}", note=state.code)
    names = [step.name for step in process.steps]
    for step in reversed(process.steps[: names.index(state.refused)]):
        if step.undo:
            await step.undo(ctx, state.args, cause.part(f"undo-{step.name}"))
            reached("process-after-undo", f"{process.name}.{step.name}")
    ctx.metrics.processes_refused.labels(ctx.service, process.name).inc()
    end = {"status": Status.REFUSED, "waiting": False, "given_up": False, "args": {}}
    return await _note(ctx, key, cause.part("undone"), Status.UNDOING, end)


async def _note(
    ctx: Context, key: Key[Progress], cause: Cause, only: Status, update: dict[str, Any]
) -> Progress:
    """Note how far it came, unless another runner of the same process noted something else."""

    def decide(state: Progress) -> Change[Progress]:
        return Change(state.model_copy(update=update) if state.status is only else state)

    return (await ctx.change(key, awaited(decide), cause)).state


def check_version(found: Found[Any], if_version: int | None) -> None:
    """Hold a document to ``If-Match`` before anything is written. Raises ``Stale``."""
    if if_version is not None and found.version != if_version:
        raise stale()
