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
        await _own_page(town, things)
        await _handed_over(town, things)
        await _ended(town, things)


async def _handed_over(town: Supervised, things: dict[str, str]) -> None:
    """A clerk puts the unit right: all that is open is the new unit's, and the old one has none."""
    project = f"projects/{things['project']}"
    told = {"unit": SERVICES, "reason": "责任单位登记有误"}
    answer = await town.world.ask("PATCH", "supervision", project, OFFICE, json=told)
    assert answer.status_code == 200, answer.text
    await town.world.settle()
    await _refused_everywhere(town, things, SAFETY)
    await _offers_nothing(town, things, SAFETY)
    desk = await visitor(town.world, DEPARTMENT, department=SERVICES).read(f"{BASE}/tasks")
    for waits in ("给项目排计划", "答复督办单", "答复整改", "答复指导意见", "回复居民反馈"):
        assert waits in desk, waits


async def _ended(town: Supervised, things: dict[str, str]) -> None:
    """An order refused for its day takes no number; one on a project that ended is withdrawn."""
    new = {"project": things["project"], "text": "围挡又破了"}
    for due_on in ("2025-04-01", "2025-04-20"):
        late = await town.refused("orders", OFFICE, new | {"due_on": due_on})
        assert late == (422, "due-on")
    second = f"orders/{(await town.post('orders', OFFICE, new))['id']}"
    assert (await town.world.get("supervision", second))["number"] == "督办〔2025〕2号"
    await town.post(f"projects/{things['project']}/terminate", NPC, {"reason": "拆迁"})
    await town.world.settle()  # heard before any term is over
    town.world.clock.forward(days=15)
    await town.world.settle()
    for order in await town.listed("orders"):
        assert (order["status"], order["level"]) == ("WITHDRAWN", "DEPARTMENT")


async def _own_page(town: Supervised, things: dict[str, str]) -> None:
    """The unit itself is offered the plan."""
    page = f"{BASE}/projects/{things['project']}"
    own = await visitor(town.world, DEPARTMENT, department=SAFETY).read(page)
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
