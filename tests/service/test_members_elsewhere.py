"""What other services know of a member follows what the assembly decides, in any order."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from services.ballot.kinds import MEMBERS as ROLL_MEMBERS
from services.supervision.kinds import MEMBERS as SIGNING_MEMBERS
from tests.service.assembly_world import adopt, sheet, upload, walk
from tests.world import World, a_world


async def test_member_when_suspended_then_neither_expected_nor_signing(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        charter = await adopt(world, "wujialing")
        street = charter.street
        await upload(world, sheet({"name": "甲", "community": "花城社区"}), street)
        await walk(world, charter, "APPOINTMENT")
        one = (await world.get("assembly", "members", street=street))["items"][0]["id"]
        for action, active in (("suspend", False), ("resume", True), ("end", False)):
            body = {"reason": "按规定"}
            path = f"members/{one}/{action}"
            await world.post("assembly", path, Role.NPC_COMMITTEE, body, street=street)
            await world.settle()
            assert await _active(world, "ballot", ROLL_MEMBERS, street, one) is active
            assert await _active(world, "supervision", SIGNING_MEMBERS, street, one) is active


async def _active(world: World, service: str, kind: Any, street: str, member: str) -> bool:
    found = await world.context(service).store.get(kind.key(street, member))
    assert found is not None
    return bool(found.state.active)
