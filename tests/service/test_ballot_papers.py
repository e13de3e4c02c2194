"""The papers of a session as files: who may have them, when, and what they say."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from contracts.charter import Role
from tests.service.ballot_world import Hall, a_hall

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


async def vote(hall: Hall, papers: int) -> None:
    """A session whose ballot comes to its count: p01 and p02 are chosen."""
    await hall.begin(present=8, members=8, items=4)
    for code in hall.codes[:papers]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()


async def told(hall: Hall, rest: str, role: Role | None) -> str:
    """The words of a paper: both files must come, and the DOCX is read."""
    for form, kind in KINDS.items():
        answer = await hall.ask("GET", f"{rest}.{form}", role)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == kind
    return words_of(answer.content)


def words_of(data: bytes) -> str:
    document: Any = Document(BytesIO(data))
    cells = (c.text for t in document.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


async def test_announcement_when_the_result_is_out_then_anybody_has_it(hall: Hall) -> None:
    await vote(hall, papers=8)
    at = f"ballots/{hall.ballot}/announcement"
    early = await hall.ask("GET", f"{at}.pdf")
    assert (early.status_code, early.json()["code"]) == (404, "no-result")
    await hall.finish()
    said = await told(hall, at, None)
    assert "样例街道居民议事会" in said
    assert "样例街道2025年度民生实事项目\n票决结果公告" in said
    assert "〔2025〕　　号" in said
    assert "2025年6月12日，样例街道居民议事会举行第1届第1次会议，应到8人，实到8人" in said
    assert "发出票8张，收回票8张，其中有效票8张、无效票0张" in said
    assert "1\n项目1\n8\n入选" in said
    assert "0\n转入储备库" in said
    assert "公示期7天" in said


async def test_announcement_when_few_voted_then_no_breakdown(hall: Hall) -> None:
    await vote(hall, papers=4)
    while (await hall.get(f"ballots/{hall.ballot}", Role.CHAIR))["next_round"]:
        await hall.open("runoff")
        await hall.close()
        await hall.count()
    await hall.finish()
    said = await told(hall, f"ballots/{hall.ballot}/announcement", None)
    assert "有效票少于5张，不公布分项得票" in said
    assert "赞成票" not in said


async def test_count_sheet_when_counted_then_staff_have_it_to_sign(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    at = f"ballots/{hall.ballot}/report"
    early = await hall.ask("GET", f"{at}.docx", Role.TELLER)
    assert early.json()["code"] == "not-counted"
    for code in hall.codes[:8]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()
    assert (await hall.ask("GET", f"{at}.pdf")).status_code == 401
    assert (await hall.ask("GET", f"{at}.pdf", Role.DELIBERATOR)).status_code == 403
    said = await told(hall, at, Role.TELLER)
    assert "样例街道居民议事会\n第1届第1次会议监票报告单" in said
    assert "时间：2025年6月12日 09:00\n地点：街道会议室" in said
    assert "项目2\n8\n入选" in said
    assert said.count("监票人：") == 1 + 2
    assert said.count("计票人：") == 2
    assert "盖章处" in said
    digest = (await hall.get(f"ballots/{hall.ballot}", Role.CHAIR))["figures"]["digest"]
    assert digest in said.replace(" ", "").replace("\n", "")


async def test_sign_in_sheet_when_members_came_then_all_in_office_with_room_to_sign(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(8)
    await hall.arrive("m00", "m01")
    guest = {"name": "列席甲", "capacity": "人大代表"}
    await hall.post(f"sessions/{hall.session}/attendees", Role.TELLER, guest)
    await hall.leave("m01")
    hall.world.clock.forward(minutes=20)
    await hall.arrive("m01")
    await hall.leave("m00")
    gone = await told(hall, f"sessions/{hall.session}/left", Role.TELLER)
    assert "提前离席：1人" in gone
    assert "议事员m00\nC1\n09:00–09:20\n" in gone
    assert "议事员m01" not in gone
    said = await told(hall, f"sessions/{hall.session}/sign-in", Role.NPC_COMMITTEE)
    assert "第1届第1次会议签到表" in said
    assert "应到：8人" in said
    assert all(f"议事员m0{n}\n" in said for n in range(8))
    came, left = "09:00", "09:00"
    assert f"议事员m00\nC1\n{came}–09:20\n" in said
    assert f"议事员m01\nC1\n{came}–{left}、09:20\n" in said
    assert "签到人" in said
    assert "确认人" in said
    assert "列席人员" in said
    assert "列席甲\n人大代表" in said


async def test_pages_lead_to_the_files(hall: Hall) -> None:
    await vote(hall, papers=8)
    await hall.finish()
    base = f"/ballot/streets/{hall.street}"
    files = f"/ballot/api/streets/{hall.street}"
    headers = hall.world.headers(Role.NPC_COMMITTEE, hall.street) | {"Accept": "text/html"}
    for page, stem in (
        (f"/ballots/{hall.ballot}/announcement", f"/ballots/{hall.ballot}/announcement"),
        (f"/ballots/{hall.ballot}/report", f"/ballots/{hall.ballot}/report"),
        (f"/sessions/{hall.session}/roll/print", f"/sessions/{hall.session}/sign-in"),
    ):
        html = (await hall.world.http.get(f"{base}{page}", headers=headers)).text
        for form in KINDS:
            assert f'href="{files}{stem}.{form}"' in html
    announced = (await hall.world.http.get(f"{base}/ballots/{hall.ballot}/announcement")).text
    assert "2025年度民生实事项目票决结果公告" in announced
