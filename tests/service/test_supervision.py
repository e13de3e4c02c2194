"""From the result of the ballot to projects and their inspections, over HTTP."""

import io
from pathlib import Path

from python_calamine import CalamineWorkbook

from contracts.assembly import MemberEnded
from contracts.ballot import SatisfactionAnnounced
from contracts.charter import Role
from tests.service.supervision_world import PLAN, REPORT, announced, supervised
from tests.world import DONGTANG, WUJIALING

NPC, OFFICE, DEPARTMENT = Role.NPC_COMMITTEE, Role.STREET_OFFICE, Role.DEPARTMENT


async def test_result_when_announced_twice_then_one_project_each_with_class_and_group(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        listed = await town.projects(10)
        assert [one["no"] for one in listed] == list(range(1, 11))
        first = listed[0]
        assert first["project_class"] == "LIVELIHOOD"
        assert (first["group"], first["group_id"]) == ("民生保障专业代表小组", "LIVELIHOOD_GROUP")
        assert (first["status"], first["light"]) == ("APPROVED", None)
        await town.hear(announced(10))
        assert len(await town.listed("projects")) == 10
        assert len(await town.listed("inspections")) == 30
        # A year later the members rate them; one of them is a project that nobody knows here.
        await town.hear(rated(listed[0]["candidate"], "unknown"))
        seen = await town.world.get("supervision", f"projects/{listed[0]['id']}")
        assert seen["rating"] == {"on": "2026-06-12", "satisfied": 3, "valid": 9, "below": True}
        at = f"/supervision/streets/{DONGTANG}/projects/{listed[0]['id']}"
        page = await town.world.http.get(at, headers={"Accept": "text/html"})
        assert "低于满意线，须整改" in page.text


def rated(*candidates: str) -> SatisfactionAnnounced:
    """Three of nine are satisfied with each of these."""
    one = {"title": "项目", "given": {"GOOD": 3, "BAD": 6}, "satisfied": 3, "below": True}
    return SatisfactionAnnounced.model_validate(
        {
            "ballot": "b2", "session": "s2", "cycle": "2026", "year": "2025",
            "announced_on": "2026-06-12", "issued": 9, "returned": 9, "valid": 9, "line": "7/10",
            "projects": [{"candidate": candidate, **one} for candidate in candidates],
        }
    )  # fmt: skip


async def test_result_when_it_arrives_before_the_charter_then_it_waits_for_it(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path, retry_rungs=(0.05, 0.1, 0.3, 0.6)) as town:
        await town.hear(announced(2), settle=False)
        await town.charter()
        await town.world.settle()
        assert len(await town.listed("projects")) == 2
        assert len(await town.listed("inspections")) == 6


async def test_inspections_when_created_then_three_dates_counted_from_the_announcement(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(2))[0]
        planned = await town.listed("inspections", project=project["id"])
        assert [(one["stage"], one["planned_on"]) for one in planned] == [
            ("START", "2025-05-20"),
            ("IMPLEMENTATION", "2025-08-18"),
            ("ACCEPTANCE", "2025-12-16"),
        ]
        assert {one["status"] for one in planned} == {"PLANNED"}


async def test_lists_when_filtered_and_paged_then_only_what_was_asked_for(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(7)
        economy = await town.listed("projects", project_class="ECONOMY", cycle="2025")
        assert [one["no"] for one in economy] == [3, 6]
        assert len(await town.listed("projects", status="APPROVED", project_class="ECONOMY")) == 2
        assert await town.listed("projects", cycle="1999") == []
        first = await town.world.get("supervision", "projects", params={"limit": 5})
        rest = await town.world.get(
            "supervision", "projects", params={"limit": 5, "after": first["next"]}
        )
        assert [one["no"] for one in first["items"] + rest["items"]] == list(range(1, 8))
        assert rest["next"] == ""
        assert len(await town.listed("inspections", stage="ACCEPTANCE", status="PLANNED")) == 7


async def test_project_when_lived_to_the_end_then_every_step_is_on_one_timeline(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.finished()
        full = {"checklist_done": 100}
        await town.post(f"projects/{project}/ready", DEPARTMENT, full)
        await town.post(f"projects/{project}/rectify", OFFICE, {"reason": "扶手松动"})
        await town.post(f"projects/{project}/ready", DEPARTMENT, full)
        signed = {"signed_by": "赵主任", "deliberators": ["m1"], "spent_yuan": 58_000}
        blocked = await town.refused(f"projects/{project}/accept", OFFICE, signed)
        assert blocked == (409, "project-open")
        start = await town.inspection(project)
        await town.post(f"inspections/{start['id']}/conduct", Role.DEPUTY, REPORT)
        for stage in ("IMPLEMENTATION", "ACCEPTANCE"):
            other = await town.inspection(project, stage)
            await town.post(f"inspections/{other['id']}/waive", NPC, {"reason": "合并督查"})
        await town.post(f"projects/{project}/accept", OFFICE, signed)
        assert await town.refused(f"projects/{project}/write-off", NPC) == (409, "project-open")
        early = {"early_reason": "建议人都已答复"}
        done = await town.post(f"projects/{project}/write-off", NPC, early)
        assert done["status"] == "WRITTEN_OFF"

        seen = await town.world.get("supervision", f"projects/{project}")
        assert seen["light"]["colour"] == "blue"
        assert seen["sources"] == ["s1", "s101"]
        assert seen["acceptance"]["deliberators"] == [{"id": "m1", "zh": "周敏", "en": "周敏"}]
        assert [step["action"] for step in seen["timeline"] if step["kind"] == "PROJECT"] == [
            *("create", "plan", "start", "implement", "achieve", "achieve", "ready", "rectify"),
            *("ready", "accept", "write_off"),
        ]
        assert {step["kind"] for step in seen["timeline"]} == {"PROJECT", "INSPECTION", "LIGHT"}


async def test_acceptance_when_the_deliberator_has_left_then_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = await town.finished()
        await town.member("m2")
        town.others.last[MemberEnded.wire_type()] = 10
        await town.hear(MemberEnded(member="m1"))
        await town.post(f"projects/{project}/ready", DEPARTMENT, {"checklist_done": 100})
        for gone in (["m1"], ["m2", "nobody"], []):
            body = {"signed_by": "赵", "deliberators": gone}
            refused = await town.refused(f"projects/{project}/accept", OFFICE, body)
            assert refused == (422, "no-deliberator")


async def test_findings_when_found_then_put_right_rechecked_by_another_and_closed(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        start = f"inspections/{(await town.inspection(project))['id']}"
        await town.post(f"{start}/conduct", NPC, REPORT | {"quality": "PROBLEM"})
        assert await town.refused(f"{start}/close", NPC) == (409, "findings-open")
        found = {"findings": [{"text": "墙面开裂", "aspect": "QUALITY"}]}
        await town.post(f"{start}/findings", NPC, found)
        await town.post(f"{start}/rectify", NPC, {"due_on": "2025-05-20"})
        town.world.clock.forward(days=30)
        assert (await town.inspection(project))["overdue"]
        same = await town.refused(f"{start}/recheck", NPC, {"by": "王代表"})
        assert same == (422, "same-person")
        again = {"by": "孙代表", "passed": False, "due_on": "2025-06-20"}
        assert (await town.post(f"{start}/recheck", NPC, again))["status"] == "RECTIFYING"
        assert (await town.post(f"{start}/recheck", NPC, {"by": "孙代表"}))["status"] == "RECHECKED"
        assert (await town.post(f"{start}/close", NPC))["status"] == "CLOSED"
        public = await town.world.get("supervision", start)
        staff = await town.world.get("supervision", start, Role.DEPUTY)
        assert (public["evidence"], staff["evidence"]) == (None, "查看现场与台账")
        assert public["findings"] == [{"aspect": "QUALITY", "text": "墙面开裂"}]


async def test_terminated_when_heard_then_inspections_that_lie_ahead_are_waived(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        start = await town.inspection(project)
        await town.post(f"inspections/{start['id']}/conduct", NPC, REPORT)
        await town.post(f"projects/{project}/terminate", NPC, {"reason": "与区级项目重复"})
        await town.world.settle()
        held = await town.listed("inspections", project=project)
        assert [one["status"] for one in held] == ["CONDUCTED", "WAIVED", "WAIVED"]


async def test_change_when_agreed_then_the_new_plan_counts(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = f"projects/{await town.started()}"
        body = {"reason": "雨季", "plan": PLAN | {"finish_on": "2025-12-31"}}
        asked = await town.post(f"{project}/request-change", DEPARTMENT, body)
        assert asked["status"] == "CHANGE_REQUESTED"
        decision = {"agreed": True, "reason": "同意顺延"}
        assert await town.refused(f"{project}/decide-change", NPC, decision) == (409, "on-notice")
        town.world.clock.forward(days=14)
        assert (await town.post(f"{project}/decide-change", NPC, decision))["status"] == "STARTED"
        assert (await town.world.get("supervision", project))["finish_on"] == "2025-12-31"


async def test_budget_when_outside_the_guide_then_a_warning_and_no_error(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1, WUJIALING))[0]
        body = PLAN | {"budget_yuan": 180_000}
        done = await town.post(f"projects/{project['id']}/plan", OFFICE, body, street=WUJIALING)
        assert done["status"] == "PLANNED"
        assert [one["code"] for one in done["warnings"]] == ["budget-outside-guide"]
        plan = (await town.world.get("supervision", f"projects/{project['id']}", street=WUJIALING))[
            "plan"
        ]
        assert plan["funding"] == "STREET_SELF_RAISED"
        assert [one["title"] for one in plan["milestones"]] == ["完成招标", "主体完工"]


async def test_reclass_when_done_then_the_group_moves_and_it_is_said(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]["id"]
        body = {"project_class": "GOVERNANCE", "reason": "以治理为主"}
        await town.post(f"projects/{project}/reclass", NPC, body)
        await town.world.settle()
        seen = await town.world.get("supervision", f"projects/{project}")
        assert seen["group_id"] == "GOVERNANCE_GROUP"
        assert seen["timeline"][-1]["action"] == "reclass"
        said = (await town.world.get("supervision", "said", NPC))["said"]
        assert said["yishi.supervision.project-reclassed.v1"] == 1


async def test_sheets_when_downloaded_then_rows_without_formulas(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(2))[0]
        await town.world.ask(
            "PATCH",
            "supervision",
            f"projects/{project['id']}",
            OFFICE,
            json={"place": "=1+1", "reason": "试"},
        )
        for name, rows in (("projects.xlsx", 2), ("inspections.xlsx", 6)):
            answer = await town.world.ask("GET", "supervision", name)
            cells = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
            read = cells.to_python()
            assert len(read) == rows + 1
            assert not any(str(cell).startswith("=") for row in read for cell in row)


async def test_overview_when_city_asks_then_figures_of_every_street(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(3)
        await town.projects(2, WUJIALING)
        town.world.clock.forward(days=40)
        headers = town.world.headers(Role.CITY, "*")
        answer = await town.world.http.get("/supervision/api/overview", headers=headers)
        found = answer.json()
        assert {one["street"]: one["projects"] for one in found["items"]} == {
            DONGTANG: {"APPROVED": 3},
            WUJIALING: {"APPROVED": 2},
        }
        assert (found["projects"], found["overdue_inspections"]) == (5, 5)
        clerk = town.world.headers(NPC, DONGTANG)
        refused = await town.world.http.get("/supervision/api/overview", headers=clerk)
        assert refused.status_code == 403
