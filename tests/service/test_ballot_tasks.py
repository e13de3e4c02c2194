"""What waits at the desks of those who work at a session: by role, with its number."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Panel, Role
from tests.drivers.visitor import visitor
from tests.service.ballot_world import CHIEF, SCRUTINEERS, Hall, a_hall

NPC, CHAIR = Role.NPC_COMMITTEE, Role.CHAIR


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


async def desk(hall: Hall, role: Role, sub: str = "clerk") -> str:
    """The fragment of this person's desk."""
    person = visitor(hall.world, role, sub=sub, street=hall.street)
    return await person.read(f"/ballot/streets/{hall.street}/tasks")


async def waits(hall: Hall, role: Role, sub: str = "clerk") -> list[str]:
    """The titles of the tasks, the urgent ones first."""
    return re.findall(r"<h3[^>]*>(?:<a[^>]*>)?([^<]+)<", await desk(hall, role, sub))


async def test_desk_when_a_session_is_planned_then_its_next_step_waits_for_the_committee(
    hall: Hall,
) -> None:
    assert await waits(hall, NPC) == ["会议与票决"]
    await hall.call()
    await hall.call(number=2, at="2025-07-12T09:00:00+08:00")
    assert await waits(hall, NPC) == ["会议材料定稿", "会议与票决"]
    assert "2 项等您办" in await desk(hall, NPC)
    assert await waits(hall, CHAIR) == ["会议与票决"]
    assert await waits(hall, Role.RESIDENT) == []


async def test_desk_when_check_in_is_open_then_how_many_of_how_many_are_here(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors(8)
    await hall.arrive("m00", "m01", "m02")
    assert "应到 8 人，已到 3 人" in await desk(hall, Role.TELLER)
    found = await desk(hall, NPC)
    assert f"{len(Panel)} 项等您办" in found
    assert "录入三方评议" in found
    assert "宣布开会" in await waits(hall, CHAIR)


async def test_desk_when_a_ballot_goes_on_then_each_step_waits_for_its_people(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    assert "录入三方评议" not in await waits(hall, NPC)
    assert "宣布结束投票" in await waits(hall, CHAIR)
    for code in hall.codes:
        await hall.cast(code, "p01", "p02")
    await hall.close()
    assert "封箱" in await waits(hall, Role.TELLER)
    await hall.seal()
    assert "计票" in await waits(hall, Role.TELLER)
    assert "宣布结束投票" not in await waits(hall, CHAIR)
    await hall.count()
    assert "签字确认计票" in await waits(hall, Role.SCRUTINEER, SCRUTINEERS[0])
    assert "签字确认计票" not in await waits(hall, Role.SCRUTINEER, "not-named")
    assert "认定结果" not in await waits(hall, Role.CHIEF_SCRUTINEER, CHIEF)
    await hall.sign()
    assert await waits(hall, Role.SCRUTINEER, SCRUTINEERS[0]) == ["会议与票决"]
    assert "认定结果" in await waits(hall, Role.CHIEF_SCRUTINEER, CHIEF)
    await hall.post(f"ballots/{hall.ballot}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    assert "公布结果" in await waits(hall, NPC)


async def test_desk_when_slips_and_check_ins_wait_then_those_who_may_are_told(hall: Hall) -> None:
    await hall.call()
    at = f"sessions/{hall.session}"
    await hall.post(f"{at}/freeze", NPC)
    assert "申请印制投票码条" in await waits(hall, NPC)
    assert "开始签到" not in await waits(hall, NPC)
    await hall.post(f"{at}/order-slips", NPC, {"number": 8})
    assert "申请印制投票码条" not in await waits(hall, NPC)
    assert "放行印制投票码条" in await waits(hall, Role.SCRUTINEER, SCRUTINEERS[0])
    await hall.post(f"{at}/release-slips", Role.SCRUTINEER, sub=SCRUTINEERS[0])
    assert "开始签到" in await waits(hall, NPC)
    await hall.post(f"{at}/check-in/start", NPC)
    assert "确认签到" not in await waits(hall, NPC)
    arrival = await hall.check_in("m00")
    assert "确认签到" in await waits(hall, NPC)
    assert "确认签到" in await waits(hall, Role.SCRUTINEER, SCRUTINEERS[1])
    assert "确认签到" not in await waits(hall, Role.TELLER)
    assert "确认签到" not in await waits(hall, Role.SCRUTINEER, SCRUTINEERS[0])
    await hall.post(f"{at}/check-ins/confirm", NPC, {"arrivals": [arrival]})
    assert "确认签到" not in await waits(hall, NPC)
