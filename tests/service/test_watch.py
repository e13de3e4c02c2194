"""What supervision follows up: open findings, orders, visits in the field. One street, one year."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from tests.service.supervision_world import REPORT, Supervised, supervised
from tests.unit.photo_things import jpeg

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
        assert refused["code"] == "findings-open"
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
        # 整改回执, with a photo that only the staff sees.
        photo = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
        await town.post(f"{start}/answer", DEPARTMENT, data={"text": "已重新粉刷"}, files=photo)
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


async def ready(town: Supervised) -> str:
    """A project that waits for its acceptance, with no inspection held."""
    project = await town.started()
    await town.post(f"projects/{project}/implement", DEPARTMENT)
    for place in range(2):
        await town.post(f"projects/{project}/milestones/{place}/achieve", DEPARTMENT)
    await town.post(f"projects/{project}/ready", DEPARTMENT, {"checklist_done": 100, "photos": 3})
    return project


async def accept(town: Supervised, project: str) -> Any:
    """The problem that its acceptance is refused with."""
    answer = await town.world.ask(
        "POST", "supervision", f"projects/{project}/accept", OFFICE, json=SIGNED
    )
    assert answer.status_code == 409, answer.text
    return answer.json()
