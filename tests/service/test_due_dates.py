"""Due dates that pass: an answer that is late, a public notice that ends."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from chassis.bus.bus import Message
from chassis.core.decision import Cause
from contracts.assembly import NoticeEnded
from contracts.charter import Role
from contracts.envelope import Event
from contracts.intake import SuggestionOverdue, SuggestionUrged
from contracts.screening import Disposition
from services.assembly.kinds import NOTICES
from services.assembly.notice.domain import Notice, publish
from tests.drivers.speaker import overhear
from tests.drivers.visitor import visitor
from tests.service.assembly_world import assembly_world
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG, UNIT, World

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
        # Its second day passes as well, 15 days later: the unit is reminded, once.
        await town.world.settle()
        urged = {one.body for one in said if one.type == SuggestionUrged.wire_type()}
        assert len(urged) == 1
        assert b"very_overdue" in urged.pop()


async def test_desk_when_answers_are_late_then_they_are_listed_with_their_working_and_urged(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        mine, other = [one["id"] for one in await town.imported(2)]
        await town.triage(mine, Disposition.ASSIGNED)
        clerk, desk = visitor(town.world, CLERK), f"/intake/streets/{DONGTANG}/desk"
        town.world.clock.forward(days=33)
        page = await clerk.read(f"{desk}/overdue")
        assert page.count("超期 3 天") == 2
        assert "起算日2025年5月2日，到期日2025年5月31日（30天）" in page
        assert mine not in await clerk.read(f"{desk}/overdue?tab=very")
        # Nobody has the other one yet: only the first is urged, once a day.
        assert f"{desk}/suggestions/{other}/urge" not in page
        said = overhear(town.world)
        for status in (200, 409):
            done = await town.command(mine, "urge", CLERK)
            assert done.status_code == status, done.text
        await town.world.settle()
        (urged,) = {one.body for one in said if one.type == SuggestionUrged.wire_type()}
        told = json.loads(urged)["data"]
        due = {"due_on": "2025-05-31", "very_overdue": False, "unit": UNIT}
        assert told == {"suggestion": mine, "cycle": "2025"} | due
        unit = await visitor(town.world, DEPARTMENT).read(f"{desk}/overdue")
        assert "已催办 1 次，最近 2025年6月3日" in unit
        assert other not in unit
        town.world.clock.forward(days=15)
        assert "严重超期 18 天" in await clerk.read(f"{desk}/overdue?tab=very")
        figures = await town.world.get("intake", "balance", None)
        assert figures == {
            "received": 2, "waiting": 0, "returned": 0, "merged": 0, "answered": 0, "open": 2,
            "lost": 0,
        }  # fmt: skip


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
