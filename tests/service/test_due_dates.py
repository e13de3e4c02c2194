"""Due dates that pass: an answer that is late, a public notice that ends."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from chassis.bus.bus import Message
from chassis.core.decision import Cause
from contracts.assembly import NoticeEnded
from contracts.charter import Role
from contracts.envelope import Event
from contracts.intake import SuggestionOverdue
from contracts.screening import Disposition
from services.assembly.kinds import NOTICES
from services.assembly.notice.domain import Notice, publish
from tests.drivers.speaker import overhear
from tests.service.assembly_world import assembly_world
from tests.service.intake_world import Town, a_town
from tests.world import World

CLERK, DEPARTMENT = Role.STREET_OFFICE, Role.DEPARTMENT


def overdue_said(said: list[Message]) -> int:
    return len({one.body for one in said if one.type == SuggestionOverdue.wire_type()})


async def test_answer_when_its_day_is_over_then_it_is_overdue_and_says_so_once(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        said = overhear(town.world)
        town.world.clock.forward(days=400)
        await town.world.settle()
        found = await town.one(one["id"])
        assert found["overdue_since"] > found["due_on"]
        assert overdue_said(said) == 1


async def test_answer_when_given_in_time_then_it_never_becomes_overdue(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        said = overhear(town.world)
        await _replied(town, one["id"])
        town.world.clock.forward(days=400)
        await town.world.settle()
        assert (await town.one(one["id"]))["overdue_since"] == ""
        assert overdue_said(said) == 0


async def test_answer_when_reopened_after_its_day_then_it_is_overdue(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        await _replied(town, one["id"])
        town.world.clock.forward(days=400)
        answer = await town.command(one["id"], "reopen", CLERK, {"reason": "还是不亮"})
        assert answer.status_code == 200, answer.text
        await town.world.settle()
        assert (await town.one(one["id"]))["overdue_since"] != ""
        await town.command(one["id"], "reply", DEPARTMENT, {"text": "这次真换好了。"})
        assert (await town.one(one["id"]))["overdue_since"] == ""


async def _replied(town: Town, key: str) -> None:
    await town.triage(key, Disposition.ASSIGNED)
    answer = await town.command(key, "reply", DEPARTMENT, {"text": "已换新灯。"})
    assert answer.status_code == 200, answer.text
    await town.world.settle()


async def test_notice_when_its_time_is_over_then_its_end_is_said_once(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        said = heard_on(world)
        street = "430111005"
        ctx = world.context("assembly")
        hung = Notice(
            step="PUBLIC_NOTICE",
            published_on="2025-05-01",
            ends_on="2025-05-08",
            channel="公示栏",
            members=3,
            at=world.clock(),
            by="test",
        )
        cause = Cause("n1", "test", "test", world.clock(), "test")
        decide = partial(publish, notice=hung, notice_id="n1")
        await ctx.change(NOTICES.key(street, "n1"), decide, cause)
        await world.settle()
        world.clock.forward(days=6)  # 7 May in Changsha: it still hangs
        await world.settle()
        assert not said(NoticeEnded)
        world.clock.forward(days=2)
        await world.settle()
        assert said(NoticeEnded) == 1
        found = await ctx.store.get(NOTICES.key(street, "n1"))
        assert found.state.ended


def heard_on(world: World) -> Callable[[type[Event]], int]:
    """How many different events of a type went out on the bus since."""
    bus = world.system.bus
    publish_plain, ids = bus.publish, set[tuple[str, str]]()

    async def listening(messages: Sequence[Message]) -> None:
        ids.update((message.type, message.id) for message in messages)
        await publish_plain(messages)

    bus.publish = listening  # type: ignore[method-assign]
    return lambda kind: sum(1 for name, _ in ids if name == kind.wire_type())
