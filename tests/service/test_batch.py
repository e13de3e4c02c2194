"""A batch that crashes, waits, is woken twice or refused in part: every row once, none lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.core.decision import Cause, Change, State
from chassis.core.documents import Kind
from chassis.core.errors import Invalid, NotFound, TooEarly, Unavailable
from chassis.core.settings import load_settings
from chassis.rooms.batch import BATCHES, Batch, BatchStatus, Row, order_batch, work_off
from chassis.rooms.copies import CHARTER_COPIES, charter_of, charters, keep_charter
from chassis.service import Context
from chassis.store.embedded import EmbeddedEngine
from chassis.store.store import Store
from contracts.assembly import CharterAdopted
from contracts.charter import BallotRules, Charter, Leg, Named, ProjectRules, Work
from contracts.envelope import Heard
from tests.drivers.speaker import enveloped

STREET = "430111005"
NOW = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


class Lamp(State):
    """Something a row makes; ``times`` shows a doubled row."""

    name: str
    times: int = 1


LAMPS = Kind("lamps", Lamp)


@pytest.fixture
async def ctx(tmp_path: Path) -> AsyncIterator[Context]:
    engine = EmbeddedEngine(tmp_path / "intake.sqlite")
    await engine.prepare([BATCHES, LAMPS, CHARTER_COPIES], [])
    store = Store("intake", engine, frozenset(), NOW.timestamp)
    yield Context("intake", store, load_settings({}, secret="s" * 40), lambda: NOW)
    await engine.close()


def cause(name: str = "event-1") -> Cause:
    return Cause(name, "wang", "import_lamps", NOW, "corr")


@dataclass
class Worker:
    """Makes a lamp of each row, and fails where it is told to."""

    ctx: Context
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    async def __call__(self, row: Row, cause: Cause) -> None:
        name = str(row["name"])
        if self.fails.get(name):
            raise self.fails[name].pop(0)

        def decide(lamp: Lamp | None) -> Change[Lamp]:
            return Change(Lamp(name=name, times=lamp.times + 1 if lamp else 1))

        await self.ctx.change(LAMPS.key(STREET, name), decide, cause)
        self.made.append(name)


async def ordered(ctx: Context, count: int) -> str:
    """A batch of ``count`` rows as it was ordered; its id."""
    asking = cause("wang:key-1")
    rows = [{"name": f"lamp-{number:03}"} for number in range(count)]
    batch = asking.derive("batch")
    await ctx.change(BATCHES.key(STREET, batch), order_batch("lamps", rows, asking), asking)
    return batch


async def stored(ctx: Context, batch: str) -> Batch:
    found = await ctx.store.get(BATCHES.key(STREET, batch))
    assert found is not None
    return found.state


async def lamps(ctx: Context) -> list[Lamp]:
    return [found.state for found in await ctx.store.every(LAMPS, STREET)]


async def test_work_off_when_all_is_well_then_done_and_the_rows_are_let_go(ctx: Context) -> None:
    batch = await ordered(ctx, 120)
    told = await work_off(ctx, STREET, batch, cause(), Worker(ctx))
    assert (told.status, told.done, told.total, told.failed) == (BatchStatus.DONE, 120, 120, ())
    assert (told.rows, told.by, told.succeeded) == ((), "wang", 120)
    assert [lamp.times for lamp in await lamps(ctx)] == [1] * 120


async def test_work_off_when_it_crashes_in_the_middle_then_continues_and_doubles_nothing(
    ctx: Context,
) -> None:
    batch = await ordered(ctx, 25)
    worker = Worker(ctx, {"lamp-013": [RuntimeError("power cut")]})
    with pytest.raises(RuntimeError):
        await work_off(ctx, STREET, batch, cause(), worker, portion=10)
    assert ((await stored(ctx, batch)).done, len(worker.made)) == (13, 13)
    told = await work_off(ctx, STREET, batch, cause(), worker, portion=10)
    assert (told.status, told.done) == (BatchStatus.DONE, 25)
    assert len(worker.made) == 25
    assert [lamp.times for lamp in await lamps(ctx)] == [1] * 25


async def test_work_off_when_killed_before_noting_then_rows_are_tried_again_but_made_once(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = await ordered(ctx, 25)
    worker = Worker(ctx)

    async def killed(*_: Any) -> Batch:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("chassis.rooms.batch._note", killed)
        with pytest.raises(SystemExit):
            await work_off(ctx, STREET, batch, cause(), worker, portion=10)
    assert (await stored(ctx, batch)).done == 0
    # Woken by another event than the first time: the rows are keyed by the batch.
    await work_off(ctx, STREET, batch, cause("event-2"), worker, portion=10)
    assert len(worker.made) == 35
    assert [lamp.times for lamp in await lamps(ctx)] == [1] * 25


async def test_work_off_when_not_now_then_stops_there_and_goes_on_there(ctx: Context) -> None:
    batch = await ordered(ctx, 12)
    away = Unavailable("store", "", "away")
    worker = Worker(ctx, {"lamp-005": [away, away]})
    for _ in range(2):
        with pytest.raises(Unavailable):
            await work_off(ctx, STREET, batch, cause(), worker, portion=4)
        assert (await stored(ctx, batch)).done == 5
    told = await work_off(ctx, STREET, batch, cause(), worker, portion=4)
    assert (told.done, told.failed) == (12, ())
    assert worker.made == sorted(set(worker.made))


async def test_work_off_when_rows_are_refused_then_noted_with_their_text_and_no_other_stops(
    ctx: Context,
) -> None:
    asking = cause("wang:key-1")
    rows: list[Row] = [{"name": "a", "row": 2}, {"name": "b", "row": 5}, {"name": "c"}]
    await ctx.change(BATCHES.key(STREET, "b1"), order_batch("lamps", rows, asking), asking)
    bad = Invalid("bad", "灯杆编号不存在。", "No such pole.")
    worker = Worker(ctx, {"b": [bad], "c": [NotFound("gone", "没有。", "Gone.")]})
    told = await work_off(ctx, STREET, "b1", cause(), worker)
    assert [(problem.row, problem.zh) for problem in told.failed] == [
        (5, "灯杆编号不存在。"),
        (3, "没有。"),
    ]
    assert (told.status, told.done, told.succeeded) == (BatchStatus.DONE, 3, 1)


async def test_work_off_when_two_work_at_once_then_each_row_counts_once(ctx: Context) -> None:
    batch = await ordered(ctx, 60)
    both = [work_off(ctx, STREET, batch, cause(f"e{n}"), Worker(ctx), portion=7) for n in (1, 2)]
    told = await asyncio.gather(*both)
    assert {batch.done for batch in told} == {60}
    assert [lamp.times for lamp in await lamps(ctx)] == [1] * 60


async def test_work_off_when_done_or_missing_then_nothing_or_too_early(ctx: Context) -> None:
    batch = await ordered(ctx, 3)
    worker = Worker(ctx)
    for _ in range(2):
        await work_off(ctx, STREET, batch, cause(), worker)
    assert len(worker.made) == 3
    with pytest.raises(TooEarly):
        await work_off(ctx, STREET, "unknown", cause(), worker)


@pytest.mark.parametrize("count", [0, 1001])
def test_order_when_too_few_or_many_rows_then_refused(count: int) -> None:
    with pytest.raises(Invalid):
        order_batch("lamps", [{}] * count, cause())


async def test_order_when_asked_twice_then_one_batch(ctx: Context) -> None:
    assert await ordered(ctx, 3) == await ordered(ctx, 3)
    running = await ctx.store.find(BATCHES, STREET, {"status": "RUNNING"})
    assert len(running.items) == 1


# ---- copies of charters --------------------------------------------------------------------


def charter(year: int) -> Charter:
    group = Named(id="g", zh="组", en="group")
    return Charter(
        preset="test",
        street=STREET,
        codes_edition="2023",
        zh="东塘",
        en="Dongtang",
        district_zh="雨花区",
        district_en="Yuhua",
        theme_zh="",
        theme_en="",
        loop=(),
        year=year,
        seats=53,
        communities=(),
        member_categories=(),
        community_groups=0,
        grids=0,
        selection=(),
        suggestion_categories=(),
        topics=(),
        channels=(),
        stages=(Named(id="SESSION", zh="会议", en="session"),),
        legs=(Leg(id="R3_UP", stage="SESSION", zh="三上", en="up", works=(Work.SESSION,)),),
        ballot=BallotRules(seats=10),
        projects=ProjectRules(
            kind="LIVELIHOOD",
            zh="",
            en="",
            classes=(),
            inspections=(),
            funding=group.id,
            budget_from=0,
            budget_to=1,
        ),
    )


def adopted(year: int, sequence: int) -> Heard[CharterAdopted]:
    event = CharterAdopted(charter=charter(year), version=sequence)
    return Heard(enveloped(event, sequence, STREET, time=NOW, id=f"e{sequence}"), event)


async def test_charter_when_heard_out_of_order_then_the_newest_counts(ctx: Context) -> None:
    for year, sequence in ((2025, 2), (2024, 1), (2025, 2), (2026, 3), (2025, 2)):
        await keep_charter(ctx, adopted(year, sequence), cause(f"e{sequence}"))
    assert (await charter_of(ctx, STREET)).year == 2026
    assert list(await charters(ctx)) == [STREET]


async def test_charter_when_street_has_none_then_not_found(ctx: Context) -> None:
    with pytest.raises(NotFound) as caught:
        await charter_of(ctx, "430105006")
    assert caught.value.code == "unknown-street"
