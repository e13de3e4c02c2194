"""Timers: due dates that do something when they pass.

A timer is a document named by what it is for and whose it is, so there is one of each: setting it
again moves it, whoever hears an older event afterwards changes nothing. When its moment comes a
worker does what the service's manifest names for it, at least once, under a cause made of the
timer and its moment: so its effect happens once. Set and cancel timers in a reaction to the event
of the change that wants them: then no crash comes between the two.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from chassis.core.decision import Cause, Change, awaited
from chassis.core.documents import Found, Kind
from chassis.flow.due import DueWork, Waiting, due_kind, moment, worker_cause
from chassis.service import Context, Ringing, TimerAction


class Timer(Waiting):
    """One timer: ``name`` says what is done at ``due`` (UTC) and ``subject`` (an id) for whom.

    ``wake`` is ``due`` until somebody has it in hand. ``sequence`` is the version of the document
    that wanted it last.
    """

    name: str
    subject: str
    due: datetime
    sequence: int
    correlation: str


TIMERS: Kind[Timer] = due_kind("timers", Timer, ("given_up",))


async def set_timer(
    ctx: Context, street: str, name: str, subject: str, due: datetime, sequence: int, cause: Cause
) -> None:
    """Let ``name`` be done for ``subject`` at ``due``; moves the one that is set already."""
    wanted = Timer(
        wake=due,
        name=name,
        subject=subject,
        due=due,
        sequence=sequence,
        correlation=cause.correlation,
    )

    def decide(found: Timer | None) -> Change[Timer]:
        return Change(wanted if found is None or found.sequence < sequence else found)

    await ctx.change(TIMERS.key(street, f"{name}/{subject}"), decide, cause.part(f"set-{name}"))


async def cancel_timer(
    ctx: Context, street: str, name: str, subject: str, sequence: int, cause: Cause
) -> None:
    """Nothing is to be done for ``subject`` any more, unless a newer event sets it again.

    Leaves its mark also where there is no timer yet: the event that sets it may come later.
    """
    now = ctx.now()
    gone = {"waiting": False, "sequence": sequence}
    never = Timer(
        wake=now,
        name=name,
        subject=subject,
        due=now,
        correlation=cause.correlation,
        **gone,  # type: ignore[arg-type]
    )

    def decide(found: Timer | None) -> Change[Timer]:
        if found is None:
            return Change(never)
        return Change(found.model_copy(update=gone) if found.sequence < sequence else found)

    key = TIMERS.key(street, f"{name}/{subject}")
    await ctx.change(key, decide, cause.part(f"cancel-{name}"))


def ringing(actions: Mapping[str, TimerAction]) -> DueWork[Timer]:
    """What a worker does with timers whose moment has come."""
    return DueWork(TIMERS, partial(_ring, actions))


async def _ring(actions: Mapping[str, TimerAction], ctx: Context, found: Found[Timer]) -> None:
    timer, now = found.state, ctx.now()
    action = actions[timer.name]
    name = getattr(action, "__name__", timer.name)
    cause_id = f"timer:{found.street}/{found.id}:{moment(timer.due)}"
    cause = worker_cause(cause_id, name, now, timer.correlation)
    await action(ctx, Ringing(found.street, timer.subject, timer.due), cause)

    def decide(state: Timer) -> Change[Timer]:
        # Moved or cancelled while it rang: that stands.
        rung = state.due == timer.due and state.sequence == timer.sequence
        return Change(state.model_copy(update={"waiting": False}) if rung else state)

    key = TIMERS.key(found.street, found.id)
    await ctx.change(key, awaited(decide), cause.part("rung"))
