"""From the result of the ballot to projects, their inspections and their lists, over HTTP."""

from pathlib import Path

from contracts.charter import Role
from tests.service.supervision_world import announced, supervised

NPC = Role.NPC_COMMITTEE
DEPARTMENT = Role.DEPARTMENT


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


async def test_inspections_when_created_then_three_dates_counted_from_the_announcement(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = (await town.projects(1))[0]
        planned = await town.listed(f"inspections?project={project['id']}")
        assert [(one["stage"], one["planned_on"]) for one in planned] == [
            ("START", "2025-05-20"),
            ("IMPLEMENTATION", "2025-08-18"),
            ("ACCEPTANCE", "2025-12-16"),
        ]
        assert {one["status"] for one in planned} == {"PLANNED"}
