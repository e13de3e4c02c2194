"""One stage of the relay: what it holds, what it gives up, and how it is told to stop."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import structlog.testing

from chassis.core.errors import Unavailable
from chassis.flow.relay_stage import Name, Outbox, Stage
from tests.parity.test_bus import until

AWAY = Unavailable("away", "不可用", "Away.")


def name(number: int) -> Name:
    return "items", f"430103001/{number}"


def entry(entry_id: str) -> Outbox:
    return {entry_id: {"id": entry_id}}


class Worker:
    """Does what it is given; fails as planned, and with ``bad`` whoever comes along."""

    def __init__(self, *plan: Exception | None, bad: Name | None = None) -> None:
        self.plan = list(plan)
        self.bad = bad
        self.done: list[Name] = []
        self.calls: list[int] = []

    async def __call__(self, outboxes: Mapping[Name, Outbox]) -> None:
        self.calls.append(len(outboxes))
        await asyncio.sleep(0)
        if self.plan and (error := self.plan.pop(0)):
            raise error
        if self.bad in outboxes:
            raise ValueError("its fault")
        self.done += outboxes


def stage_of(worker: Worker, number: int, **given: Any) -> Stage:
    stage = Stage("tests", worker, **given)
    for one in range(number):
        stage.take(name(one), entry(f"e{one}"))
    return stage


async def test_batch_when_one_is_at_fault_then_the_others_are_done_and_it_is_left() -> None:
    worker = Worker(bad=name(1))
    stage = stage_of(worker, 4)
    stage.start()
    await until(lambda: not len(stage))
    assert worker.done == [name(0), name(2), name(3)]
    await stage.stop()


async def test_batch_when_the_server_goes_away_among_singles_then_the_rest_is_held() -> None:
    """Each of the rest would wait out its patience, then be left to the sweep."""
    worker = Worker(ValueError("somebody's fault"), None, AWAY, bad=name(9))
    stage = stage_of(worker, 4)
    with structlog.testing.capture_logs() as lines:
        stage.start()
        await until(lambda: len(worker.calls) >= 3)
        assert (stage.away, len(stage)) == (True, 3)
        await until(lambda: not len(stage))
    assert worker.calls == [4, 1, 1, 3]
    assert worker.done == [name(0), name(1), name(2), name(3)]
    assert [line["event"] for line in lines] == ["relay waits"]
    await stage.stop()


async def test_stop_when_the_server_is_away_then_it_returns_and_lets_go() -> None:
    stage = stage_of(Worker(*[AWAY] * 9), 2)
    stage.start()
    await asyncio.wait_for(stage.stop(), 5)
    assert stage.task is None


async def test_stop_when_it_lingers_then_what_is_held_is_done_first() -> None:
    worker = Worker()
    stage = stage_of(worker, 2, linger=3600.0)
    stage.start()
    await asyncio.sleep(0)
    await asyncio.wait_for(stage.stop(), 5)
    assert worker.done == [name(0), name(1)]


async def test_take_when_more_comes_for_one_in_hand_then_both_are_done_in_order() -> None:
    worker = Worker(AWAY)
    stage = stage_of(worker, 2)
    stage.start()
    await until(lambda: bool(worker.calls))
    stage.take(name(0), entry("later"))
    assert stage.holds(name(0), "e0")
    assert stage.holds(name(0), "later")
    await until(lambda: not len(stage))
    assert worker.done == [name(0), name(1)]
    await stage.stop()


async def test_stage_when_its_task_dies_then_the_log_says_so_and_a_start_revives_it() -> None:
    worker = Worker()
    stage = stage_of(worker, 0)
    with structlog.testing.capture_logs() as lines:
        stage.start()
        await asyncio.sleep(0)
        assert stage.task is not None
        stage.task.cancel()
        await asyncio.wait([stage.task])
        await asyncio.sleep(0)
    assert [line["event"] for line in lines] == ["relay died"]
    stage.take(name(1), entry("e1"))
    stage.start()
    await until(lambda: worker.done == [name(1)])
    await stage.stop()


@pytest.mark.parametrize("held", [0, 3])
async def test_start_when_it_runs_already_then_nothing_changes(held: int) -> None:
    stage = stage_of(Worker(), held)
    stage.start()
    first = stage.task
    stage.start()
    assert stage.task is first
    await stage.stop()
