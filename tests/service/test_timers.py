"""Timers: rung once in effect, moved, cancelled, found by an index; several workers, one clock."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.core.decision import Cause, Change, State
from chassis.core.documents import Kind
from chassis.core.errors import Unavailable
from chassis.core.settings import load_settings
from chassis.flow.due import BATCH, LEASE, MOST_TRIES, Alarm, moment
from chassis.flow.timers import TIMERS, cancel_timer, ringing, set_timer
from chassis.service import Context, Ringing
from chassis.store.embedded import EmbeddedEngine
from chassis.store.store import Store
from tests.world import Clock

STREET = "430111005"


class Bell(State):
    """How often something rang."""

    times: int = 0


BELLS = Kind("bells", Bell)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ctx(tmp_path: Path, clock: Clock) -> AsyncIterator[Context]:
    engine = EmbeddedEngine(tmp_path / "intake.sqlite")
    await engine.prepare([TIMERS, BELLS], [])
    store = Store("intake", engine, frozenset(), lambda: clock().timestamp())
    yield Context("intake", store, load_settings({}, secret="s" * 40), clock)
    await engine.close()


def by(name: str) -> Cause:
    return Cause(name, "event:test", "test", Clock()(), "corr")


async def strike(ctx: Context, at: Ringing, cause: Cause) -> None:
    """One more, under the cause of the timer."""

    def decide(bell: Bell | None) -> Change[Bell]:
        return Change(Bell(times=(bell.times if bell else 0) + 1))

    await ctx.change(BELLS.key(at.street, at.subject), decide, cause)


def alarm(ctx: Context) -> Alarm:
    return Alarm(ctx, ringing({"strike": strike}), 60.0)


async def rung(ctx: Context, subject: str) -> int:
    found = await ctx.store.get(BELLS.key(STREET, subject))
    return found.state.times if found else 0


async def set_in(ctx: Context, clock: Clock, subject: str, hours: float, sequence: int = 1) -> None:
    due = clock.moment + timedelta(hours=hours)
    cause = by(f"{subject}/{sequence}")
    await set_timer(ctx, STREET, "strike", subject, due, sequence, cause)


async def test_timer_when_due_then_rings_once_and_the_next_look_is_known(
    ctx: Context, clock: Clock
) -> None:
    await set_in(ctx, clock, "a", 1)
    one = alarm(ctx)
    assert await one.once() == 60.0
    clock.forward(minutes=59, seconds=30)
    assert 20 < await one.once() < 31
    clock.forward(seconds=31)
    assert await one.once() == 0.0
    assert await one.once() == 60.0
    assert await rung(ctx, "a") == 1


async def test_timer_when_moved_then_rings_at_its_new_moment_and_an_older_word_is_late(
    ctx: Context, clock: Clock
) -> None:
    await set_in(ctx, clock, "a", 5, sequence=2)
    await set_in(ctx, clock, "a", 1, sequence=1)
    clock.forward(hours=2)
    await alarm(ctx).once()
    assert await rung(ctx, "a") == 0
    await set_in(ctx, clock, "a", 1, sequence=3)
    clock.forward(hours=2)
    await alarm(ctx).once()
    assert await rung(ctx, "a") == 1


async def test_timer_when_cancelled_before_it_is_set_then_it_never_rings(
    ctx: Context, clock: Clock
) -> None:
    await cancel_timer(ctx, STREET, "strike", "a", 2, by("cancel"))
    await set_in(ctx, clock, "a", 1, sequence=1)
    clock.forward(hours=2)
    await alarm(ctx).once()
    assert await rung(ctx, "a") == 0


async def test_timers_when_several_workers_ring_then_each_once(ctx: Context, clock: Clock) -> None:
    for number in range(BATCH + 5):
        await set_in(ctx, clock, f"t{number}", 1)
    clock.forward(hours=1, seconds=1)
    workers = [alarm(ctx) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(one.once() for one in workers))
    assert [await rung(ctx, f"t{number}") for number in range(BATCH + 5)] == [1] * (BATCH + 5)


async def test_timer_when_its_action_fails_then_tried_again_and_in_the_end_given_up(
    ctx: Context, clock: Clock
) -> None:
    calls: list[str] = []

    async def fail(_: Context, at: Ringing, __: Cause) -> None:
        calls.append(at.subject)
        raise Unavailable("away", "不可用", "Away.")

    await set_in(ctx, clock, "a", 1)
    broken = Alarm(ctx, ringing({"strike": fail}), 60.0)
    for _ in range(MOST_TRIES + 3):
        clock.forward(hours=2)
        await broken.once()
    assert len(calls) == MOST_TRIES
    found = await ctx.store.get(TIMERS.key(STREET, "strike/a"))
    assert found is not None
    assert (found.state.given_up, found.state.waiting) == (True, False)


async def test_timer_when_its_worker_dies_then_it_rings_after_the_lease(
    ctx: Context, clock: Clock
) -> None:
    await set_in(ctx, clock, "a", 1)
    clock.forward(hours=1, seconds=1)
    dying = Alarm(ctx, ringing({}), 60.0)  # knows no action: a bug, as if it had died
    await dying.once()
    await alarm(ctx).once()
    assert await rung(ctx, "a") == 0
    clock.forward(seconds=LEASE.total_seconds() + 1)
    await alarm(ctx).once()
    assert await rung(ctx, "a") == 1


async def test_timers_when_looked_for_then_an_index_serves(ctx: Context, clock: Clock) -> None:
    until = moment(clock())
    plan = await ctx.store.engine.explain(TIMERS, None, {"waiting": True}, until)
    assert "SCAN" not in plan
    assert "USING INDEX" in plan


def test_moment_when_of_any_fraction_then_the_text_sorts_by_time(clock: Clock) -> None:
    early = clock.moment.replace(microsecond=0)
    assert moment(early) < moment(early + timedelta(microseconds=1))
