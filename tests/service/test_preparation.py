"""Before, during and after a session: its checklist on the desk, its notice."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.ballot import SessionNotified
from services.ballot.agenda.item import items_of
from services.ballot.notice.papers import LONGEST, short_text
from services.ballot.session.domain import Session
from tests.drivers.speaker import overhear
from tests.service.ballot_world import Hall, a_hall, charter
from tests.service.test_agenda import NPC, planned
from tests.service.test_ballot_papers import told


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        today = hall.world.clock().date()
        await planned(hall, at=f"{today.isoformat()}T09:00:00+08:00")
        yield hall


async def test_tasks_when_due_then_on_the_page_and_the_desk_until_they_are_ticked(
    hall: Hall,
) -> None:
    page = await hall.ask_page(f"sessions/{hall.session}/papers", NPC)
    assert "拟定议程，报党工委同意" in page
    assert "已过期" in page
    assert "印发会议纪要" in page
    desk = await hall.ask_page("tasks", NPC)
    assert "会议筹备清单" in desk
    at = f"sessions/{hall.session}/tasks"
    unknown = await hall.ask("POST", f"{at}/nothing/tick", NPC)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no-session-task")
    for task in ("agenda", "papers", "booklet", "seal", "hall", "sign-in", "record", "box"):
        await hall.post(f"{at}/{task}/tick", NPC)
    for task in ("announce", "minutes"):
        await hall.post(f"{at}/{task}/tick", NPC)
    await hall.post(f"sessions/{hall.session}/notify", NPC)
    assert "会议筹备清单" not in await hall.ask_page("tasks", NPC)
    await hall.post(f"{at}/agenda/untick", NPC)
    assert "会议筹备清单" in await hall.ask_page("tasks", NPC)
    assert "筹备清单" not in await hall.ask_page(f"sessions/{hall.session}/papers")


async def test_notice_when_called_then_on_the_streets_page_in_an_event_and_as_a_paper(
    hall: Hall,
) -> None:
    assert "会议通知：" not in await hall.ask_page("called")
    said_on_the_bus = overhear(hall.world)
    await hall.post(f"sessions/{hall.session}/notify", NPC)
    assert "会议通知：" in await hall.ask_page("called")
    said = await told(hall, f"sessions/{hall.session}/notice", None)
    assert "关于召开样例街道居民议事会\n第1届第1次会议的通知" in said
    assert "各位议事员：" in said
    assert "1. 听取街道办事处的报告" in said
    await hall.world.settle()
    message = next(one for one in said_on_the_bus if one.type == SessionNotified.wire_type())
    text = json.loads(message.body)["data"]["text"]
    assert "定于" in text
    assert len(text) <= LONGEST
    assert text in await hall.ask_page(f"sessions/{hall.session}/papers", NPC)


def test_short_text_when_the_agenda_is_long_then_it_is_counted_and_the_place_stays() -> None:
    at = datetime(2025, 6, 12, 1, 0, tzinfo=UTC).isoformat()
    agenda = items_of(["关于某一件很长很长的事情的报告"] * 12)
    session = Session(
        cycle="2025", term=1, number=1, at=at, venue="街道办事处四楼会议室", agenda=agenda
    )
    text = short_text(charter(), session)
    assert "议程共12项" in text
    assert "街道办事处四楼会议室" in text
    assert "2025年6月12日（星期四）9:00" in text
    assert len(text) <= LONGEST
