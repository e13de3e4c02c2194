"""A project is followed: guidance that is answered, claims, the checklist, money, the schedule."""

from pathlib import Path
from typing import Any

from contracts.assembly import MemberEnded
from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.supervision_world import Supervised, announced, supervised
from tests.world import DONGTANG

BASE = f"/supervision/streets/{DONGTANG}"
SAID = "yishi.supervision.{}.v1"


async def said(town: Supervised, event: str) -> int:
    """How often an event was said."""
    found = await town.world.get("supervision", "said", Role.NPC_COMMITTEE)
    return int(found["said"].get(SAID.format(event), 0))


async def test_guidance_when_given_then_the_unit_owes_an_answer_that_all_can_read(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]["id"]
        at = f"projects/{project}/guidance"
        text = {"text": "请把施工告示贴到每个单元门口。"}
        assert await town.refused(at, Role.DEPARTMENT, text) == (403, "no-role")
        one = (await town.post(at, Role.DEPUTY, text))["id"]
        listed = await town.world.get("supervision", at)
        assert (listed[0]["status"], listed[0]["group"]) == ("OWED", "民生保障专业代表小组")
        browser = visitor(town.world, Role.DEPARTMENT, sub="dep")
        desk = await browser.read(f"/supervision/streets/{DONGTANG}/tasks")
        assert "答复指导意见" in desk
        assert text["text"] in await browser.read(f"{BASE}/guidance")
        # Nobody answers: the day passes, which is said once.
        town.world.clock.forward(days=40)
        await town.world.settle()
        assert await said(town, "guidance-overdue") == 1
        group = visitor(town.world, Role.DEPUTY, sub="dep-2")
        assert "逾期未答复的指导意见" in await group.read(f"/supervision/streets/{DONGTANG}/tasks")
        answered = await town.post(f"{at}/{one}/answer", Role.DEPARTMENT, {"text": "已张贴。"})
        assert answered["status"] == "ANSWERED"
        again = await town.refused(f"{at}/{one}/answer", Role.DEPARTMENT, {"text": "再答"})
        assert again == (409, "wrong-state")
        page = (await town.world.http.get(f"{BASE}/projects/{project}")).text
        assert "已张贴。" in page
        assert "指导意见与答复" in page
        told = await town.world.get("supervision", f"projects/{project}")
        assert [one["kind"] for one in told["timeline"]].count("GUIDANCE") == 2


async def test_claim_when_approved_then_shown_by_name_and_freed_with_the_seat(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        projects = [one["id"] for one in await town.projects(4)]
        await town.member("m1")
        await town.member("m2", "吴敏")

        async def claim(project: str, member: str = "m1", **body: Any) -> Any:
            given = {"interested": False} | body
            rest = f"projects/{project}/claims"
            return await town.world.ask(
                "POST", "supervision", rest, Role.DELIBERATOR, json=given, member=member
            )

        async def act(project: str, member: str, name: str, **body: Any) -> Any:
            rest = f"projects/{project}/claims/{project}.{member}/{name}"
            return await town.world.ask("POST", "supervision", rest, Role.NPC_COMMITTEE, json=body)

        first = projects[0]
        assert (await claim(first, interested=True)).json()["code"] == "claim-recused"
        assert (await claim(first, member="nobody")).json()["code"] == "not-in-office"
        assert (await claim(first)).status_code == 201
        assert (await claim(first)).json()["code"] == "wrong-state"
        page = f"{BASE}/projects/{first}"
        assert "待批准" in (await town.world.http.get(page)).text
        for project in projects[:3]:
            if project != first:
                await claim(project)
            assert (await act(project, "m1", "approve")).status_code == 200
        assert (await claim(projects[3])).json()["code"] == "too-many-claims"
        await town.world.settle()
        html = (await town.world.http.get(f"{BASE}/claims")).text
        assert "周敏" in html
        assert html.count("待认领") == 1
        # Handed over: the other one has to take it, and the first one's hand is free again.
        handed = await act(first, "m1", "transfer", to="m2", reason="换组")
        assert handed.json()["status"] == "TRANSFERRED"
        await town.world.settle()
        assert (await claim(projects[3])).status_code == 201
        assert (await claim(first, member="m2")).status_code == 201
        assert (await act(first, "m2", "approve")).status_code == 200
        await town.hear(MemberEnded(member="m2"))
        await town.world.settle()
        found = await town.world.get("supervision", f"projects/{first}/claims")
        assert {one["name"]: one["status"] for one in found} == {
            "周敏": "TRANSFERRED",
            "吴敏": "RELEASED",
        }


STEPS = [
    {"title": "完成招标", "days": 10},
    {"title": "主体完工", "days": 30, "after": [1]},
    {"title": "张贴告示", "days": 2, "after": [1]},
]
COUNTED = {"begin_on": "2025-05-06", "finish_on": "2025-08-29", "steps": STEPS}


async def test_project_when_carried_out_then_list_money_and_timetable_are_kept_by_its_unit(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]["id"]
        at, page = f"projects/{project}", f"{BASE}/projects/{project}"
        await _timetable(town, at, page)
        await _checklist(town, at, page)
        await _money(town, at, page)
        await _ended(town, at)
        for seen in (page, f"{BASE}/checklists"):
            assert "style=" not in (await town.world.http.get(seen)).text


async def _timetable(town: Supervised, at: str, page: str) -> None:
    """Counted back, flagged where impossible, and the plan's form is filled in from it."""
    circle = [{"title": "甲", "days": 1, "after": [2]}, {"title": "乙", "days": 1, "after": [1]}]
    rest = f"{at}/schedule/lay"
    ring = await town.refused(rest, Role.DEPARTMENT, COUNTED | {"steps": circle})
    assert ring == (422, "schedule-circle")
    short = await town.post(rest, Role.DEPARTMENT, COUNTED | {"finish_on": "2025-05-30"})
    assert short["status"] == "IMPOSSIBLE"
    assert "排不通" in (await town.world.http.get(page)).text
    browser = visitor(town.world, Role.DEPARTMENT, sub="dep")
    address = f"{page}/schedule/lay"
    unread = await browser.send(page, address, steps="完成招标 十天")
    assert "第 1 行" in unread.text
    lines = "完成招标\t10\r\n主体完工 | 30 | 1\r\n张贴告示 | 2 | 1"
    laid = await browser.send(
        page, address, begin_on="2025-05-06", finish_on="2025-08-29", steps=lines
    )
    assert laid.status_code == 303
    found = await town.world.get("supervision", f"{at}/schedule")
    assert [one["critical"] for one in found["steps"]] == [True, True, False]
    assert (found["steps"][1]["ends_on"], found["changed"]) == ("2025-08-29", False)
    html = (await town.world.http.get(page)).text
    assert 'class="gantt"' in html
    form = await browser.form(page, f"{page}/plan")
    sent = await browser.submit(form.fill({"owner": "李主任", "budget_yuan": "60000"}))
    assert sent.status_code == 303
    plan = (await town.world.get("supervision", at))["plan"]
    beyond = COUNTED | {"finish_on": "2025-12-31"}
    assert await town.refused(rest, Role.DEPARTMENT, beyond) == (422, "finish-after-plan")
    await town.post(rest, Role.DEPARTMENT, COUNTED | {"begin_on": "2025-04-22"})
    assert "排定时开工日期已经过去" in (await town.world.http.get(page)).text
    assert [one["title"] for one in plan["milestones"]][-2:] == ["主体完工", "张贴告示"]


async def _checklist(town: Supervised, at: str, page: str) -> None:
    """Written in lines, ticked, overdue by unit; the same text twice is refused."""
    items = {"items": [{"text": "浇筑坡道"}, {"text": "装扶手", "due_on": "2025-04-25"}]}
    await town.post(f"{at}/checklist/items", Role.DEPARTMENT, items)
    assert await town.refused(f"{at}/checklist/items", Role.DEPARTMENT, items) == (
        422,
        "item-twice",
    )
    assert await town.refused(f"{at}/checklist/items", Role.DEPUTY, items) == (403, "no-role")
    found = await town.world.get("supervision", f"{at}/checklist")
    first, second = (one["id"] for one in found["items"])
    assert found["items"][0]["owner"] == "李主任"
    assert "装扶手" in (await town.world.http.get(f"{BASE}/checklists")).text
    browser = visitor(town.world, Role.DEPARTMENT, sub="dep")
    assert "清单逾期事项" in await browser.read(f"/supervision/streets/{DONGTANG}/tasks")
    ticked = await browser.send(page, f"{page}/checklist/items/{second}/tick")
    assert ticked.status_code == 303
    again = await town.refused(f"{at}/checklist/items/{second}/tick", Role.DEPARTMENT)
    assert again == (409, "item-done")
    late = await town.refused(
        f"{at}/checklist/items/{first}/tick", Role.DEPARTMENT, {"done_on": "2027-01-01"}
    )
    assert late == (422, "in-the-future")
    assert (await town.world.get("supervision", f"{at}/checklist"))["percent"] == 50


async def _ended(town: Supervised, at: str) -> None:
    """What is open stays with the new year; what is terminated leaves list and desk."""
    late = {"items": [{"text": "清运垃圾", "due_on": "2025-04-25"}]}
    await town.post(f"{at}/checklist/items", Role.DEPARTMENT, late)
    await town.hear(announced(1, "b2", "2026"))
    seen, desk = f"{BASE}/checklists", f"{BASE}/tasks"
    browser = visitor(town.world, Role.DEPARTMENT, sub="dep")
    assert "清运垃圾" in (await town.world.http.get(seen)).text
    assert "清单逾期事项" in await browser.read(desk)
    claims = (await town.world.http.get(f"{BASE}/claims")).text
    assert f"{at}#claims" in claims
    assert "2025-1" in claims
    await town.post(f"{at}/terminate", Role.NPC_COMMITTEE, {"reason": "改由市里实施"})
    assert "清运垃圾" not in (await town.world.http.get(seen)).text
    assert "清单逾期事项" not in await browser.read(desk)
    assert f"{at}#claims" not in (await town.world.http.get(f"{BASE}/claims")).text


async def _money(town: Supervised, at: str, page: str) -> None:
    """Sources give what the plan needs; what goes beyond the plan needs a reason."""
    wrong = {"sources": [{"name": "FISCAL", "yuan": 50_000}]}
    rest = f"{at}/funds/sources"
    assert await town.refused(rest, Role.DEPARTMENT, wrong) == (422, "sources-sum")
    good = {"sources": [{"name": "FISCAL", "yuan": 50_000}, {"name": "社区", "yuan": 10_000}]}
    await town.post(rest, Role.DEPARTMENT, good)
    paid = {"yuan": 40_000, "payee": "BUILDER", "purpose": "进度款", "paid_on": "2025-04-28"}
    await town.post(f"{at}/funds/pay", Role.DEPARTMENT, paid)
    assert await town.refused(f"{at}/funds/pay", Role.DEPARTMENT, paid) == (
        422,
        "overspend-reason",
    )
    await town.post(f"{at}/funds/pay", Role.DEPARTMENT, paid | {"reason": "加装照明"})
    assert "超支" in (await town.world.http.get(page)).text
    found = await town.world.get("supervision", f"{at}/funds")
    assert (found["planned_yuan"], found["paid_yuan"]) == (60_000, 80_000)
    payment = found["payments"][1]["id"]
    cancel = f"{at}/funds/payments/{payment}/cancel"
    await town.post(cancel, Role.STREET_OFFICE, {"reason": "重复登记"})
    assert (await town.world.get("supervision", f"{at}/funds"))["paid_yuan"] == 40_000
