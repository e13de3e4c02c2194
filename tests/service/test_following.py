"""A project is followed: guidance that is answered, claims, the checklist, money, the schedule."""

from pathlib import Path
from typing import Any

from contracts.assembly import MemberEnded
from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.supervision_world import Supervised, supervised
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
