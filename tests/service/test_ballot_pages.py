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
        to = f"{page}/ballots/{ballot}/step" if ballot else f"{page}/step"
        answer = await self.browser.send(page, to, holding={"step": step})
        assert answer.status_code == 303, answer.text


def codes_of(page: str) -> list[str]:
    return re.findall(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>", page)


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
    sheet = await clerk.send(page, f"{page}/slips", seats="8")
    assert sheet.headers["cache-control"] == "no-store"
    codes = codes_of(sheet.text)
    assert len(set(codes)) == sheet.text.count("<svg") - sheet.text.count('class="icon"') == 8
    await clerk.step("start_check_in")
    for n in range(7):
        member = f"议事员m{n:02}（C1）· m{n:02}"
        answer = await clerk.send(page, f"{page}/check-ins", member=member)
        assert answer.status_code == 303
    again = await clerk.send(page, f"{page}/check-ins", member="m00")
    assert again.status_code == 409
    assert "已签到" in again.text
    guest = {"name": "列席者", "capacity": "部门"}
    assert (await clerk.send(page, f"{page}/attendees", **guest)).status_code == 303
    await chair.step("begin")
    await panels(clerk, page)
    await clerk.step("ballot")
    hall.ballot = (await hall.get(f"sessions/{hall.session}"))["ballot"]
    officers = {
        "chief_scrutineer": CHIEF,
        "scrutineers": "\n".join(SCRUTINEERS),
        "tellers": "\n".join(TELLERS),
    }
    answer = await chair.send(page, f"{page}/ballots/{hall.ballot}/officers", **officers)
    assert answer.status_code == 303
    await chair.step("open", hall.ballot)
    for code in codes[:7]:
        await vote(hall, code)
    await chair.step("close", hall.ballot)
    hall.world.clock.forward(seconds=60)
    chief = Officer(hall, Role.CHIEF_SCRUTINEER, CHIEF)
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


async def panels(clerk: Officer, page: str) -> None:
    """All three evaluations: one saved first, then closed."""
    for panel in Panel:
        scores = {f"score-p{no:02}": str(60 + no) for no in range(1, 5)}
        for then in ("save", "close"):
            to = f"{page}/panels/{panel}"
            answer = await clerk.send(page, to, people="9", press=then, **scores)
            assert answer.status_code == 303, answer.text


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
    assert 'name="step"' not in answer.text
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
    refused = await clerk.browser.http.post(f"{page}/step", data={"step": "freeze"})
    assert refused.status_code == 403
    nonsense = await clerk.browser.forge(page, f"{page}/step", step="nonsense")
    assert nonsense.status_code == 422
    teller = Officer(hall, Role.TELLER)
    stolen = await clerk.browser.form(page, f"{page}/step", step="freeze")
    assert (await teller.browser.submit(stolen)).status_code == 403
