"""Whose project it is: what one unit carries out, no other unit writes for, whatever is asked."""

import re
from pathlib import Path

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.every_route import Door, code_of, roles_of, sampled, table
from tests.service.supervision_world import REPORT, Supervised, announced, supervised
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG

NPC, OFFICE, DEPARTMENT, DEPUTY = (
    Role.NPC_COMMITTEE,
    Role.STREET_OFFICE,
    Role.DEPARTMENT,
    Role.DEPUTY,
)
SAFETY, SERVICES, UNKNOWN = "公共安全办公室", "公共服务办公室", "章程里没有的单位"
BASE = f"/supervision/streets/{DONGTANG}"
FILES = ("photos", "attachments")
PAGES = (
    "projects/{project}",
    "orders/{order}",
    "inspections/{inspection}",
    "field/{entry}",
)
SERVICE = "/supervision/api/streets/{street}/"


def doors_of_departments() -> list[Door]:
    """Every command of supervision that a department may give."""
    lines = [line for line in table() if DEPARTMENT in roles_of(line)]
    named = [line.rpartition(": ")[0].split(" ")[:2] for line in lines]
    found = [Door(method, path) for method, path in named if method != "GET"]
    return [door for door in found if door.path.startswith(SERVICE)]


async def test_project_when_another_unit_asks_then_every_command_is_refused(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        things = await _things(town)
        for unit in (SERVICES, UNKNOWN):
            assert await _refused_everywhere(town, things, unit) >= 20
            await _offers_nothing(town, things, unit)
        own = await visitor(town.world, DEPARTMENT, department=SAFETY).read(
            f"{BASE}/projects/{things['project']}"
        )
        assert f"{things['project']}/plan" in own


async def _refused_everywhere(town: Supervised, things: dict[str, str], unit: str) -> int:
    """Ask for everything as this unit; how much was asked for."""
    api = town.world.system.app.openapi()
    person = town.world.headers(DEPARTMENT, DONGTANG, department=unit)
    doors = doors_of_departments()
    for door in doors:
        given = sampled(api, door)
        if "json" not in given:
            given["files"] = {name: ("1.jpg", jpeg(), "image/jpeg") for name in FILES}
        sent = person | given.pop("headers", {})
        path = door.path.format_map(things)
        answer = await town.world.http.request(door.method, path, headers=sent, **given)
        told = f"{door.name} {answer.status_code} {answer.text[:200]}"
        assert (answer.status_code, code_of(answer)) == (403, "not-your-unit"), told
    return len(doors)


async def _offers_nothing(town: Supervised, things: dict[str, str], unit: str) -> None:
    """No page of it has a form for them, and their desk has nothing of it."""
    there, anybody = visitor(town.world, DEPARTMENT, department=unit), visitor(town.world)
    for page in PAGES:
        at = f"{BASE}/{page.format_map(things)}"
        assert _forms(await there.read(at)) == _forms(await anybody.read(at)), page
    desk = await there.read(f"{BASE}/tasks")
    for waits in ("排计划", "答复", "回复居民反馈"):
        assert waits not in desk, waits


def _forms(html: str) -> list[str]:
    return re.findall(f'action="({BASE}/[^"]*)"', html)


async def _things(town: Supervised) -> dict[str, str]:
    """A project of the safety unit, with one of everything that its unit answers for."""
    await town.charter()
    await town.member("m1")
    said = announced(1)
    its = said.selected[0].model_copy(update={"unit": SAFETY})
    await town.hear(said.model_copy(update={"selected": (its,)}))
    project = (await town.listed("projects"))[0]["id"]
    at = f"projects/{project}"
    order = await town.post("orders", OFFICE, {"project": project, "text": "围挡破损"})
    guidance = await town.post(f"{at}/guidance", NPC, {"text": "请张贴告示"})
    told = {"text": "灰尘大", "consent": True}
    feedback = await town.post(f"{at}/feedback", None, told)
    await town.post(f"{at}/feedback/{feedback['id']}/show", OFFICE, {"words": "灰尘大"})
    saw = {"project": project, "kind": "VISIT", "progress": "OK", "quality": "PROBLEM"}
    seen = saw | {"note": "扶手松动"}
    walks = {"sub": "walker", "member": "m1"}
    entry = await town.post("entries", Role.DELIBERATOR, data=seen, **walks)
    return {
        "street": DONGTANG,
        "project": project,
        "order": order["id"],
        "guidance": guidance["id"],
        "feedback": feedback["id"],
        "entry": entry["id"],
        "inspection": await _put_right(town, project),
        "place": "0",
        "item": "x",
        "payment": "x",
    }


async def _put_right(town: Supervised, project: str) -> str:
    """An inspection whose finding is to be put right."""
    start: str = (await town.inspection(project))["id"]
    at = f"inspections/{start}"
    await town.post(f"{at}/notify", NPC)
    await town.post(f"{at}/conduct", DEPUTY, REPORT | {"quality": "PROBLEM"})
    found = {"findings": [{"text": "墙面开裂", "aspect": "QUALITY"}]}
    await town.post(f"{at}/findings", DEPUTY, found)
    await town.post(f"{at}/rectify", NPC, {})
    return start
