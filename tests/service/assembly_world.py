"""The assembly alone in a world, and the steps that its tests take again and again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from chassis.core.clock import utc_now
from chassis.core.decision import Cause
from chassis.rooms.sheets import write_table
from contracts.charter import Charter, Role, SelectionStep
from contracts.envelope import Event, Heard
from launch.catalogue import SERVICES
from launch.demo.case import STREETS, Case, load_case
from launch.demo.play import step_body
from services.assembly.member.sheets import COLUMNS
from services.assembly.service import assembly
from tests.drivers.speaker import enveloped
from tests.world import World, a_world

XLSX = "members.xlsx"


@asynccontextmanager
async def assembly_world(folder: Path, **given: Any) -> AsyncIterator[World]:
    """Only the assembly, every delivery twice."""
    beside = [one for one in SERVICES if one is not assembly]
    async with a_world(folder, (assembly,), beside=beside, **given) as world:
        yield world


async def adopt(world: World, name: str = "dongtang") -> Charter:
    """The street's charter as the demo adopts it."""
    case = load_case(name)
    street = STREETS[name]
    answer = await world.ask(
        "PUT", "assembly", "charter", Role.PARTY_COMMITTEE, street=street, json=case.charter
    )
    assert answer.status_code == 200, answer.text
    await world.settle()
    found = await world.get("assembly", "charter", street=street)
    return Charter.model_validate(found["charter"])


async def import_members(world: World, case: Case) -> dict[str, Any]:
    """The whole list of the example."""
    return await upload(world, case.members, street=case.street)


async def upload(world: World, data: bytes, street: str, **given: Any) -> dict[str, Any]:
    """Import a workbook; the batch when all is done."""
    order = await world.post(
        "assembly",
        "members/import",
        Role.NPC_COMMITTEE,
        files={"file": (XLSX, data)},
        street=street,
        **given,
    )
    return await batch(world, order["batch"], street)


async def batch(world: World, batch_id: str, street: str) -> dict[str, Any]:
    """A batch after everything settled."""
    await world.settle()
    path = f"batches/{batch_id}"
    found: dict[str, Any] = await world.get("assembly", path, Role.NPC_COMMITTEE, street=street)
    assert found["status"] == "DONE"
    return found


async def step(world: World, charter: Charter, name: str, **changed: Any) -> dict[str, Any]:
    """Take a step as the demo does, with ``changed`` fields; the finished batch."""
    wanted = next(one for one in charter.selection if one.step == name)
    told = Case("told", charter.street, {}, {}, b"", b"")  # the story's own calendar
    body = step_body(told, wanted) | changed
    order = await world.post("assembly", "members/steps", wanted.role, body, street=charter.street)
    return await batch(world, order["batch"], charter.street)


async def walk(world: World, charter: Charter, until: str) -> None:
    """Take everybody through the charter's steps, up to the one named."""
    for one in charter.selection[1:]:
        for community in await _communities(world, charter, one):
            done = await step(world, charter, one.step, community=community)
            assert not done["failed"], done["failed"][:2]
        if one.step == until:
            return


async def _communities(world: World, charter: Charter, one: SelectionStep) -> list[str]:
    if not one.tally:
        return [""]
    street = charter.street
    found = await world.get("assembly", "members?limit=200", Role.NPC_COMMITTEE, street=street)
    return sorted({person["community"] for person in found["items"]})


def sheet(*rows: dict[str, Any]) -> bytes:
    """A members' list with these rows, everything else filled in well."""
    good: dict[str, Any] = {
        "sex": "女",
        "category": "居民群众",
        "phone": "13900001111",
        **dict.fromkeys(("political", "willing", "trusted", "party", "law", "keen"), True),
    }
    numbered = [
        good | _of(str(row.get("community", "东塘社区"))) | {"no": n} | row
        for n, row in enumerate(rows, 1)
    ]
    return write_table("花名册", COLUMNS, numbered)


def _of(community: str) -> dict[str, str]:
    """A community that recommends its own people."""
    group = f"{community.removesuffix('社区')}社区议事小组"
    return {"community": community, "recommended_by": community, "community_group": group}


async def hear(world: World, street: str, event: Event, sequence: int, key: str = "") -> None:
    """Bring an event of another service to the assembly, twice as everything comes twice."""
    name = key or f"{event.wire_type()}-{sequence}"
    envelope = enveloped(event, sequence, street, subject="ledgers/x", time=utc_now(), id=name)
    cause = Cause(
        id=envelope.id, actor=f"event:{envelope.type}", action="hear", at=utc_now(),
        correlation="test",
    )  # fmt: skip
    context = world.context("assembly")
    for _ in range(2):
        await assembly.hears[type(event)](context, Heard(envelope, event), cause)
