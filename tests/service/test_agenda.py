"""The agenda of a session: items, limit, doubts, merging, hands, and numbers given once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contracts.charter import Role
from tests.service.ballot_world import Hall, a_hall

NPC = Role.NPC_COMMITTEE
PLAN: dict[str, Any] = {
    "cycle": "2025",
    "term": 1,
    "number": 1,
    "at": "2025-06-12T09:00:00+08:00",
    "venue": "街道会议室",
    "agenda": ["听取街道办事处的报告", "审议通过票决办法", "对候选项目进行无记名投票"],
}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8, agenda_limit=4)
        yield hall


async def planned(hall: Hall, **given: Any) -> str:
    made = await hall.post("sessions", NPC, PLAN | given)
    hall.session = made["id"]
    return str(made["id"])


async def agenda(hall: Hall) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await hall.get(f"sessions/{hall.session}"))["agenda_items"]
    return found


async def test_number_when_a_session_has_it_then_no_second_one(hall: Hall) -> None:
    await planned(hall)
    twice = await hall.ask("POST", "sessions", NPC, json=PLAN)
    assert (twice.status_code, twice.json()["code"]) == (409, "number-taken")
    await planned(hall, number=2)
    elsewhere = await hall.ask("GET", "sessions")
    assert len(elsewhere.json()["items"]) == 2


async def test_titles_when_planned_then_items_with_the_kind_they_tell(hall: Hall) -> None:
    await planned(hall)
    assert [one["kind"] for one in await agenda(hall)] == ["REPORT", "RULES", "BALLOT"]
    assert {one["stage"] for one in await agenda(hall)} == {1}


async def test_item_when_beyond_the_limit_then_only_with_a_reason(hall: Hall) -> None:
    at = f"sessions/{await planned(hall)}/items"
    item = {"title": "满意度测评", "kind": "SATISFACTION", "presenter": "街道办", "minutes": 20}
    await hall.post(at, NPC, item)
    refused = await hall.ask("POST", at, NPC, json=item | {"title": "其他事项"})
    assert (refused.status_code, refused.json()["code"]) == (422, "agenda-too-long")
    await hall.post(at, NPC, item | {"title": "其他事项", "override_reason": "区里要求"})
    assert len(await agenda(hall)) == 5
    assert (await hall.get(f"sessions/{hall.session}"))["override_reason"] == "区里要求"


async def test_items_when_moved_merged_and_deleted_then_what_stays_keeps_its_order(
    hall: Hall,
) -> None:
    at = f"sessions/{await planned(hall, agenda=['甲', '乙', '丙', '丁'])}/items"
    first, second, third, fourth = [one["id"] for one in await agenda(hall)]
    await hall.post(f"{at}/{third}/up", NPC)
    await hall.post(f"{at}/{first}/up", NPC)
    await hall.post(f"{at}/{first}/down", NPC)
    assert [one["title"] for one in await agenda(hall)] == ["丙", "甲", "乙", "丁"]
    flagged = {"doubt": "LOW_ATTENTION", "reason": "没有人提过"}
    await hall.post(f"{at}/{second}/doubt", NPC, flagged)
    assert (await agenda(hall))[2]["doubt"] == "LOW_ATTENTION"
    itself = {"into": second, "reason": "重复"}
    same = await hall.ask("POST", f"{at}/{second}/merge", NPC, json=itself)
    assert same.json()["code"] == "same-item"
    await hall.post(f"{at}/{second}/merge", NPC, {"into": first, "reason": "内容相同"})
    await hall.post(f"{at}/{fourth}/delete", NPC, {"reason": "不再需要"})
    assert [one["title"] for one in await agenda(hall)] == ["丙", "甲"]
    gone = await hall.ask("POST", f"{at}/{fourth}/up", NPC)
    assert (gone.status_code, gone.json()["code"]) == (404, "no-agenda-item")
    await hall.post(f"{at}/{third}/delete", NPC, {"reason": "不再需要"})
    last = await hall.ask("POST", f"{at}/{first}/delete", NPC, json={"reason": "都不要"})
    assert last.json()["code"] == "agenda-empty"
    page = await hall.ask_page(f"sessions/{hall.session}/papers", NPC)
    assert all(word in page for word in ("内容相同", "不再需要", "没有人提过"))


async def in_session(hall: Hall) -> list[str]:
    await planned(hall)
    await hall.post(f"sessions/{hall.session}/notify", NPC)
    await hall.open_doors(8)
    await hall.arrive("m00", "m01", "m02", "m03", "m04", "m05")
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    return [one["id"] for one in await agenda(hall)]


async def test_hands_when_more_than_half_of_those_present_then_adopted(hall: Hall) -> None:
    report, rules, vote = await in_session(hall)
    at = f"sessions/{hall.session}"
    await hall.raise_hands(rules, 3, against=1)
    assert (await agenda(hall))[1]["hands"]["adopted"] is False
    await hall.raise_hands(rules, 4)
    assert (await agenda(hall))[1]["hands"]["adopted"] is True
    for item, code in ((rules, "decided"), (vote, "not-by-hands")):
        told = {"subject": "举手", "item": item}
        refused = await hall.ask("POST", f"{at}/hands", Role.CHAIR, json=told)
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    await hall.post(f"{at}/items/{report}/discuss", NPC, {"speakers": 3, "said": "同意报告"})
    first = (await agenda(hall))[0]
    assert (first["stage"], first["speakers"]) == (2, 3)


async def test_ballot_when_the_rules_on_the_agenda_are_not_adopted_then_it_cannot_open(
    hall: Hall,
) -> None:
    _, rules, _ = await in_session(hall)
    await hall.hear_panels(4)
    await hall.prepare()
    early = await hall.ask("POST", f"ballots/{hall.ballot}/open", Role.CHAIR)
    assert (early.status_code, early.json()["code"]) == (409, "rules-not-adopted")
    await hall.raise_hands(rules, 6)
    await hall.open()
