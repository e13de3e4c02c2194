"""Every form of the assembly: its click's key, the version it was shown, done once."""

import re
from html import unescape
from pathlib import Path

import httpx

from chassis.core.decision import Cause
from contracts.charter import Charter, Role
from services.assembly.charter.domain import adopt as adopted
from services.assembly.kinds import CHARTER, CHARTERS
from tests.service.assembly_world import adopt, assembly_world, hear, sheet, step, upload, walk
from tests.service.test_assembly_cycle import project, year
from tests.service.test_assembly_pages import DESK, HOME, HTML, page, sign_in
from tests.unit.test_assembly_cycle import result
from tests.world import DONGTANG, World

FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]+)".*?</form>', re.S)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
NO_CHANGE = {"/sign-in", "/sign-out"}
CREATES = re.compile(r"/(open|import|steps|objections)$")


def forms(html: str) -> dict[str, dict[str, str]]:
    """Address → hidden fields of each form that changes something."""
    found = {one[1]: one[0] for one in FORM.finditer(html) if one[1] not in NO_CHANGE}
    return {
        address: {name: unescape(value) for name, value in HIDDEN.findall(form)}
        for address, form in found.items()
    }


async def twice(world: World, address: str, fields: dict[str, str]) -> list[httpx.Response]:
    """The same form sent two times, as an impatient finger does."""
    return [await world.http.post(address, data=fields, headers=HTML) for _ in range(2)]


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
        paths = {
            "npc-committee": ["members", f"members/{person}", "year"],
            "party-committee": ["charter", "members"],
        }
        for who, rest in paths.items():
            await sign_in(world, who)
            for path in (*(f"{DESK}/{one}" for one in rest), f"{HOME}/notices/{notice}"):
                for address, hidden in forms(await page(world, path)).items():
                    assert hidden.get("idempotency_key"), address
                    assert hidden.get("version") or CREATES.search(address), address
                    seen.add(address)
        assert len(seen) >= 9


async def test_year_when_next_stage_is_clicked_twice_then_one_stage(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await year(world)
        await hear(world, DONGTANG, result(), 1)
        await hear(world, DONGTANG, project("p"), 1)
        await sign_in(world, "npc-committee")
        shown = forms(await page(world, f"{DESK}/year"))
        address = f"{DESK}/year/2025/advance"
        answers = await twice(world, address, shown[address])
        assert [one.status_code for one in answers] == [303, 303]
        assert (await world.get("assembly", "cycles/2025"))["stage"] == "EVALUATING"


async def test_objection_when_sent_twice_then_one_objection(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        notice, person = await objection_waits(world)
        shown = forms(await page(world, f"{HOME}/notices/{notice}"))
        address, fields = next(iter(shown.items()))
        answers = await twice(world, address, fields | {"member": person, "text": "另一件"})
        assert [one.status_code for one in answers] == [303, 303]
        found = await world.get("assembly", f"members/{person}", Role.NPC_COMMITTEE)
        assert [one["text"] for one in found["objections"]] == ["他不住在这里", "另一件"]


async def twenty_two_streets(world: World) -> list[str]:
    """Charters of 22 streets, as their party committees adopt them; their names."""
    charter = await adopt(world)
    names = []
    for place in range(22):
        street, zh = f"4301{place:05d}", f"第{place}街道"
        named = Charter.model_validate(charter.model_dump() | {"street": street, "zh": zh})
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
        html = await page(world, "/")
        assert f"共 {len(names)} 个街道" in html
        following: str | None = "/"
        reached: list[str] = []
        for number in range(1, 9):
            html = await page(world, following)
            assert f"第 {number} 页" in html
            reached += re.findall(r'class="card-title"><a href="/streets/\d+">([^<]+)<', html)
            link = re.search(r'rel="next" href="([^"]+)"', html)
            following = unescape(link[1]) if link else None
            if following is None:
                break
        assert sorted(reached) == sorted(names)
        assert await page(world, "/sign-in")
        assert all(name in await page(world, "/sign-in") for name in names)
