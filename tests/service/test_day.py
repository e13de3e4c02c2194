"""工作日报: gathered from all services, on paper with the anchor that proves it later (C-12)."""

import io
import re
from pathlib import Path
from typing import Any

import docx

from chassis.audit.anchor import read_anchor
from contracts.charter import Role
from launch.auditing import verified
from tests.service.assembly_world import adopt
from tests.world import DONGTANG, World, a_world

DESK = f"/streets/{DONGTANG}/desk/day"
SEALED = re.compile(r'name="part" form="day-sheet" value="([^"]+)"')


async def read(world: World, path: str, role: Role = Role.STREET_OFFICE, **query: Any) -> Any:
    headers = world.headers(role, DONGTANG)
    return await world.http.get(path, headers=headers, params=query)


async def gathered(world: World, day: str = "") -> list[str]:
    """The sealed parts, as the page of a browser gathers them."""
    page = await read(world, DESK, on=day)
    assert page.status_code == 200
    addresses = re.findall(r'hx-get="(/\w+/streets/\d+/days/[^"]+)"', page.text)
    assert len(addresses) == len(world.system.parts)
    parts = [(await read(world, address)).text for address in addresses]
    return [found[1] for found in map(SEALED.search, parts) if found]


async def printed(world: World, day: str, parts: list[str]) -> tuple[list[str], str]:
    """The paper's words, and its anchor."""
    answer = await read(world, f"{DESK}/{day}.docx", part=parts)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/")
    paper = docx.Document(io.BytesIO(answer.content))
    assert any(
        re.fullmatch(r".*截至\d+年\d+月\d+日\d\d:\d\d未办结", p.text) for p in paper.paragraphs
    )
    words = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    (line,) = (one.text for one in paper.paragraphs if one.text.startswith("审计锚点"))
    return words, line.partition("：")[2]


async def test_report_when_gathered_printed_and_kept_then_it_proves_the_trail_later(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        first = world.context("assembly").today()
        await adopt(world)
        parts = await gathered(world)
        before, _ = await printed(world, first, parts)
        assert {"通过章程", "1"} < set(before)
        world.clock.forward(days=1)
        second = world.context("assembly").today()
        await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
        await world.settle()
        told = (await read(world, f"/assembly/api/streets/{DONGTANG}/days/{second}")).json()
        assert [one["zh"] for one in told["happened"]] == ["开启年度"]
        words, line = await printed(world, second, await gathered(world))
        assert "开启年度" in words
        assert "通过章程" not in words
        # A past day is printed again and says the same.
        assert (await printed(world, first, await gathered(world, first)))[0] == before
        await _refused(world, first, second, parts)
        await _too_old(world, first)
        anchor = read_anchor(line)
        assert set(anchor.marks) == {part.service.name for part in world.system.parts}
        settings = world.settings
    assert (await verified(settings, "", [anchor], None)).number == 0
    line = line.replace("ASSEMBLY:2:", "ASSEMBLY:1:")
    assert (await verified(settings, "", [read_anchor(line)], None)).number == 1


async def _too_old(world: World, day: str) -> None:
    """What was open an hour ago is not printed as open now: the page gathers it anew."""
    parts = await gathered(world, day)
    world.clock.forward(minutes=29)
    assert (await read(world, f"{DESK}/{day}.pdf", part=parts)).status_code == 200
    world.clock.forward(minutes=2)
    answer = await read(world, f"{DESK}/{day}.pdf", part=parts)
    assert answer.status_code == 409
    assert "30分钟以前汇总" in answer.text
    assert answer.text.count('hx-get="/') == len(parts)


async def _refused(world: World, first: str, second: str, parts: list[str]) -> None:
    """What a browser's owner might send instead, and who may not ask at all."""
    twice = [parts[0], *parts[:-1]]
    for day, sent in ((first, parts[1:]), (first, twice), (second, parts), (first, ["x", *parts])):
        answer = await read(world, f"{DESK}/{day}.pdf", part=sent)
        assert answer.status_code == 422, (day, len(sent))
    assert (await read(world, f"{DESK}/{first}.pdf")).status_code == 422
    for wrong in ("2999-01-01", "yesterday"):
        assert (await read(world, DESK, on=wrong)).json()["code"] == "bad-day"
    assert (await read(world, DESK, Role.AUDITOR)).status_code == 200
    assert (await read(world, DESK, Role.CHAIR)).status_code == 403
