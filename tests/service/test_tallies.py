"""Figures are counted once until something changes, in this process or in another."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.core.decision import Cause, created
from chassis.rooms.tallies import tallied
from chassis.service import Context
from services.intake.disclosure.domain import Disclosure
from services.intake.kinds import DISCLOSURES
from services.intake.service import intake
from tests.world import DONGTANG, WUJIALING, World, a_world


@dataclass
class Counting:
    """Counts the disclosures of a street, and how often it did."""

    ctx: Context
    times: int = 0
    broken: bool = False

    async def count(self) -> int:
        self.times += 1
        if self.broken:
            raise RuntimeError("no figures")
        return (await self.ctx.store.count(DISCLOSURES, DONGTANG)).get("", 0)

    async def ask(self) -> int:
        return await tallied(self.ctx, DONGTANG, "disclosures", self.count)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, [intake]) as world:
        yield world


@pytest.fixture
def counting(world: World) -> Counting:
    return Counting(world.context("intake"))


async def look(ctx: Context, name: str, street: str = DONGTANG, *, elsewhere: bool = False) -> None:
    """Something changes in a street; ``elsewhere``: in another process."""
    seen = Disclosure(suggestion=name, by="clerk", at=ctx.now(), reason="to answer")
    cause = Cause(name, "clerk", "look", ctx.now(), name)
    change = ctx.store.change if elsewhere else ctx.change
    await change(DISCLOSURES.key(street, name), created(seen), cause)


async def test_tallied_when_nothing_changed_then_counted_once(
    world: World, counting: Counting
) -> None:
    await look(counting.ctx, "a")
    await world.settle()
    assert [await counting.ask() for _ in range(3)] == [1, 1, 1]
    await look(counting.ctx, "b", WUJIALING)
    assert await asyncio.gather(*(counting.ask() for _ in range(3))) == [1, 1, 1]
    assert counting.times == 1


async def test_tallied_when_asked_by_many_at_once_then_counted_once(counting: Counting) -> None:
    assert await asyncio.gather(*(counting.ask() for _ in range(20))) == [0] * 20
    assert counting.times == 1


async def test_tallied_when_changed_here_then_counted_at_once(counting: Counting) -> None:
    assert await counting.ask() == 0
    await look(counting.ctx.for_request(), "a")
    assert await counting.ask() == 1


async def test_tallied_when_changed_elsewhere_then_counted_after_its_audit_row(
    world: World, counting: Counting
) -> None:
    assert await counting.ask() == 0
    await look(counting.ctx, "a", elsewhere=True)
    await world.settle()
    assert await counting.ask() == 1


async def test_tallied_when_counting_fails_then_it_is_tried_again(counting: Counting) -> None:
    counting.broken = True
    with pytest.raises(RuntimeError):
        await counting.ask()
    counting.broken = False
    assert await counting.ask() == 0
