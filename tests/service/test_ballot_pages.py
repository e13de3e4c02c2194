"""The pages of the ballot as a browser without JavaScript gets them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Panel, Role
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall, a_hall

HTML = {"Accept": "text/html"}
MARKS = ["p01", "p02"]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


@dataclass
class Officer:
    """Somebody with a role at the session and a browser of their own."""

    hall: Hall
    role: Role
    sub: str = ""
    lang: str = ""

    def __post_init__(self) -> None:
        sub, street = self.sub or self.role.lower(), self.hall.street
        self.browser = visitor(self.hall.world, self.role, sub=sub, street=street, lang=self.lang)

    async def read(self, path: str) -> str:
        """A page that must open."""
        return await self.browser.read(path)

    async def send(self, page: str, path: str, **fields: Any) -> httpx.Response:
        """Fill in a form of a page."""
        return await self.browser.send(page, path, **fields)

    async def step(self, step: str, ballot: str = "") -> None:
        """Press the button of a step; it must be on the page."""
        page = f"/ballot/streets/{self.hall.street}/sessions/{self.hall.session}"
        to = f"{page}/ballots/{ballot}/{step}" if ballot else f"{page}/{step}"
        answer = await self.browser.send(page, to)
        assert answer.status_code == 303, answer.text


def codes_of(page: str) -> list[str]:
    """The codes of a printed sheet: its coupons of all turns, slip by slip, as they stand there."""
    halves = re.findall(r'"slip-code">([0-9A-Z-]{9})<br>([0-9A-Z-]{9})<', page)
    return ["-".join(both) for both in halves]


def cancel_codes_of(page: str) -> list[str]:
    return re.findall(r"<br>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</p></div>", page)


async def test_session_when_held_with_forms_alone_then_from_its_plan_to_its_result(
    hall: Hall,
) -> None:
    clerk, chair = Officer(hall, Role.NPC_COMMITTEE), Officer(hall, Role.CHAIR)
    base = f"/ballot/streets/{hall.street}"
    plan = {
        "cycle": "2025",
        "term": "1",
        "number": "1",
        "at": "2025-06-12T09:00",
        "venue": "街道会议室",
        "agenda": "听取说明\r\n票决项目\r\n",
    }
    assert (await clerk.send(base, f"{base}/sessions", **plan)).status_code == 303
    hall.session = (await hall.get("sessions"))["items"][0]["id"]
    page = f"{base}/sessions/{hall.session}"
    await clerk.step("notify")
    await clerk.step("freeze")
    watcher = Officer(hall, Role.SCRUTINEER, SCRUTINEERS[0])
    slips = f"{page}/slips"
    assert (await clerk.send(slips, f"{page}/order-slips", number="8")).status_code == 303
    assert "release-slips" not in await clerk.read(slips)
    sheet = await watcher.send(slips, f"{page}/release-slips")
    assert sheet.headers["cache-control"] == "no-store"
    codes, cancels = codes_of(sheet.text), cancel_codes_of(sheet.text)
    assert (len(set(codes)), len(set(cancels))) == (32, 8)
    assert sheet.text.count("<svg") - sheet.text.count('class="icon"') == 40
    await clerk.step("start-check-in")
    await arrive_with_forms(hall, page)
    await chair.step("begin")
    await panels(clerk, page)
    await clerk.step("ballot")
    hall.ballot = (await hall.get(f"sessions/{hall.session}"))["ballot"]
    for role, people in ((Role.SCRUTINEER, SCRUTINEERS), (Role.TELLER, TELLERS)):
        for who in people:
            await Officer(hall, role, who).step("report")
    officers = {"chief_scrutineer": CHIEF, "scrutineers": SCRUTINEERS, "tellers": TELLERS}
    answer = await chair.send(page, f"{page}/ballots/{hall.ballot}/adopt-rules", **officers)
    assert answer.status_code == 303
    early = await chair.send(page, f"{page}/ballots/{hall.ballot}/open")
    assert (early.status_code, "印制 8 张，已发出 7 张，已作废 0 张" in early.text) == (409, True)
    wrong = await watcher.send(slips, f"{page}/cancel-slips", codes=f"{codes[0]}\r\nABC")
    assert wrong.status_code == 422
    assert "第 1 行：不是本次会议的作废码" in wrong.text
    assert "第 2 行：票码应为 16 位" in wrong.text
    left = await watcher.send(slips, f"{page}/cancel-slips", codes=f"{cancels[7].lower()}\r\n\r\n")
    assert left.status_code == 303
    assert "账目相符" in await watcher.read(slips)
    await chair.step("open", hall.ballot)
    for code in codes[:28:4]:
        await vote(hall, code)
    unsure = await chair.send(page, f"{page}/ballots/{hall.ballot}/close")
    assert unsure.status_code == 422
    assert "请先询问全场" in unsure.text
    sure = await chair.send(page, f"{page}/ballots/{hall.ballot}/close", sure=["yes"])
    assert sure.status_code == 303
    hall.world.clock.forward(seconds=60)
    chief = Officer(hall, Role.CHIEF_SCRUTINEER, CHIEF)
    assert f'action="{page}/ballots/{hall.ballot}/count"' not in await chief.read(page)
    await chief.step("seal", hall.ballot)
    sealed = (await hall.get(f"ballots/{hall.ballot}"))["seals"][0]["sha256"]
    assert sealed[:8] in await visitor(hall.world).read(page)
    await chief.step("count", hall.ballot)
    await chief.step("sign", hall.ballot)
    for who in SCRUTINEERS:
        await Officer(hall, Role.SCRUTINEER, who).step("sign", hall.ballot)
    report = await chief.read(f"{base}/ballots/{hall.ballot}/report")
    assert "监票报告单" in report
    await chief.step("certify", hall.ballot)
    await clerk.step("announce", hall.ballot)
    await chair.step("close")
    assert "签到表" in await clerk.read(f"{page}/roll/print")
    await read_by_everybody(hall)


async def arrive_with_forms(hall: Hall, page: str) -> None:
    """Seven members tap in at the committee's desk, and a teller confirms those on the list."""
    clerk, teller = Officer(hall, Role.NPC_COMMITTEE), Officer(hall, Role.TELLER)
    door = f"{page}/door"
    second_desk = await clerk.browser.form(door, f"{door}/check-ins")
    for n in range(7):
        answer = await clerk.send(door, f"{door}/check-ins", press=f"m{n:02}")
        assert answer.status_code == 200
        assert f"议事员m{n:02}已签到" in answer.text
    again = await clerk.browser.submit(second_desk, press="m00")
    assert again.status_code == 200
    assert "已经签到，不用再签" in again.text
    assert f'action="{door}/confirm"' not in await clerk.read(door)
    seen = re.findall(r'name="arrivals" value="(\w+)"', await teller.read(door))
    answer = await teller.send(door, f"{door}/confirm", arrivals=seen)
    assert "7 人已确认在场" in answer.text
    assert "已达法定人数" in answer.text
    guest = {"name": "列席者", "capacity": "部门"}
    assert "列席者已登记" in (await clerk.send(door, f"{door}/attendees", **guest)).text


async def panels(clerk: Officer, page: str) -> None:
    """All three evaluations: recorded, and closed once they are whole."""
    for panel in Panel:
        at, scores = (
            f"{page}/panels/{panel}",
            {f"score-p{no:02}": str(60 + no) for no in range(1, 5)},
        )
        part = {name: points for name, points in scores.items() if name != "score-p04"}
        assert (await clerk.send(page, at, people="9", **part)).status_code == 303
        assert f'action="{at}/close"' not in await clerk.read(page)
        refused = await clerk.send(page, at, people="9", **{**scores, "score-p04": "101"})
        assert refused.status_code == 422
        assert 'value="101"' in refused.text
        assert (await clerk.send(page, at, people="9", **scores)).status_code == 303
        assert (await clerk.send(page, f"{at}/close")).status_code == 303


async def vote(hall: Hall, code: str) -> None:
    """An old phone: the paper, a look again, the box."""
    phone, path = visitor(hall.world), f"/ballot/vote/{hall.street}/{hall.session}"
    paper = await phone.http.get(path)
    assert "form_token" not in paper.text
    form = Page(paper.text).form(path)
    review = await phone.submit(form.fill({"code": code.lower(), "votes_for": MARKS}))
    assert code in review.text
    thanks = await phone.submit(Page(review.text).form(form.action), press="投出选票")
    assert "选票已投入票箱" in thanks.text
    for answer in (paper, review, thanks):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


async def read_by_everybody(hall: Hall) -> None:
    """The public pages, in both languages."""
    base = f"/ballot/streets/{hall.street}"
    for path in (
        base,
        f"{base}/sessions/{hall.session}",
        f"{base}/ballots/{hall.ballot}/announcement",
    ):
        for lang in ("zh", "en"):
            headers = HTML | {"Cookie": f"lang={lang}"}
            answer = await hall.world.http.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            assert "style=" not in answer.text
            assert "议事员m00" not in answer.text


async def test_vote_when_something_is_wrong_then_told_and_the_choice_kept(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    http, path = hall.world.http, f"/ballot/vote/{hall.street}/{hall.ballot}"
    too_many = {"step": "review", "code": hall.codes[0], "votes_for": ["p01", "p02", "p03"]}
    answer = await http.post(path, data=too_many, headers=HTML)
    assert answer.status_code == 422
    assert "最多选 2 项" in answer.text
    assert answer.text.count("checked") == 3
    assert hall.codes[0] in answer.text
    bad = {"step": "review", "code": "nonsense", "votes_for": ["p01"]}
    assert (await http.post(path, data=bad, headers=HTML)).status_code == 422
    cast = {"step": "cast", "code": hall.codes[0], "votes_for": ["p01"]}
    assert (await http.post(path, data=cast, headers=HTML)).status_code == 200
    used = await http.post(path, data=cast, headers=HTML)
    assert used.status_code == 409
    assert "已经投过票" in used.text
    short = await http.get(f"/ballot/vote/{hall.street}", headers=HTML)
    assert short.headers["location"] == path
    edit = await http.post(path, data=too_many | {"step": "edit"}, headers=HTML)
    assert edit.text.count("checked") == 3


async def test_vote_when_not_open_then_says_so(hall: Hall) -> None:
    await hall.call()
    path = f"/ballot/vote/{hall.street}/{hall.session}"
    early = await hall.world.http.get(path, headers=HTML)
    assert early.status_code == 404
    assert "票决尚未开始" in early.text
    short = f"/ballot/vote/{hall.street}"
    assert "投票尚未开始" in (await hall.world.http.get(short, headers=HTML)).text
    await hall.open_doors(8)
    await hall.prepare()
    assert "投票尚未开始" in (await hall.world.http.get(path, headers=HTML)).text
    nowhere = await hall.world.http.get(f"/ballot/vote/{hall.street}/nothing", headers=HTML)
    assert nowhere.status_code == 404


async def test_pages_when_read_by_the_public_then_no_names_forms_or_figures(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    answer = await hall.world.http.get(page, headers=HTML)
    assert "正在无记名投票" in answer.text
    assert "议事员m00" not in answer.text
    assert [form.action for form in Page(answer.text).forms if form.method == "post"] == []
    for path in (f"{page}/roll/print", page.replace("sessions", "ballots") + "/report"):
        assert (await hall.world.http.get(path, headers=HTML)).status_code == 401
    sheet = f"/ballot/streets/{hall.street}/ballots/{hall.ballot}/announcement"
    assert (await hall.world.http.get(sheet, headers=HTML)).status_code == 404


async def test_pages_when_in_english_then_for_the_staff_and_the_voter_too(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    base = f"/ballot/streets/{hall.street}"
    at = f"{base}/sessions/{hall.session}"
    http, english = hall.world.http, HTML | {"Cookie": "lang=en"}
    paper = await http.get(f"/ballot/vote/{hall.street}/{hall.ballot}", headers=english)
    assert "Choose at most 2" in paper.text
    for code in hall.codes:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.count()
    for role in (Role.NPC_COMMITTEE, Role.CHAIR, Role.CHIEF_SCRUTINEER, Role.TELLER):
        browser = Officer(hall, role, lang="en")
        assert "Next step" in await browser.read(at)
        assert "Attendance" in await browser.read(f"{at}/roll/print")
        assert "Count report" in await browser.read(f"{base}/ballots/{hall.ballot}/report")


async def test_ballot_paper_when_printed_then_its_title_says_project_once(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    clerk = Officer(hall, Role.NPC_COMMITTEE)
    sheet = await clerk.read(f"/ballot/streets/{hall.street}/ballots/{hall.ballot}/paper")
    assert "民生实事项目票决票" in sheet
    assert "项目项目" not in sheet


async def test_step_when_not_ones_role_or_unknown_then_refused(hall: Hall) -> None:
    await hall.call()
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    clerk = Officer(hall, Role.NPC_COMMITTEE)
    forged = await clerk.browser.http.post(f"{page}/freeze")
    assert forged.status_code == 403
    assert (await clerk.browser.forge(page, f"{page}/nonsense")).status_code == 404
    teller = Officer(hall, Role.TELLER)
    stolen = await clerk.browser.form(page, f"{page}/freeze")
    assert (await teller.browser.submit(stolen)).status_code == 403


async def test_forms_when_shown_to_the_staff_then_each_carries_key_and_version(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors(8)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.prepare()
    base = f"/ballot/streets/{hall.street}"
    page = f"{base}/sessions/{hall.session}"
    seen = set()
    read = [(role, page) for role in (Role.NPC_COMMITTEE, Role.CHAIR)]
    for role, path in (*read, (Role.TELLER, f"{page}/door")):
        for form in Page(await Officer(hall, role).read(path)).forms:
            if form.method == "post" and form.action.startswith(page):
                assert {"idempotency_key", "version"} <= form.names, form.action
                seen.add(form.action.removeprefix(page))
    assert {"/panels/EXPERT_PANEL", "/door/check-ins", "/door/attendees", "/adjourn"} <= seen
    assert f"/ballots/{hall.ballot}/open" in seen


async def test_begin_when_members_arrive_meanwhile_then_the_chairs_page_is_not_stale(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(8)
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    chair = Officer(hall, Role.CHAIR)
    shown = await chair.browser.form(page, f"{page}/begin")
    await hall.arrive("m00", "m01")
    assert (await chair.browser.submit(shown)).status_code == 303
    assert (await hall.get(f"sessions/{hall.session}"))["status"] == "IN_SESSION"


async def test_officers_when_named_then_no_account_but_to_the_staff_and_names_once_known(
    hall: Hall,
) -> None:
    await hall.begin(present=8, members=8, items=4)
    for code in hall.codes:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.count()
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    chief = Officer(hall, Role.CHIEF_SCRUTINEER, CHIEF)
    seen = await chief.read(page)
    assert "监票人 （未报到）" in seen
    assert SCRUTINEERS[0] not in seen
    await Officer(hall, Role.SCRUTINEER, SCRUTINEERS[0]).step("sign", hall.ballot)
    seen = await chief.read(page)
    assert SCRUTINEERS[0] not in seen
    assert "监票人 经办人" in seen
    public = await visitor(hall.world).read(page)
    assert not any(who in public for who in (CHIEF, *SCRUTINEERS, *TELLERS, "经办人"))
    stranger = Officer(hall, Role.SCRUTINEER, "somebody-else")
    assert f'action="{page}/ballots/{hall.ballot}/sign"' not in await stranger.read(page)


async def test_pile_when_the_other_teller_typed_it_then_said_without_an_account(
    hall: Hall,
) -> None:
    await hall.begin(present=8, members=8, items=4)
    await hall.close()
    await hall.seal()
    at = f"/ballot/streets/{hall.street}/ballots/{hall.ballot}/pile"
    first, second = (Officer(hall, Role.TELLER, who) for who in TELLERS)
    typed = {"code-1": hall.codes[0], "for-1": ["p01"]}
    answer = await first.send(f"{at}?papers=1", at, **typed)
    assert "已保存 1 张" in answer.text
    assert "您已录入过一遍" in await first.read(at)
    seen = await second.read(at)
    assert "另一人已录入" in seen
    assert TELLERS[0] not in seen


async def test_index_when_there_are_more_sessions_than_a_page_then_pages_and_the_number_of_all(
    hall: Hall,
) -> None:
    for number in range(1, 26):
        at = f"2025-06-{number:02}T09:00:00+08:00"
        await hall.call(number=number, at=at)
    base = f"/ballot/streets/{hall.street}"
    reader = visitor(hall.world)
    first = await reader.read(base)
    assert "共 25 次会议" in first
    assert "第1届第25次会议" in first
    assert "第1届第5次会议" not in first
    following = next(link for link in Page(first).links if "after=" in link)
    second = await reader.read(following)
    assert "第1届第5次会议" in second
    assert "第1届第25次会议" not in second
    assert "没有更多了" in second
