"""The pages of the ballot as a browser without JavaScript gets them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Panel, Role
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall, a_hall
from tests.signing_in import session_cookie, somebody

HTML = {"Accept": "text/html"}
MARKS = ["p01", "p02"]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


@dataclass
class Browser:
    """Somebody who is signed in by a cookie and fills in forms."""

    hall: Hall
    role: Role
    sub: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, hall: Hall, role: Role, sub: str = "") -> "Browser":
        """A browser in which a person of this role has just signed in."""
        person = somebody(sub or role.lower(), "某人", [role], hall.street)
        cookie = await session_cookie(hall.world.system, person)
        return cls(hall, role, sub, HTML | {"Cookie": cookie})

    async def read(self, path: str) -> str:
        """A page that must open."""
        answer = await self.hall.world.http.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, page: str, path: str, **fields: Any) -> httpx.Response:
        """Send a form from a page."""
        token = re.search(r'name="form_token" value="(\w+)"', await self.read(page))
        assert token
        form = {"form_token": token[1], **fields}
        return await self.hall.world.http.post(path, data=form, headers=self.headers)

    async def step(self, step: str, ballot: str = "") -> None:
        """Press the button of a step; it must be on the page."""
        page = f"/ballot/streets/{self.hall.street}/sessions/{self.hall.session}"
        assert f'name="step" value="{step}"' in await self.read(page), step
        to = f"{page}/ballots/{ballot}/step" if ballot else f"{page}/step"
        answer = await self.send(page, to, step=step)
        assert answer.status_code == 303, answer.text


def codes_of(page: str) -> list[str]:
    return re.findall(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>", page)


async def test_session_when_held_with_forms_alone_then_from_its_plan_to_its_result(
    hall: Hall,
) -> None:
    clerk = await Browser.of(hall, Role.NPC_COMMITTEE)
    chair = await Browser.of(hall, Role.CHAIR)
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
    chief = await Browser.of(hall, Role.CHIEF_SCRUTINEER, CHIEF)
    await chief.step("count", hall.ballot)
    await chief.step("sign", hall.ballot)
    for who in SCRUTINEERS:
        await (await Browser.of(hall, Role.SCRUTINEER, who)).step("sign", hall.ballot)
    report = await chief.read(f"{base}/ballots/{hall.ballot}/report")
    assert "监票报告单" in report
    await chief.step("certify", hall.ballot)
    await clerk.step("announce", hall.ballot)
    await chair.step("close")
    assert "签到表" in await clerk.read(f"{page}/roll/print")
    await read_by_everybody(hall)


async def panels(clerk: Browser, page: str) -> None:
    """All three evaluations: one saved first, then closed."""
    for panel in Panel:
        scores = {f"score-p{no:02}": str(60 + no) for no in range(1, 5)}
        for then in ("save", "close"):
            answer = await clerk.send(
                page, f"{page}/panels/{panel}", people="9", then=then, **scores
            )
            assert answer.status_code == 303, answer.text


async def vote(hall: Hall, code: str) -> None:
    """An old phone: the paper, a look again, the box."""
    http, path = hall.world.http, f"/ballot/vote/{hall.street}/{hall.session}"
    paper = await http.get(path, headers=HTML)
    assert 'name="votes_for"' in paper.text
    assert "form_token" not in paper.text
    form = {"step": "review", "code": code.lower(), "votes_for": MARKS}
    review = await http.post(path, data=form, headers=HTML)
    assert code in review.text
    thanks = await http.post(path, data=form | {"step": "cast"}, headers=HTML)
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
        browser = await Browser.of(hall, role)
        browser.headers["Cookie"] += "; lang=en"
        assert "Next step" in await browser.read(at)
        assert "Attendance" in await browser.read(f"{at}/roll/print")
        assert "Count report" in await browser.read(f"{base}/ballots/{hall.ballot}/report")


async def test_ballot_paper_when_printed_then_its_title_says_project_once(hall: Hall) -> None:
    await hall.begin(present=8, members=8, items=4)
    clerk = await Browser.of(hall, Role.NPC_COMMITTEE)
    sheet = await clerk.read(f"/ballot/streets/{hall.street}/ballots/{hall.ballot}/paper")
    assert "民生实事项目票决票" in sheet
    assert "项目项目" not in sheet


async def test_step_when_not_ones_role_or_unknown_then_refused(hall: Hall) -> None:
    await hall.call()
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    clerk = await Browser.of(hall, Role.NPC_COMMITTEE)
    refused = await clerk.hall.world.http.post(
        f"{page}/step", data={"step": "freeze"}, headers=clerk.headers
    )
    assert refused.status_code == 403
    assert (await clerk.send(page, f"{page}/step", step="nonsense")).status_code == 422
    teller = await Browser.of(hall, Role.TELLER)
    other = await clerk.read(page)
    token = re.search(r'name="form_token" value="(\w+)"', other)
    assert token
    stolen = {"form_token": token[1], "step": "freeze"}
    answer = await hall.world.http.post(f"{page}/step", data=stolen, headers=teller.headers)
    assert answer.status_code == 403
