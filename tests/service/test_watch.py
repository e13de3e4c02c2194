"""What supervision follows up: open findings, orders, visits in the field. One street, one year."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from tests.service.supervision_world import Supervised, announced, supervised
from tests.world import DONGTANG

NPC, OFFICE, DEPARTMENT, DEPUTY = (
    Role.NPC_COMMITTEE,
    Role.STREET_OFFICE,
    Role.DEPARTMENT,
    Role.DEPUTY,
)
BASE = f"/supervision/streets/{DONGTANG}"
SIGNED = {"signed_by": "赵主任", "deliberators": ["m1"]}


async def test_open_things_when_a_project_would_be_accepted_then_named_answered_and_rechecked(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        await town.member("m1")
        project = await ready(town)
        refused = await accept(town, project)
        assert refused["code"] == "findings-open"
        assert [row["zh"] for row in refused["details"]] == [
            "启动督查尚未开展，也未豁免。",
            "实施督查尚未开展，也未豁免。",
            "验收督查尚未开展，也未豁免。",
        ]


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


async def test_calendar_when_another_year_begins_then_what_was_open_stays(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(1)
        await town.hear(announced(1, ballot="b2", cycle="2026"))
        page = (await town.world.http.get(f"{BASE}/inspections")).text
        assert page.count(f"{BASE}/inspections/") == 6
