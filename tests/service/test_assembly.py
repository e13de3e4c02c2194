"""The assembly through HTTP: from the charter to the last seat, every event delivered twice."""

from pathlib import Path

import pytest

from contracts.charter import Role
from launch.demo.case import load_case
from tests.service.assembly_world import adopt, assembly_world, import_members, walk


@pytest.mark.parametrize(("name", "seats"), [("dongtang", 53), ("wujialing", 67)])
async def test_everybody_is_seated_by_the_charters_own_steps(
    tmp_path: Path, name: str, seats: int
) -> None:
    async with assembly_world(tmp_path) as world:
        case = load_case(name)
        charter = await adopt(world, name)
        done = await import_members(world, case)
        assert (done["done"], done["failed"]) == (seats, [])
        await walk(world, charter, charter.selection[-1].step)
        summary = await world.get(
            "assembly", "members/summary", Role.NPC_COMMITTEE, street=case.street
        )
        assert (summary["target"], summary["appointed"], summary["vacant"]) == (seats, seats, 0)
        assert sum(summary["by_category"].values()) == seats
        assert len(summary["groups"]) == charter.community_groups
        said = await world.get("assembly", "said", Role.AUDITOR, street=case.street)
        assert said["said"]["yishi.assembly.member-appointed.v1"] == seats
        assert said["said"]["yishi.assembly.notice-published.v1"] == 1
