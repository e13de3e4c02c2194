"""The hall by HTTP: the list of the next step, the screen through a session, speakers, hands."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Named, Role
from tests.drivers.visitor import visitor
from tests.service.ballot_world import TELLERS, Hall, a_hall

BOX = Named(id="box", zh="票箱已当众检查", en="The box was shown empty")
SEATED = Named(id="seated", zh="议事员已就座", en="Everybody is seated")
ITEM = "听取报告"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8, checklist=(BOX,))
        yield hall


async def readiness(hall: Hall) -> dict[str, Any]:
    """The list of the next step."""
    found: dict[str, Any] = await hall.get(f"sessions/{hall.session}/readiness", Role.CHAIR)
    return found


def red(step: dict[str, Any]) -> list[str]:
    """The problems of the lines that keep it back."""
    return [one["reason"]["code"] for one in step["lines"] if one["state"] == "MISSING"]


async def take(hall: Hall, step: dict[str, Any], path: str, role: Role) -> None:
    """Take the step that the list tells of: refused exactly where a line is red, by that line."""
    answer = await hall.ask("POST", path, role, json={})
    if step["ready"]:
        assert answer.is_success, answer.text
    else:
        assert answer.json()["code"] == red(step)[0]


async def tick(hall: Hall, *points: str) -> None:
    await hall.post(f"sessions/{hall.session}/tick", Role.CHAIR, {"points": list(points)})


async def screen(hall: Hall, seen: str = "", part: str = "") -> httpx.Response:
    """The screen as anybody gets it."""
    at = f"/ballot/streets/{hall.street}/sessions/{hall.session}/screen{part}"
    answer = await visitor(hall.world).http.get(at, headers={"X-Seen": seen} if seen else {})
    assert answer.status_code in (200, 204), answer.text
    return answer


async def test_session_when_walked_step_by_step_then_each_step_is_held_to_its_list(
    hall: Hall,
) -> None:
    await hall.call([ITEM])
    at = f"sessions/{hall.session}"
    assert (await readiness(hall))["step"] == "freeze"
    await take(hall, await readiness(hall), f"{at}/freeze", Role.NPC_COMMITTEE)
    step = await readiness(hall)
    assert (step["step"], red(step)) == ("start-check-in", ["no-slips"])
    await take(hall, step, f"{at}/check-in/start", Role.NPC_COMMITTEE)
    await hall.print_slips(8)
    await take(hall, await readiness(hall), f"{at}/check-in/start", Role.NPC_COMMITTEE)
    step = await readiness(hall)
    assert [one["state"] for one in step["lines"]] == ["HOLDS", "ADVISED", "HOLDS"]
    arrival = await hall.check_in("m00")
    waits = [one["reason"]["code"] for one in (await readiness(hall))["lines"] if one["reason"]]
    assert waits == ["no-quorum", "unconfirmed"]
    await hall.confirm([arrival])
    step = await readiness(hall)
    assert [one["state"] for one in step["lines"]] == ["HOLDS", "ADVISED", "HOLDS"]
    await take(hall, step, f"{at}/begin", Role.CHAIR)
    assert (await readiness(hall))["step"] == ""
    hall.ballot = (await hall.post(f"{at}/ballot", Role.NPC_COMMITTEE))["id"]
    to_open = f"ballots/{hall.ballot}/open"
    step = await readiness(hall)
    assert red(step) == [
        "wrong-state",
        "panels-open",
        "no-quorum",
        "slips-do-not-add-up",
        "not-ticked",
    ]
    assert {one["mend"] for one in step["lines"]} == {
        "steps",
        "panels",
        "door",
        "checklist",
        "/papers",
        "/slips",
    }
    await take(hall, step, to_open, Role.CHAIR)
    officers = {"chief_scrutineer": "c", "scrutineers": ["s", "z"], "tellers": TELLERS}
    await hall.post(f"ballots/{hall.ballot}/adopt-rules", Role.CHAIR, officers)
    await take(hall, await readiness(hall), to_open, Role.CHAIR)
    await hall.hear_panels(4)
    await take(hall, await readiness(hall), to_open, Role.CHAIR)
    await hall.arrive(*(f"m{n:02}" for n in range(1, 6)))
    assert red(await readiness(hall)) == ["slips-do-not-add-up", "not-ticked"]
    await hall.cancel_left()
    step = await readiness(hall)
    assert red(step) == ["not-ticked"]
    await take(hall, step, to_open, Role.CHAIR)
    await tick(hall, "box")
    step = await readiness(hall)
    assert step["ready"]
    await take(hall, step, to_open, Role.CHAIR)
    assert (await readiness(hall))["step"] == ""


async def test_run_off_when_due_then_has_a_list_of_its_own_and_needs_new_ticks(
    hall: Hall,
) -> None:
    await voted_with_a_tie(hall)
    await hall.count()
    step = await readiness(hall)
    assert (step["step"], red(step)) == ("runoff", ["not-ticked"])
    await take(hall, step, f"ballots/{hall.ballot}/runoff", Role.CHAIR)
    await tick(hall, "box")
    await take(hall, await readiness(hall), f"ballots/{hall.ballot}/runoff", Role.CHAIR)
    assert "再次投票" in (await screen(hall)).text


TIED = [("p01", "p02")] * 3 + [("p01", "p03")] * 3 + [("p02", "p03")] * 2
"""Papers of eight: one is chosen, and two tie for the second seat."""


async def voted_with_a_tie(hall: Hall) -> None:
    """Voting opens, everybody votes, voting closes."""
    await opened(hall)
    for code, marks in zip(hall.codes, TIED, strict=True):
        assert (await hall.cast(code, *marks)).is_success
    await hall.close()


async def opened(hall: Hall) -> None:
    await hall.call([ITEM])
    await hall.open_doors(8)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await tick(hall, "box")
    await hall.open()


async def test_screen_when_a_session_is_held_then_it_follows_from_the_call_to_the_result(
    hall: Hall,
) -> None:
    await hall.call([ITEM])
    assert "会议即将召开" in (await screen(hall)).text
    await hall.open_doors(8)
    await hall.arrive("m00")
    text = (await screen(hall)).text
    assert "未达到法定人数" in text
    assert "需要 6 人" in text
    await hall.arrive(*(f"m{n:02}" for n in range(1, 8)))
    assert "已达到法定人数" in (await screen(hall)).text
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await tick(hall, "box")
    await hall.open()
    before = await screen(hall)
    assert "正在投票" in before.text
    assert "最多选 2 项" in before.text
    assert re.search(r"票码摘要</span><code>[0-9a-f]{64}<", before.text)
    for code in hall.codes[:7]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    shown = {re.sub(r'data-moment="[^"]+"', "", one.text) for one in (before, await screen(hall))}
    assert len(shown) == 1, "the screen moves while papers are cast"
    await hall.close()
    assert "收回票" not in (await screen(hall)).text
    await hall.seal()
    sealed = (await screen(hall)).text
    assert re.search(r"票箱封存摘要</span><code>[0-9a-f]{64}<", sealed)
    assert "收回票" not in sealed
    await hall.count()
    text = (await screen(hall)).text
    assert "监票人核签" in text
    assert re.search(r">8</span>发出票", text)
    assert re.search(r">7</span>收回票", text)
    assert "hall-votes" not in text
    await hall.finish()
    text = (await screen(hall)).text
    assert "票决结果" in text
    assert text.count('<b class="hall-votes">7</b>') == 2


async def test_screen_when_a_run_off_is_due_then_says_so_at_once_without_a_vote(
    hall: Hall,
) -> None:
    await voted_with_a_tie(hall)
    await hall.count()
    text = (await screen(hall)).text
    assert "需要再投一轮" in text
    assert "从 2 项中最多选 1 项" in text
    assert "hall-votes" not in text
    assert "收回票" not in text


async def test_screen_when_the_ballot_is_void_then_says_why(hall: Hall) -> None:
    await opened(hall)
    await hall.void(note="会场停电")
    text = (await screen(hall)).text
    assert "本次票决作废" in text
    assert "会场停电" in text
    assert "会场秩序被扰乱" in text


async def test_screen_when_nothing_changed_then_no_content_and_the_part_when_it_did(
    hall: Hall,
) -> None:
    await hall.call([ITEM])
    first = await screen(hall)
    mark = re.search(r'"X-Seen": "([^"]+)"', first.text)
    assert mark
    hall.world.clock.forward(seconds=30)
    assert (await screen(hall, mark[1], "/now")).status_code == 204
    await hall.open_doors(8)
    part = await screen(hall, mark[1], "/now")
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "正在签到" in part.text


async def test_screen_when_asked_by_its_short_address_then_the_session_that_is_on(
    hall: Hall,
) -> None:
    browser = visitor(hall.world).http
    at = f"/ballot/streets/{hall.street}/screen"
    assert (await browser.get(at, headers={"Accept": "text/html"})).status_code == 404
    await hall.call([ITEM])
    first = hall.session
    await hall.open_doors(8)
    await hall.call([ITEM], number=2, at="2025-12-12T09:00:00+08:00")
    assert (await browser.get(at)).headers["location"].endswith(f"{first}/screen")


async def test_floor_when_members_speak_then_the_screen_shows_it_and_times_are_kept(
    hall: Hall,
) -> None:
    await hall.call([ITEM])
    await hall.open_doors(8)
    await hall.arrive("m00", "m01")
    at = f"sessions/{hall.session}"
    await hall.post(f"{at}/turn-to", Role.CHAIR, {"item": "item-1"})
    first = await hall.post(f"{at}/speakers", Role.NPC_COMMITTEE, {"member": "m00"})
    await hall.post(f"{at}/speakers", Role.CHAIR, {"guest": "列席者甲", "minutes": 3})
    one, two = [speech["id"] for speech in (await hall.get(f"{at}/floor"))["speeches"]]
    assert first["speeches"][0]["seconds"] == 300
    await hall.post(f"{at}/speakers/{one}/start", Role.CHAIR)
    hall.world.clock.forward(seconds=61)
    text = (await screen(hall)).text
    assert "剩余 <b>03:59</b>" in text
    assert "列席者甲" in text
    assert f'aria-current="step">{ITEM}' in text
    await hall.post(f"{at}/speakers/{two}/start", Role.CHAIR)
    hall.world.clock.forward(seconds=200)
    assert "已超时 <b>00:20</b>" in (await screen(hall)).text
    await hall.post(f"{at}/speakers/{two}/stop", Role.CHAIR)
    floor = await hall.get(f"{at}/floor")
    assert [speech["lasted"] for speech in floor["speeches"]] == [61, 200]
    assert floor["speeches"][0]["item"] == "item-1"
    for body in ({}, {"member": "m01", "guest": "乙"}):
        answer = await hall.ask("POST", f"{at}/speakers", Role.CHAIR, json=body)
        assert answer.json()["code"] == "who-speaks"
    answer = await hall.ask("POST", f"{at}/turn-to", Role.CHAIR, json={"item": "没有"})
    assert answer.status_code == 404


async def test_hands_when_two_tellers_agree_by_forms_then_decided_for_everybody_to_see(
    hall: Hall,
) -> None:
    await hall.call([ITEM])
    await hall.open_doors(8)
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    answer = await hall.ask(
        "POST", f"sessions/{hall.session}/hands", Role.CHAIR, json={"subject": "通过报告"}
    )
    assert answer.json()["code"] == "not-in-session"
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    answer = await hall.ask(
        "POST", f"sessions/{hall.session}/hands", Role.CHAIR, json={"subject": "通过报告"}
    )
    assert answer.json()["code"] == "no-quorum"
    await hall.arrive(*(f"m{n:02}" for n in range(7)))
    chair = visitor(hall.world, Role.CHAIR, street=hall.street)
    sent = await chair.send(page, f"{page}/hands", subject="通过报告", item="item-1")
    assert sent.status_code == 303, sent.text
    (one,) = await hall.get(f"sessions/{hall.session}/hands")
    assert (one["present"], one["agreed"], one["passed"]) == (7, None, False)
    assert "计票人正在清点" in (await screen(hall)).text
    counts = {"votes_for": "5", "against": "1", "abstain": "1"}
    for who, told in zip(TELLERS, ({**counts, "abstain": "0"}, counts), strict=True):
        teller = visitor(hall.world, Role.TELLER, sub=who, street=hall.street)
        form = f"{page}/hands/{one['id']}/count-hands"
        assert (await teller.send(page, form, **told)).status_code == 303
    assert "两次清点不一致" in await chair.read(page)
    teller = visitor(hall.world, Role.TELLER, sub=TELLERS[0], street=hall.street)
    form = f"{page}/hands/{one['id']}/count-hands"
    refused = await teller.send(page, form, votes_for="7", against="1", abstain="0")
    assert refused.status_code == 422
    assert "多于实到 7 人" in refused.text
    assert (await teller.send(page, form, **counts)).status_code == 303
    (one,) = await hall.get(f"sessions/{hall.session}/hands")
    assert (one["passed"], one["agreed"]["votes_for"]) == (True, 5)
    assert "赞成 5　反对 1　弃权 1" in (await screen(hall)).text
