"""Every form of the assembly: its click's key, the version it was shown, done once."""

import re
from pathlib import Path

from chassis.core.decision import Cause
from contracts.charter import Charter, Role
from services.assembly.charter.domain import adopt as adopted
from services.assembly.kinds import CHARTER, CHARTERS
from tests.drivers.visitor import visitor
from tests.drivers.walker import forms_from
from tests.service.assembly_world import adopt, assembly_world, hear, sheet, step, upload, walk
from tests.service.test_assembly_cycle import project, year
from tests.unit.test_assembly_cycle import result
from tests.world import DONGTANG, World

HOME = f"/streets/{DONGTANG}"
DESK = f"{HOME}/desk"
NO_CHANGE = {"/sign-in", "/sign-out"}
BEGINS = re.compile(r"/(open|import|steps|conclusions|hold|objections)$")


async def objection_waits(world: World) -> tuple[str, str]:
    """A candidate on notice with an open objection: the ids of the notice and of the person."""
    charter = await adopt(world)
    await upload(world, sheet({"name": "甲"}), DONGTANG)
    await walk(world, charter, "RESIDENTS_MEETING")
    dates = {"published_on": "2025-05-01", "ends_on": "2025-05-08", "channel": "公告栏"}
    await step(world, charter, "PUBLIC_NOTICE", notice=dates)
    notice = (await world.get("assembly", "notices"))["items"][0]["id"]
    person = (await world.get("assembly", f"notices/{notice}"))["people"][0]["id"]
    await world.post("assembly", f"members/{person}/objection", None, {"text": "他不住在这里"})
    return notice, person


async def test_every_form_carries_its_clicks_key_and_the_version_it_was_shown(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        notice, person = await objection_waits(world)
        await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
        await hear(world, DONGTANG, result(), 1)
        await hear(world, DONGTANG, project("p"), 1)
        seen: set[str] = set()
        for role in (Role.NPC_COMMITTEE, Role.PARTY_COMMITTEE):
            start = [f"{DESK}/members/{person}", f"{DESK}/year", f"{DESK}/charter", DESK,
                     f"{HOME}/notices/{notice}"]  # fmt: skip
            for _, form in await forms_from(visitor(world, role), start):
                if form.action in NO_CHANGE:
                    continue
                assert form.value("idempotency_key"), form.action
                assert "version" in form.names or BEGINS.search(form.action), form.action
                seen.add(form.action)
        assert len(seen) >= 9


async def test_year_when_next_stage_is_clicked_twice_then_one_stage(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await year(world)
        await hear(world, DONGTANG, result(), 1)
        await hear(world, DONGTANG, project("p"), 1)
        clerk = visitor(world, Role.NPC_COMMITTEE)
        form = await clerk.form(f"{DESK}/year", f"{DESK}/year/2025/advance")
        answers = [await clerk.submit(form) for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303]
        assert (await world.get("assembly", "cycles/2025"))["stage"] == "EVALUATING"


async def test_objection_when_sent_twice_then_one_objection(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        notice, person = await objection_waits(world)
        resident, where = visitor(world), f"{HOME}/notices/{notice}"
        form = (await resident.form(where, f"{where}/objections")).fill(
            {"member": person, "text": "另一件"}
        )
        answers = [await resident.submit(form) for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303]
        found = await world.get("assembly", f"members/{person}", Role.NPC_COMMITTEE)
        assert [one["text"] for one in found["objections"]] == ["他不住在这里", "另一件"]


async def twenty_two_streets(world: World) -> list[str]:
    """Charters of 22 streets, as their party committees adopt them; their names."""
    charter = await adopt(world)
    names = []
    for place in range(22):
        street, zh = f"4301{place:05d}", f"第{place}街道"
        places = {"communities": (), "jurisdiction_units": ()}
        told = charter.model_dump() | {"street": street, "zh": zh} | places
        named = Charter.model_validate(told)
        at = world.clock()
        cause = Cause(id=street, actor="x", action="adopt_charter", at=at, correlation="x")
        await world.context("assembly").change(
            CHARTERS.key(street, CHARTER),
            lambda found, one=named, when=at: adopted(found, one, when, "x"),
            cause,
        )
        names.append(zh)
    return [*names, charter.zh]


async def test_portal_when_there_are_many_streets_then_every_one_is_reached(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        names = await twenty_two_streets(world)
        anybody = visitor(world)
        html = await anybody.read("/")
        assert f"共 {len(names)} 个街道" in html
        assert sorted(re.findall(r'<a href="/streets/\d+"[^>]*>([^<]+)<', html)) == sorted(names)
        chosen = await anybody.read("/sign-in")
        assert all(name in chosen for name in names)


async def test_desk_when_opened_then_an_inbox_of_what_every_service_tells(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await objection_waits(world)
        clerk = visitor(world, Role.NPC_COMMITTEE)
        html = await clerk.read(DESK)
        address = f"/assembly/streets/{DONGTANG}/tasks"
        assert f'hx-get="{address}"' in html
        assert f'<a href="{address}">' in html
        reader = visitor(world, Role.CITY, street="*")
        assert address not in await reader.read(DESK)
        told = await clerk.read(address)
        due, _, _rest = told.partition("议事员推选")
        assert "处理异议" in due
        assert "最早 2025年5月1日 起，已 0 天" in told
        assert "年度周期" in due
        assert "公示中" not in due
        assert "公示中" in told


async def test_tasks_when_members_wait_then_counted_for_whose_step_it_is(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        address = f"/assembly/streets/{DONGTANG}/tasks"
        party = visitor(world, Role.PARTY_COMMITTEE)
        assert "还没有章程" in await party.read(address)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}, {"name": "乙", "phone": "13900002222"}), DONGTANG)
        committee = visitor(world, Role.NPC_COMMITTEE)
        assert "2 项等您办" in await committee.read(address)
        assert "项等您办" not in await party.read(address)
        await walk(world, charter, "JOINT_REVIEW")
        assert "2 项等您办" in await party.read(address)
        await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
        await hear(world, DONGTANG, result(), 1)
        await hear(world, DONGTANG, project("p"), 1)
        assert "可以进入下一阶段" in await committee.read(address)
        assert "议事员推选" not in await visitor(world, Role.DELIBERATOR).read(address)
