"""What supervision follows up: open findings, orders, visits in the field. One street, one year."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from services.supervision.finding.queries import open_of
from tests.service.supervision_world import REPORT, Supervised, supervised
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG

NPC, OFFICE, DEPARTMENT, DEPUTY = (
    Role.NPC_COMMITTEE,
    Role.STREET_OFFICE,
    Role.DEPARTMENT,
    Role.DEPUTY,
)
SIGNED = {"signed_by": "赵主任", "deliberators": ["m1"]}


async def test_open_things_when_a_project_would_be_accepted_then_named_answered_and_rechecked(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        await town.member("m1")
        project = await ready(town)
        refused = await accept(town, project)
        assert refused["code"] == "project-open"
        assert [row["zh"] for row in refused["errors"]] == [
            "启动督查尚未开展，也未豁免。",
            "实施督查尚未开展，也未豁免。",
            "验收督查尚未开展，也未豁免。",
        ]
        for stage in ("IMPLEMENTATION", "ACCEPTANCE"):
            other = await town.inspection(project, stage)
            await town.post(f"inspections/{other['id']}/waive", NPC, {"reason": "合并督查"})
        start = f"inspections/{(await town.inspection(project))['id']}"
        await town.post(f"{start}/conduct", DEPUTY, REPORT | {"quality": "PROBLEM"}, sub="finder")
        found = {"findings": [{"text": "墙面开裂", "aspect": "QUALITY"}]}
        await town.post(f"{start}/findings", DEPUTY, found, sub="finder")
        due = await town.post(f"{start}/rectify", NPC, {})
        assert due["status"] == "RECTIFYING"
        assert (await accept(town, project))["errors"][0]["zh"] == "启动督查的问题尚未整改完毕。"
        assert "答复整改" in await desk(town, DEPARTMENT)
        # 整改回执, with a photo that only the staff sees.
        photo = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
        await town.post(f"{start}/answer", DEPARTMENT, data={"text": "已重新粉刷"}, files=photo)
        assert "答复整改" not in await desk(town, DEPARTMENT)
        told = await town.world.get("supervision", start)
        assert (told["answered"], told["rectified"][0]["photos"]) == (True, None)
        staff = await town.world.get("supervision", start, DEPARTMENT)
        key = staff["rectified"][0]["photos"][0]
        assert (await town.world.ask("GET", "supervision", f"{start}/photos/{key}")).is_error
        shown = await town.world.ask("GET", "supervision", f"{start}/photos/{key}", DEPARTMENT)
        assert shown.headers["content-type"] == "image/jpeg"
        # Who found it does not say that it is put right; another does.
        by = {"by": "孙代表"}
        same = await town.refused(f"{start}/recheck", DEPUTY, by, sub="finder")
        assert same == (422, "same-person")
        await town.post(f"{start}/recheck", DEPUTY, by, sub="another")
        await town.post(f"{start}/close", NPC)
        done = await town.post(f"projects/{project}/accept", OFFICE, SIGNED)
        assert done["status"] == "ACCEPTED"


async def desk(town: Supervised, role: Role) -> str:
    """What supervision tells somebody of this role that waits."""
    at = f"/supervision/streets/{DONGTANG}/tasks"
    return (await town.world.http.get(at, headers=town.world.headers(role, DONGTANG))).text


async def ready(town: Supervised) -> str:
    """A project that waits for its acceptance, with no inspection held."""
    project = await town.finished()
    await town.post(f"projects/{project}/ready", DEPARTMENT, {"checklist_done": 100})
    return project


async def accept(town: Supervised, project: str) -> Any:
    """The problem that its acceptance is refused with."""
    answer = await town.world.ask(
        "POST", "supervision", f"projects/{project}/accept", OFFICE, json=SIGNED
    )
    assert answer.status_code == 409, answer.text
    return answer.json()


async def test_order_when_nobody_answers_then_it_goes_up_and_a_red_light_orders_by_itself(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        body = {"project": project, "text": "围挡破损，请修复。"}
        order = f"orders/{(await town.post('orders', OFFICE, body))['id']}"
        seen = await town.world.get("supervision", order)
        assert (seen["number"], seen["level"]) == ("督办〔2025〕1号", "DEPARTMENT")
        assert await town.refused(f"{order}/extend", OFFICE, LATER) == (409, "not-late")
        assert seen["due_on"] == "2025-05-12"  # five working days, after the holiday
        await later(town, days=15)
        seen = await town.world.get("supervision", order)
        assert "逾期的督办单" in await desk(town, OFFICE)
        day = f"days/{town.world.context('supervision').today()}"
        told = await town.world.get("supervision", day, OFFICE)
        still = {one["zh"]: one["count"] for one in told["open"]}
        assert (still["未销号的督办单"], still["其中：超过答复期限"]) == (1, 1)
        assert (seen["level"], seen["due_on"], seen["late"]) == ("OFFICE", "2025-05-19", True)
        await later(town, days=10)
        assert (await town.world.get("supervision", order))["level"] == "CONSULTATION"
        assert "报会商的督办单" in await desk(town, NPC)
        assert "报会商的督办单" not in await desk(town, OFFICE)
        await town.post(f"{order}/extend", NPC, LATER)
        # The light turned red meanwhile, and ordered by itself; once in its red period.
        await later(town, days=30)
        by_light = [one for one in await town.listed("orders") if one["origin"] == "RED_LIGHT"]
        assert [one["text"][:7] for one in by_light] == ["项目进度亮红灯"]
        # Answered with a photo; who answered does not verify it.
        photo = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
        reply: dict[str, Any] = {"data": {"text": "已修复"}, "files": photo}
        await town.post(f"{order}/reply", OFFICE, sub="same", **reply)
        good = {"passed": True}
        own = await town.refused(f"{order}/verify", NPC, good, sub="same")
        assert own == (422, "verified-by-author")
        await town.post(f"{order}/verify", DEPUTY, good, sub="another")
        await town.post(f"{order}/close", NPC)
        paper = await town.world.ask("GET", "supervision", f"{order}/paper.pdf")
        assert paper.content.startswith(b"%PDF")
        rows = await open_of(town.world.context("supervision"), DONGTANG, project)
        assert [row["zh"] for row in rows][-1] == "督办〔2025〕2号尚未销号。"


LATER = {"reason": "会商决定由街道办牵头", "due_on": "2025-12-30"}


async def later(town: Supervised, days: int) -> None:
    """Let so many days pass, and what becomes due in them be done."""
    town.world.clock.forward(days=days)
    await town.world.settle()


async def test_visit_when_sent_twice_from_the_phone_then_one_and_its_problem_waits_for_an_answer(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        await town.member("m1")
        walks, walker = Role.DELIBERATOR, {"sub": "walker", "member": "m1"}
        fields = {"project": project, "kind": "VISIT", "progress": "OK", "quality": "PROBLEM"}
        told = fields | {"note": "扶手松动", "lat": "28.19", "lng": "112.98"}
        photo = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
        key = {"Idempotency-Key": "0123456789abcdef0123456789abcdef"}
        sent = [
            await town.post("entries", walks, data=told, files=photo, headers=key, **walker)
            for _ in range(2)
        ]
        assert sent[0] == sent[1]
        assert len(await town.listed("entries")) == 1
        entry = f"entries/{sent[0]['id']}"
        public, staff = [
            await town.world.get("supervision", entry, role) for role in (None, OFFICE)
        ]
        assert (public["photos"], public["where"]) == (None, None)
        assert (len(staff["photos"]), staff["where"]) == (1, "28.19000, 112.98000")
        refused = await town.world.ask(
            "POST", "supervision", "entries", walks, data=fields, files=photo, member="nobody"
        )
        assert refused.json()["code"] == "no-seat-here"
        # It stands in the log of problems and on the timeline until somebody answers.
        log = (await town.world.get("supervision", "problems"))["items"]
        assert [(one["text"], one["open"]) for one in log] == [("扶手松动", True)]
        seen = await town.world.get("supervision", f"projects/{project}")
        assert seen["timeline"][-1]["zh"] == "现场查看：进度没问题，质量有问题"
        await town.post(f"{entry}/answer", DEPARTMENT, {"text": "已加固"})
        assert (await town.world.get("supervision", "problems"))["items"] == []
        found = await town.world.ask("GET", "supervision", "problems.pdf?show=all&q=扶手")
        assert found.content.startswith(b"%PDF")
