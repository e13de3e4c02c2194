"""The pages of supervision: public reading, fragments, and the forms of those who work there."""

import re
from pathlib import Path

import httpx

from contracts.charter import Role
from tests.drivers.visitor import Visitor, visitor
from tests.service.supervision_world import announced, supervised
from tests.world import DONGTANG

LOGIN = "demo-clerk"
BASE = f"/supervision/streets/{DONGTANG}"


async def send(browser: Visitor, page: str, step: str, **fields: str) -> httpx.Response:
    """Fill in the form of a step as it stands on its page, and send it."""
    form = await browser.form(page, f"{page}/{step}")
    assert {"form_token", "idempotency_key", "version"} <= form.names
    return await browser.submit(form.fill(fields))


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
            forms = set(re.findall(r'id="form-([a-z-]+)', answer.text))
            assert forms <= {"say"}, page  # what residents say without an account
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
        browser = visitor(town.world, Role.NPC_COMMITTEE, sub=LOGIN)
        plan = {"owner": "李", "finish_on": "2025-11-30", "budget_yuan": "60000"}
        wrong = await send(browser, page, "plan", **plan, milestones="2025-07-01")
        assert wrong.status_code == 422
        assert 'value="李"' in wrong.text
        good = plan | {"milestones": "2025-07-01 完成招标\r\n\r\n2025-10-01 完工"}
        assert (await send(browser, page, "plan", **good)).status_code == 303
        assert (await send(browser, page, "start")).status_code == 409
        assert (await send(browser, inspection, "notify")).status_code == 303
        assert (await send(browser, page, "start")).status_code == 303
        done = await send(browser, page, "milestones/0/achieve", done_on="2025-05-01")
        assert done.status_code == 303
        for name in ("王代表", "李代表", "孙代表"):
            await town.post("deputies", Role.NPC_COMMITTEE, {"name": name})
        seen = {"progress": "PROBLEM", "quality": "OK", "funds": "NA", "evidence": "看了"}
        form = await browser.form(inspection, f"{inspection}/conduct")
        held = seen | {"conducted_on": "2025-04-30", "deputies": ["王代表", "李代表"]}
        await browser.submit(form.fill(held))
        await send(browser, inspection, "findings", aspect="PROGRESS", text="围挡未搭")
        await send(browser, inspection, "rectify", due_on="2025-05-20")
        form = await browser.form(inspection, f"{inspection}/recheck")
        others = next(one.options for one in form.controls if one.name == "by")
        assert others == ["孙代表"], "nobody rechecks what they inspected"
        await send(browser, inspection, "recheck", by="孙代表", passed="yes")
        await send(browser, inspection, "close")
        assert (await town.inspection(project))["status"] == "CLOSED"
        seen_now = await town.world.get("supervision", f"projects/{project}")
        assert seen_now["status"] == "STARTED"
        assert [one["done_on"] for one in seen_now["plan"]["milestones"]] == ["2025-05-01", None]


async def test_form_when_it_brings_a_field_that_it_does_not_show_then_not_read(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        page = f"{BASE}/projects/{project['id']}"
        browser = visitor(town.world, Role.NPC_COMMITTEE, sub=LOGIN)
        shown = await browser.form(page, f"{page}/correct")
        hidden = {"budget_yuan": "1", "funding": "FISCAL"}
        sent = {**dict(shown.press()), "place": "新雨", "reason": "登记有误", **hidden}
        answer = await browser.http.post(f"{page}/correct", data=sent)
        assert answer.status_code == 303
        now = await town.world.get("supervision", f"projects/{project['id']}")
        assert now["place"] == "新雨"
        assert [now[name] for name in hidden] == [project[name] for name in hidden]


async def test_form_when_role_or_version_is_wrong_then_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        page = f"{BASE}/projects/{project['id']}"
        browser = visitor(town.world, Role.STREET_OFFICE, sub=LOGIN)
        assert "form-terminate" not in await browser.read(page)
        fields = {"reason": "x", "project_class": "ECONOMY"}
        for step, status in (("terminate", 403), ("reclass", 403), ("none", 404)):
            answer = await browser.forge(page, f"{page}/{step}", **fields)
            assert answer.status_code == status, step
        old = await browser.form(page, f"{page}/correct")
        assert (await send(browser, page, "correct", place="旧雨", reason="错")).status_code == 303
        stale = await browser.submit(old.fill({"place": "新雨", "reason": "错"}))
        assert stale.status_code == 412
        bare = await browser.http.post(f"{page}/correct", data=fields)
        assert bare.status_code == 403


async def test_timeline_when_shown_then_it_names_offices_and_no_login(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]["id"]
        start = (await town.inspection(project))["id"]
        page, inspection = f"{BASE}/projects/{project}", f"{BASE}/inspections/{start}"
        browser = visitor(town.world, Role.CHAIR, Role.NPC_COMMITTEE, sub=LOGIN)
        assert (await send(browser, inspection, "notify")).status_code == 303
        correction = {"place": "新雨", "reason": "登记有误"}
        assert (await send(browser, page, "correct", **correction)).status_code == 303
        for path in (page, inspection):
            html = (await town.world.http.get(path)).text
            assert LOGIN not in html
            who = re.findall(r'<p class="timeline-who">(.*?)</p>', html, re.DOTALL)
            assert "人大街道工委" in [one.strip() for one in who]


async def test_plan_when_a_date_is_wrong_then_the_form_names_the_milestone(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        page = f"{BASE}/projects/{(await town.projects(1))[0]['id']}"
        plan = {"owner": "李", "finish_on": "2025-11-30", "budget_yuan": "60000"}
        wrong = {
            "2025-04-01 完成招标\n2025-10-01 完工": "第 1 个节点“完成招标”的日期早于立项",
            "2025-07-01 招标\n2026-10-01 完工": "第 2 个节点“完工”的日期晚于完成期限",
            "2025-13-45 招标": "倒排时间表：应为日期或时间",
        }
        browser = visitor(town.world, Role.NPC_COMMITTEE, sub=LOGIN)
        for lines, said in wrong.items():
            answer = await send(browser, page, "plan", **plan, milestones=lines)
            assert answer.status_code == 422
            assert said in answer.text
            assert lines.splitlines()[0] in answer.text
            assert "milestones.0" not in answer.text


async def test_plan_when_two_dates_are_wrong_then_the_field_tells_of_both(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        page = f"{BASE}/projects/{(await town.projects(1))[0]['id']}"
        plan = {"owner": "李", "finish_on": "2025-11-30", "budget_yuan": "60000"}
        lines = "2025-04-01 招标\n2026-10-01 完工"
        browser = visitor(town.world, Role.NPC_COMMITTEE, sub=LOGIN)
        answer = await send(browser, page, "plan", **plan, milestones=lines)
        below = re.search(r'id="plan-milestones-error">(.*?)</p>', answer.text, re.DOTALL)
        assert below is not None
        assert "第 1 个节点“招标”" in below[1]
        assert "第 2 个节点“完工”" in below[1]


async def test_change_when_asked_by_form_and_agreed_then_the_new_plan_counts(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        page = f"{BASE}/projects/{project}"
        browser = visitor(town.world, Role.NPC_COMMITTEE, sub=LOGIN)
        plan = {"owner": "王", "finish_on": "2025-12-31", "budget_yuan": "60000"}
        lines = {"milestones": "2025-06-20 完成招标\n2025-12-01 完工"}
        asked = await send(browser, page, "request-change", **plan, **lines, reason="雨季")
        assert asked.status_code == 303
        town.world.clock.forward(days=14)  # the public notice is over
        decision = {"agreed": "yes", "reason": "同意顺延"}
        assert (await send(browser, page, "decide-change", **decision)).status_code == 303
        seen = await town.world.get("supervision", f"projects/{project}")
        assert (seen["finish_on"], seen["plan"]["owner"]) == ("2025-12-31", "王")


async def test_pages_when_there_are_two_years_then_each_shows_its_own(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(2)
        await town.hear(announced(1, "b2", "2026"))
        http = town.world.http
        calendar = (await http.get(f"{BASE}/inspections")).text
        counted = r'href="\?show="[^>]*>全部 <b>9</b>'
        assert re.search(counted, calendar), "what is open of 2025 stays"
        newest = (await http.get(f"{BASE}/projects")).text
        older = (await http.get(f"{BASE}/projects?cycle=2025")).text
        assert ("项目2" in newest, "项目2" in older) == (False, True)
