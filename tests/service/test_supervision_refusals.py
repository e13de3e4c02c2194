"""What supervision refuses: other streets, wrong roles, stale versions, reused keys, long texts."""

from pathlib import Path
from typing import Any

import pytest

from contracts.charter import Role
from tests.service.supervision_world import PLAN, supervised
from tests.world import DONGTANG, WUJIALING

NPC, OFFICE, DEPARTMENT = Role.NPC_COMMITTEE, Role.STREET_OFFICE, Role.DEPARTMENT


@pytest.mark.parametrize("rest", ["projects", "inspections", "projects.xlsx", "inspections.xlsx"])
async def test_list_when_street_is_unknown_then_404(tmp_path: Path, rest: str) -> None:
    async with supervised(tmp_path) as town:
        answer = await town.world.ask("GET", "supervision", rest, street="430111099")
        assert answer.status_code == 404


async def test_object_when_of_another_street_then_404(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.charter(WUJIALING)
        project = (await town.projects(1))[0]["id"]
        start = (await town.inspection(project))["id"]
        for rest in (f"projects/{project}", f"inspections/{start}"):
            answer = await town.world.ask("GET", "supervision", rest, street=WUJIALING)
            assert answer.status_code == 404
        refused = await town.refused(f"projects/{project}/plan", NPC, PLAN, street=WUJIALING)
        assert refused == (404, "not-found")
        outside = await town.refused(f"projects/{project}/plan", NPC, PLAN, scope=WUJIALING)
        assert outside == (403, "other-street")


BODIES: list[tuple[str, Role | None, dict[str, Any]]] = [
    ("projects/x/plan", None, PLAN),
    ("projects/x/plan", Role.RESIDENT, PLAN),
    ("projects/x/start", Role.DEPUTY, {}),
    ("projects/x/accept", DEPARTMENT, {"signed_by": "甲", "deliberators": ["m"]}),
    ("projects/x/rectify", DEPARTMENT, {"reason": "x"}),
    ("projects/x/write-off", OFFICE, {}),
    ("projects/x/terminate", OFFICE, {"reason": "x"}),
    ("projects/x/decide-change", OFFICE, {"agreed": True, "reason": "x"}),
    ("projects/x/reclass", OFFICE, {"project_class": "ECONOMY", "reason": "x"}),
    ("inspections/x/notify", Role.DEPUTY, {}),
    ("inspections/x/conduct", DEPARTMENT, {}),
    ("inspections/x/waive", OFFICE, {"reason": "x"}),
    ("inspections/x/close", Role.DELIBERATOR, {}),
]


@pytest.mark.parametrize(("rest", "role", "body"), BODIES)
async def test_command_when_role_is_wrong_then_refused(
    tmp_path: Path, rest: str, role: Role | None, body: dict[str, Any]
) -> None:
    async with supervised(tmp_path) as town:
        status, _ = await town.refused(rest, role, body)
        assert status == (401 if role is None else 403)


async def test_step_when_state_is_wrong_then_409(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = f"projects/{(await town.projects(1))[0]['id']}"
        for step in ("start", "implement"):
            status, _ = await town.refused(f"{project}/{step}", DEPARTMENT)
            assert status == 409
        await town.post(f"{project}/plan", DEPARTMENT, PLAN)
        assert await town.refused(f"{project}/start", DEPARTMENT) == (
            409,
            "start-inspection-missing",
        )


async def test_patch_when_version_is_stale_then_412(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        path = f"/supervision/api/streets/{DONGTANG}/projects/{project['id']}"
        headers = town.world.headers(OFFICE, DONGTANG) | {"If-Match": f'"{project["version"]}"'}
        for wanted, place in ((200, "新雨"), (412, "华银园")):
            body = {"place": place, "reason": "记错"}
            answer = await town.world.http.patch(path, headers=headers, json=body)
            assert answer.status_code == wanted
        start = await town.inspection(project["id"])
        moved = await town.world.ask(
            "PATCH",
            "supervision",
            f"inspections/{start['id']}",
            OFFICE,
            json={"planned_on": "2025-05-28", "inspectors": ["王代表"], "reason": "下雨"},
            headers={"If-Match": '"9"'},
        )
        assert moved.status_code == 412


async def test_command_when_key_is_repeated_then_same_answer_and_nothing_doubled(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = f"projects/{(await town.projects(1))[0]['id']}"
        key = {"Idempotency-Key": "plan-1"}
        first = await town.post(f"{project}/plan", DEPARTMENT, PLAN, headers=key)
        again = await town.post(f"{project}/plan", DEPARTMENT, PLAN, headers=key)
        assert first == again
        other = await town.refused(
            f"{project}/plan", DEPARTMENT, PLAN | {"owner": "别人"}, headers=key
        )
        assert other == (422, "idempotency-key-reused")
        seen = await town.world.get("supervision", project)
        assert [one["action"] for one in seen["timeline"]].count("plan") == 4  # 3 inspections


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("terminate", {"reason": "长" * 2001}),
        ("terminate", {"reason": ""}),
        ("terminate", {"reason": "x", "more": 1}),
        ("reclass", {"project_class": "NONE", "reason": "x"}),
        ("plan", PLAN | {"milestones": []}),
        ("plan", PLAN | {"milestones": [{"title": "x", "due_on": "2025-06-01"}] * 51}),
        ("plan", PLAN | {"budget_yuan": -1}),
        ("plan", PLAN | {"finish_on": "2025-06-01"}),
        ("milestones/x/achieve", {}),
    ],
)
async def test_command_when_body_is_bad_then_422_and_nothing_changed(
    tmp_path: Path, step: str, body: dict[str, Any]
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        status, _ = await town.refused(f"projects/{project['id']}/{step}", NPC, body)
        assert status == 422
        assert (await town.listed("projects"))[0]["version"] == project["version"]
