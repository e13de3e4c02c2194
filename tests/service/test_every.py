"""What a worker does again and again: at even steps, never twice at once, whatever it raises."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client import CollectorRegistry

from chassis.audit.check import AuditCheck
from chassis.audit.evidence import Evidence
from chassis.audit.watch import AuditWatch
from chassis.core.clock import utc_now
from chassis.core.errors import Unavailable
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.flow.every import Round
from chassis.flow.lease import LEASES, Lease
from chassis.service import Context, Every
from chassis.store.embedded import EmbeddedEngine
from chassis.store.store import Store
from contracts.charter import Role
from contracts.screening import Disposition
from services.supervision.service import supervision
from tests.parity.stores import Clock
from tests.parity.test_bus import until
from tests.service.ballot_world import a_hall
from tests.service.intake_world import Town, a_town
from tests.service.supervision_world import Supervised, supervised
from tests.world import DONGTANG, WUJIALING, World, a_world

Action = Callable[[Context], Awaitable[None]]


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[EmbeddedEngine]:
    engine = EmbeddedEngine(tmp_path / "intake.sqlite")
    await engine.prepare((LEASES,), ())
    yield engine
    await engine.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worker(engine: EmbeddedEngine, clock: Clock, registry: CollectorRegistry) -> Context:
    """The context of one more worker on the same store."""
    store = Store("intake", engine, frozenset(), clock)
    return Context("intake", store, Settings(), utc_now, Metrics(registry))


@pytest.fixture
def context(engine: EmbeddedEngine, clock: Clock, registry: CollectorRegistry) -> Context:
    return worker(engine, clock, registry)


def counting(raises: Exception | None = None) -> tuple[Action, list[float]]:
    moments: list[float] = []

    async def act(_: Context) -> None:
        moments.append(asyncio.get_running_loop().time())
        if raises:
            raise raises

    return act, moments


async def test_round_when_started_works_at_even_steps_until_stopped(context: Context) -> None:
    act, moments = counting()
    one = Round(Every(0.02, "count", act, one=False), context)
    one.start()
    await until(lambda: len(moments) >= 4)
    await one.stop()
    seen = len(moments)
    steps = [(moment - moments[0]) / 0.02 for moment in moments]
    assert all(step - int(step + 0.001) < 0.9 for step in steps)
    await asyncio.sleep(0.06)
    assert len(moments) == seen


async def test_round_when_first_lies_ahead_waits_and_stops_at_once(context: Context) -> None:
    act, moments = counting()
    one = Round(Every(3600, "count", act, first=3600), context)
    one.start()
    await asyncio.wait_for(one.stop(), 1)
    assert moments == []


@pytest.mark.parametrize("error", [Unavailable("x", "不在", "away"), ValueError("a bug")])
async def test_round_when_it_raises_is_counted_and_goes_on(
    context: Context, registry: CollectorRegistry, error: Exception
) -> None:
    act, moments = counting(error)
    one = Round(Every(0.01, "count", act), context)
    one.start()
    await until(lambda: len(moments) >= 3)
    await one.stop()
    labels = {"service": "intake", "name": "count"}
    assert registry.get_sample_value("yishi_every_failed_total", labels) == len(moments)


async def test_round_when_slow_lets_steps_go_by_and_is_never_twice_at_once(
    context: Context,
) -> None:
    at_once, most, runs = 0, 0, 0

    async def slow(_: Context) -> None:
        nonlocal at_once, most, runs
        at_once, runs = at_once + 1, runs + 1
        most = max(most, at_once)
        await asyncio.sleep(0.03)
        at_once -= 1

    one = Round(Every(0.01, "slow", slow), context)
    one.start()
    await until(lambda: runs >= 3)
    await one.stop()
    assert most == 1


async def test_round_when_it_hangs_is_broken_off_at_stop(context: Context) -> None:
    async def hang(_: Context) -> None:
        await asyncio.sleep(3600)

    one = Round(Every(1, "hang", hang), context, patience=0.05)
    one.start()
    await asyncio.sleep(0.01)
    await asyncio.wait_for(one.stop(), 1)


# ---- one of several workers ----------------------------------------------------------------


async def test_round_when_there_are_two_workers_then_one_of_them_does_it(
    context: Context, engine: EmbeddedEngine, clock: Clock
) -> None:
    other = worker(engine, clock, CollectorRegistry())
    first, second, each = [counting() for _ in range(3)]
    rounds = [
        Round(Every(0.01, "measure", first[0]), context),
        Round(Every(0.01, "measure", second[0]), other),
        Round(Every(0.01, "each", each[0], one=False), other),
    ]
    rounds[0].start()
    await until(lambda: len(first[1]) >= 2)
    rounds[1].start()
    rounds[2].start()
    await until(lambda: len(first[1]) >= 6 and len(each[1]) >= 4)
    assert second[1] == []
    await rounds[0].stop()
    await until(lambda: len(second[1]) >= 2)
    await asyncio.gather(*(one.stop() for one in rounds))


async def test_round_when_its_lease_ran_out_then_another_goes_on_and_it_forgets_its_figures(
    context: Context, engine: EmbeddedEngine, clock: Clock, registry: CollectorRegistry
) -> None:
    async def measure(ctx: Context) -> None:
        ctx.metrics.waiting.labels(ctx.service).set(7)

    every = Every(3600, "measure", measure, measures=("waiting",))
    others = CollectorRegistry()
    first, second = Round(every, context), Round(every, worker(engine, clock, others))
    labels = {"service": "intake"}
    name = "yishi_dead_letters_waiting"
    await first._once()
    await second._once()
    assert (registry.get_sample_value(name, labels), others.get_sample_value(name, labels)) == (
        7, None,
    )  # fmt: skip
    clock.now += 7201
    await second._once()
    await first._once()
    assert (registry.get_sample_value(name, labels), others.get_sample_value(name, labels)) == (
        None, 7,
    )  # fmt: skip


async def test_lease_when_a_clock_was_set_back_then_it_is_not_waited_for(
    engine: EmbeddedEngine, clock: Clock
) -> None:
    assert await Lease(engine, "measure", 60, clock).taken()
    clock.now -= 86_400
    assert await Lease(engine, "measure", 60, clock).taken()
    assert not await Lease(engine, "measure", 60, clock).taken()


# ---- what is measured ----------------------------------------------------------------------


def value(world: World, name: str, service: str, street: str = DONGTANG) -> float | None:
    registry = world.system.metrics.registry
    return registry.get_sample_value(name, {"service": service, "street": street})


async def run(world: World, service: str, name: str) -> None:
    part = next(part for part in world.system.parts if part.service.name == service)
    (every,) = [one for one in part.service.every if one.name == name]
    await every.action(part.context)


async def test_inspections_overdue_when_their_day_has_passed_are_measured(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(3)
        await town.charter(WUJIALING)
        await run(town.world, "supervision", "overdue_inspections")
        assert value(town.world, "yishi_inspections_overdue", "supervision") == 0
        town.world.clock.forward(days=40)
        await run(town.world, "supervision", "overdue_inspections")
        assert value(town.world, "yishi_inspections_overdue", "supervision") == 3
        assert value(town.world, "yishi_inspections_overdue", "supervision", WUJIALING) == 0


async def test_worker_when_started_measures_by_itself(tmp_path: Path) -> None:
    async with a_world(tmp_path, [supervision]) as world:
        await Supervised(world).projects(1)
    async with a_world(tmp_path, [supervision]) as world:
        await until(lambda: value(world, "yishi_inspections_overdue", "supervision") is not None)
        shown = await world.http.get("/metrics", headers=world.headers(Role.OPS, "*"))
        assert "yishi_inspections_overdue{" in shown.text


async def test_oldest_open_when_days_go_by_grows_and_answers_end_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one, _) = await town.imported(2)
        before = await open_days(town)
        town.world.clock.forward(days=12)
        assert await open_days(town) == before + 12
        town.world.clock.forward(days=400)
        await open_days(town)
        assert value(town.world, "yishi_suggestions_overdue", "intake") == 2
        await town.triage(one["id"], Disposition.REFERENCE)
        await open_days(town)
        assert value(town.world, "yishi_suggestions_overdue", "intake") == 1
        assert value(town.world, "yishi_suggestions_overdue", "intake", WUJIALING) == 0


async def open_days(town: Town) -> float:
    await run(town.world, "intake", "open_suggestions")
    seconds = value(town.world, "yishi_suggestions_oldest_open_seconds", "intake") or 0.0
    return seconds / 86_400


async def test_checkins_minus_ballots_when_voting_is_open_or_closed_is_not_there(
    tmp_path: Path,
) -> None:
    """C-11: no figure of a vote before it was counted."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=7, items=12)
        await hall.begin(present=7, members=7)
        for code in hall.codes[:6]:
            assert (await hall.cast(code, "p01")).is_success
        await run(hall.world, "ballot", "turnout")
        assert value(hall.world, "yishi_checkins_minus_ballots", "ballot") is None
        await hall.close()
        await run(hall.world, "ballot", "turnout")
        assert value(hall.world, "yishi_checkins_minus_ballots", "ballot") is None
        await hall.count()
        await run(hall.world, "ballot", "turnout")
        assert value(hall.world, "yishi_checkins_minus_ballots", "ballot") == 1


# ---- the audit trail -----------------------------------------------------------------------


async def test_audit_watch_when_a_document_was_edited_counts_it(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(2)
    with sqlite3.connect(tmp_path / "supervision.sqlite") as edited:
        edited.execute("UPDATE kind_projects SET state = json_set(state, '$.place', '别处')")
    async with supervised(tmp_path) as town:
        ctx: Any = town.world.context("supervision")
        part = town.world.system.parts[0]
        await AuditWatch(AuditCheck(part.engine, part.kinds), 3600).look(ctx)
        registry = town.world.system.metrics.registry
        labels = {"service": "supervision"}
        assert registry.get_sample_value("yishi_audit_problems", labels) == 2
        verified = registry.get_sample_value("yishi_audit_verified_timestamp_seconds", labels)
        assert (verified or 0.0) > 1e9


async def test_audit_watch_when_out_of_time_goes_on_in_the_next_turn(
    context: Context, registry: CollectorRegistry
) -> None:
    looked: list[str] = []

    class Check:
        evidence = Evidence()

        async def begin(self) -> list[str]:
            return ["1", "2", "3"]

        async def judged(self, street: str) -> Any:
            looked.append(street)
            if looked == ["1", "2"]:
                raise Unavailable("store", "不在", "away")

            class Report:
                problems = ()

            return Report()

    watch = AuditWatch(cast(AuditCheck, Check()), 0.0)
    verified = ("yishi_audit_verified_timestamp_seconds", {"service": "intake"})
    await watch.look(context)
    with pytest.raises(Unavailable):
        await watch.look(context)
    assert registry.get_sample_value(*verified) in (None, 0.0)
    await watch.look(context)
    await watch.look(context)
    assert looked == ["1", "2", "2", "3"]
    assert registry.get_sample_value(*verified)
