"""会议纪要: drawn from the records in one press, edited, final with number and digest."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Role
from tests.service.ballot_world import Hall, a_hall
from tests.service.test_agenda import NPC, agenda, in_session
from tests.service.test_ballot_papers import told
from tests.unit.paper_things import words_of

DRAWN = {"host": "周启文", "recorder": "李书记"}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


async def voted(hall: Hall, papers: int) -> None:
    """A session that adopted its rules and voted: p01 and p02 are chosen."""
    report, rules, _ = await in_session(hall)
    at = f"sessions/{hall.session}/items"
    await hall.post(f"{at}/{report}/discuss", NPC, {"speakers": 3, "said": "同意报告。"})
    await hall.raise_hands(rules, 6)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.cancel_left()
    await hall.post(f"ballots/{hall.ballot}/open", Role.CHAIR)
    for code in hall.codes[:papers]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()


async def test_minutes_when_drawn_then_they_tell_the_whole_session(hall: Hall) -> None:
    await voted(hall, papers=6)
    await hall.finish()
    at = f"sessions/{hall.session}/minutes"
    hidden = await hall.ask("GET", f"{at}.pdf")
    assert hidden.json()["code"] == "no-minutes"
    await hall.post(at, NPC, DRAWN)
    assert (await hall.ask("GET", f"{at}.pdf")).status_code == 404
    said = await told(hall, at, NPC)
    for words in (
        "2025年6月12日09:00，样例街道居民议事会第1届第1次会议在街道会议室举行",
        "应到议事员8人，实到6人",
        "会议由周启文主持，李书记记录",
        "没有人申请回避",
        "3人发言。",
        "主要意见：同意报告。",
        "举手表决：实到6人，赞成6人，反对0人，弃权0人，获得通过。",
        "发出票6张，收回票6张",
        "入选项目2个：1. 项目1；2. 项目2。",
        "项目16票",
    ):
        assert words in said, words


async def test_minutes_when_few_voted_then_no_breakdown(hall: Hall) -> None:
    await hall.furnish(members=4, items=4, seats=2, seats_of_street=8, pass_of="VALID")
    for one in ("m04", "m05", "m06", "m07"):
        await hall.end(one)
    await hall.call(["对候选项目进行无记名投票"])
    await hall.open_doors(8)
    await hall.arrive("m00", "m01", "m02", "m03")
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.cancel_left()
    await hall.post(f"ballots/{hall.ballot}/open", Role.CHAIR)
    for code in hall.codes[:4]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()
    await hall.finish()
    await hall.post(f"sessions/{hall.session}/minutes", NPC, DRAWN)
    said = await told(hall, f"sessions/{hall.session}/minutes", NPC)
    assert "不公布分项得票" in said
    assert "各项目赞成票" not in said


async def test_minutes_when_final_then_numbered_digested_and_unchanged(
    hall: Hall, tmp_path: Path
) -> None:
    await in_session(hall)
    at = f"sessions/{hall.session}/minutes"
    item = (await agenda(hall))[0]["id"]
    await hall.post(at, NPC, DRAWN)
    await hall.post(f"{at}/sections/{item}", NPC, {"text": "会议听取了报告，予以肯定。"})
    nowhere = await hall.ask("POST", f"{at}/sections/nowhere", NPC, json={"text": "x"})
    assert nowhere.json()["code"] == "no-section"
    await hall.post(f"{at}/finish", NPC, {"serial": 1, "dated": "2025-06-15"})
    late = await hall.ask("POST", f"{at}/sections/{item}", NPC, json={"text": "改"})
    assert (late.status_code, late.json()["code"]) == (409, "wrong-state")
    again = await hall.ask("POST", at, NPC, json=DRAWN)
    assert again.json()["code"] == "wrong-state"
    page = await hall.ask_page(f"sessions/{hall.session}/papers")
    data = (await hall.ask("GET", f"{at}/final.pdf")).content
    assert hashlib.sha256(data).hexdigest() in page
    assert hashlib.new("sm3", data).hexdigest() in page
    assert "〔2025〕1号" in page
    shown = await told(hall, at, None)
    assert "予以肯定" in shown
    # Both what is printed now and the file that was made final prove the trail later.
    assert "审计锚点" in shown
    assert any("YISHI1" in word.text for word in words_of(tmp_path, data))


async def test_minutes_when_the_number_was_given_then_another_is_asked_for(hall: Hall) -> None:
    for number in (1, 2):
        await hall.call(["其他事项"], number=number)
        await hall.open_doors(8)
        await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
        await hall.post(f"sessions/{hall.session}/minutes", NPC, DRAWN)
        at = f"sessions/{hall.session}/minutes/finish"
        answer = await hall.ask("POST", at, NPC, json={"serial": 1, "dated": "2025-06-15"})
        if number == 1:
            assert answer.is_success, answer.text
            await hall.post(f"sessions/{hall.session}/close", Role.CHAIR)
        else:
            assert answer.json()["code"] == "minutes-number-taken"
