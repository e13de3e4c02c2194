"""What has ended long ago is erased, with a row in the trail; what somebody waits for stays."""

from pathlib import Path

from chassis.audit.check import AuditCheck
from chassis.core.decision import Change
from chassis.flow.dead_letters import NO_STREET
from chassis.flow.due import worker_cause
from chassis.flow.process import PROCESSES
from chassis.flow.purge import Ended, purging
from chassis.rooms.outbound.destinations import DELIVERIES, Delivery, sent
from contracts.charter import Role
from launch.engines import kinds_of
from services.intake.service import intake
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG

PURGE = purging(Ended(PROCESSES), Ended(DELIVERIES, NO_STREET))


async def merged(town: Town) -> None:
    a, b = [one["id"] for one in await town.imported(2)]
    done = await town.command(a, "merge", Role.STREET_OFFICE, {"target": b})
    assert done.is_success, done.text
    await town.world.settle()


async def purged(town: Town) -> None:
    """Two runs: the row, and what it says."""
    for _ in range(2):
        await PURGE(town.world.context("intake"))
        await town.world.settle()


async def test_process_when_done_long_ago_then_gone_and_the_trail_holds(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        await merged(town)
        town.world.clock.forward(days=ctx.settings.finished_days - 1)
        await purged(town)
        assert await ctx.store.count(PROCESSES, DONGTANG) == {"": 1}
        town.world.clock.forward(days=2)
        await purged(town)
        assert await ctx.store.count(PROCESSES, DONGTANG) in ({}, {"": 0})
        report = await AuditCheck(ctx.store.engine, kinds_of(intake)).verify(DONGTANG)
        assert report.problems == ()


async def test_purge_when_it_dies_after_the_row_then_the_next_run_goes_on(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        await merged(town)
        town.world.clock.forward(days=ctx.settings.finished_days + 1)
        await PURGE(ctx)
        await town.world.settle()
        assert await ctx.store.count(PROCESSES, DONGTANG) == {"": 1}
        await PURGE(ctx)
        assert await ctx.store.count(PROCESSES, DONGTANG) in ({}, {"": 0})


async def test_delivery_when_sent_long_ago_then_gone_and_one_that_waits_stays(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        now = ctx.now()
        for name in ("sent", "waits"):
            fresh = Delivery(destination="d", event=name, type="t", body="{}", time=now, sequence=1)
            state = sent(fresh, now).state if name == "sent" else fresh
            key, cause = DELIVERIES.key(NO_STREET, name), worker_cause(name, "deliver", now)
            await ctx.change(key, lambda _, state=state: Change(state), cause)
        town.world.clock.forward(days=ctx.settings.finished_days + 1)
        await purged(town)
        left = await ctx.store.every(DELIVERIES, NO_STREET)
        assert [one.id for one in left] == ["waits"]
