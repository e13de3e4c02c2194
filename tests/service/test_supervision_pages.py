"""The pages of supervision: public reading, fragments, and the forms of those who work there."""

from pathlib import Path

import httpx

from contracts.charter import Role
from tests.drivers.visitor import Visitor, visitor
from tests.service.supervision_world import supervised
from tests.world import DONGTANG

BASE = f"/supervision/streets/{DONGTANG}"


async def send(browser: Visitor, page: str, step: str, **fields: str) -> httpx.Response:
    """Fill in the form of a step as it stands on its page, and send it."""
    return await browser.send(page, f"{page}/steps/{step}", **fields)


async def test_pages_when_a_visitor_reads_then_all_are_open_and_hold_no_form(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(3))[0]
        start = (await town.inspection(project["id"]))["id"]
        http = town.world.http
        pages = ["/projects", f"/projects/{project['id']}", "/inspections", f"/inspections/{start}"]
        for page in pages:
            answer = await http.get(BASE + page)
            assert answer.status_code == 200, page
            assert "项目1" in answer.text
            assert "/steps/" not in answer.text
            assert "style=" not in answer.text
        home = await http.get(BASE)
        assert (home.status_code, home.headers["location"]) == (303, f"{BASE}/projects")
        missing = await http.get(f"{BASE}/projects/none", headers={"Accept": "text/html"})
        assert missing.status_code == 404


async def test_fragments_when_asked_for_then_no_layout_and_links_to_the_project(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        await town.charter()
        empty = await town.world.http.get(f"{BASE}/chosen")
        assert "票决结果公布后" in empty.text
        project = (await town.projects(3))[0]
        for path in ("/chosen", f"/for/{project['candidate']}"):
            found = (await town.world.http.get(BASE + path)).text
            assert "<html" not in found
            assert f"{BASE}/projects/{project['id']}" in found
            assert "民生保障专业代表小组" in found
        assert "还没有立项" in (await town.world.http.get(f"{BASE}/for/other")).text


async def test_project_page_when_read_then_the_way_back_to_its_suggestions(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        html = (await town.world.http.get(f"{BASE}/projects/{project['id']}")).text
        assert f'hx-get="/screening/streets/{DONGTANG}/trace/c1"' in html
        assert f'href="/screening/streets/{DONGTANG}/candidates/c1"' in html


async def test_forms_when_filled_in_then_the_project_moves_on(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]["id"]
        start = (await town.inspection(project))["id"]
        page, inspection = f"{BASE}/projects/{project}", f"{BASE}/inspections/{start}"
        browser = visitor(town.world, Role.NPC_COMMITTEE)
        plan = {"owner": "李", "finish_on": "2025-11-30", "budget_yuan": "60000"}
        wrong = await send(browser, page, "plan", **plan, milestones="2025-07-01")
        assert wrong.status_code == 422
        assert 'value="李"' in wrong.text
        good = plan | {"milestones": "2025-07-01 完成招标\r\n\r\n2025-10-01 完工"}
        assert (await send(browser, page, "plan", **good)).status_code == 303
        assert (await send(browser, page, "start")).status_code == 409
        assert (await send(browser, inspection, "notify")).status_code == 303
        assert (await send(browser, page, "start")).status_code == 303
        done = {"place": "0", "done_on": "2025-05-01"}
        assert (await send(browser, page, "achieve", **done)).status_code == 303
        report = {"conducted_on": "2025-04-30", "deputies": "王代表、李代表"}
        seen = {"progress": "PROBLEM", "quality": "OK", "funds": "NA", "evidence": "看了"}
        await send(browser, inspection, "conduct", **report, **seen)
        await send(browser, inspection, "find", aspect="PROGRESS", text="围挡未搭")
        await send(browser, inspection, "rectify", due_on="2025-05-20")
        again = await send(browser, inspection, "recheck", by="王代表", passed="true")
        assert again.status_code == 422
        await send(browser, inspection, "recheck", by="孙代表", passed="true")
        await send(browser, inspection, "close")
        assert (await town.inspection(project))["status"] == "CLOSED"
        seen_now = await town.world.get("supervision", f"projects/{project}")
        assert seen_now["status"] == "STARTED"
        assert [one["done_on"] for one in seen_now["plan"]["milestones"]] == ["2025-05-01", None]


async def test_form_when_role_or_version_is_wrong_then_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        page = f"{BASE}/projects/{project['id']}"
        clerk = visitor(town.world, Role.STREET_OFFICE)
        assert "/steps/terminate" not in await clerk.read(page)
        for step, status in (("terminate", 403), ("reclass", 403), ("none", 404)):
            answer = await clerk.forge(
                page, f"{page}/steps/{step}", reason="x", project_class="ECONOMY"
            )
            assert answer.status_code == status, step
        old = (await clerk.form(page, f"{page}/steps/correct")).fill(
            {"place": "新雨", "reason": "错"}
        )
        assert (await send(clerk, page, "correct", place="旧雨", reason="错")).status_code == 303
        assert (await clerk.submit(old)).status_code == 412
        bare = await clerk.http.post(f"{page}/steps/correct", data={"reason": "x"})
        assert bare.status_code == 403
