"""Many streets: added as data while the system runs, found on the portal by district or name."""

import json
from pathlib import Path

import pytest

from chassis.core.settings import SettingsError
from chassis.rooms.sheets import read_table, write_table
from contracts.charter import Role
from launch.demo.case import STREETS
from launch.streets import add_streets, write_template
from services.assembly.charter import given
from services.assembly.kinds import CHARTERS, CYCLES
from services.assembly.presets import FOLDER
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.assembly_world import adopt, assembly_world
from tests.service.round_trips import Asked, trace
from tests.world import World

NAMES = {
    "芙蓉区": ("文艺路街道", "朝阳街街道"),
    "天心区": ("坡子街街道", "赤岭路街道"),
    "岳麓区": ("望月湖街道", "岳麓街道", "咸嘉湖街道", "桔子洲街道"),
}
DISTRICTS = {"芙蓉区": "430102", "天心区": "430103", "岳麓区": "430104"}


def region_codes(folder: Path) -> Path:
    """Eight streets of three districts, as the list of region codes has them."""
    named = [(area, name) for area, names in NAMES.items() for name in names]
    streets = [
        {"code": f"{DISTRICTS[area]}{n:03d}", "name": name, "area": area, "type": "街道"}
        for n, (area, name) in enumerate(named, 1)
    ]
    (path := folder / "codes.json").write_text(json.dumps({"streets": streets}), encoding="utf-8")
    return path


WANGYUEHU = "430104005"


async def test_streets_when_added_to_a_running_system_then_on_the_portal_by_district_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: Asked = trace(monkeypatch)
    codes = region_codes(tmp_path)
    async with assembly_world(tmp_path / "store") as world:
        settings, browser = world.settings, visitor(world)
        await adopt(world)
        assert "<details" not in await browser.read("/")

        assert await add_streets(settings, codes, 2025, check=True) == 0
        assert "将通过" in capsys.readouterr().out
        assert await add_streets(settings, codes, 2025, check=False) == 0
        assert "[  8/8] 430104008 桔子洲街道: 第 1 版" in capsys.readouterr().out
        assert await add_streets(settings, codes, 2025, check=False) == 0
        assert capsys.readouterr().out.count("没有变化") == 8
        await world.settle()

        year = {"year": 2025}
        await world.post("assembly", "cycles", Role.NPC_COMMITTEE, year, street=WANGYUEHU)
        world.clock.forward(seconds=11)
        portal = await browser.read("/")
        districts = portal.count('<details class="district">')
        assert (districts, portal.count('<li><a href="/streets/43')) == (4, 9)
        assert '>望月湖街道</a> <span class="soft">2025 ' in portal
        assert len(portal) < 30_000

        for query, found in (("岳麓", 4), ("wyl", 1), ("430103003", 1), ("没有这里", 0)):
            html = await browser.read(f"/?q={query}")
            assert html.count('<li><a href="/streets/43') == found, query
            assert '<details class="district" open>' in html or not found
        form = Page(html).form("/#streets")
        assert form.value("q") == "没有这里"

        asked.of.clear()
        await browser.read("/?q=岳麓")
        assert not [told for service, told in asked.of if service == "assembly"]
        world.clock.forward(seconds=11)
        await browser.read("/")
        # Four, and one of a worker that may look at the cycles in between.
        assert len([told for service, told in asked.of if service == "assembly"]) in (4, 5)
        engine = world.context("assembly").store.engine
        for kind, where in ((CHARTERS, {}), (CYCLES, {"year": 2025})):
            assert "USING INDEX" in await engine.explain(kind, None, where, "")

        desk = f"/streets/{WANGYUEHU}/desk/charter"
        party = visitor(world, Role.PARTY_COMMITTEE, street=WANGYUEHU)
        sent = await party.send(desk, desk + "/adopt", year="2026", preset="listed")
        assert sent.status_code == 303, sent.text
        record = await world.get("assembly", "charter", street=WANGYUEHU)
        assert (record["version"], record["charter"]["year"]) == (2, 2026)
        await nobody_is_replaced(world, tmp_path, capsys)


async def nobody_is_replaced(
    world: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list over streets that adopted charters of their own, and a file over one that has one."""
    dongtang = STREETS["dongtang"]
    row = {"area": "雨花区", "type": "街道"}
    names = {dongtang: "东塘街道", WANGYUEHU: "望月湖路街道", "430102001": "文艺街街道"}
    listed = [{**row, "code": code, "name": name} for code, name in names.items()]
    (path := folder / "more.json").write_text(json.dumps({"streets": listed}), encoding="utf-8")
    charters = [await world.get("assembly", "charter", street=code) for code in names]
    assert await add_streets(world.settings, path, 0, check=False) == 0
    assert capsys.readouterr().out.count("不变") == 3
    assert await add_streets(world.settings, path, 0, check=False, replace=True) == 0
    told = capsys.readouterr().out
    assert f"{dongtang} 东塘街道: 保持第 1 版不变" in told
    assert f"{WANGYUEHU} 望月湖路街道: 保持第 2 版不变" in told
    assert "430102001 文艺街街道: 第 2 版" in told
    after = [await world.get("assembly", "charter", street=code) for code in names]
    assert after[:2] == charters[:2]

    shipped = (FOLDER / "dongtang.toml").read_text(encoding="utf-8")
    (path := folder / "own.toml").write_text(shipped, encoding="utf-8")
    assert await add_streets(world.settings, path, 0, check=False) == 1
    assert "--replace" in capsys.readouterr().out
    assert await world.get("assembly", "charter", street=dongtang) == charters[0]
    assert await add_streets(world.settings, path, 0, check=False, replace=True) == 0
    assert "第 2 版 version 2 (preset" in capsys.readouterr().out


async def test_streets_when_one_row_is_wrong_then_none_is_added_and_row_and_cell_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write_template(tmp_path / "list.xlsx") == 0
    assert read_table((tmp_path / "list.xlsx").read_bytes(), given.STREET_COLUMNS)
    with pytest.raises(SettingsError):
        write_template(tmp_path / "list.xlsx")
    good = {**given.SAMPLE, "zh": "朝阳街街道"}
    rows = [given.SAMPLE, good, {**good, "street": "430102003", "seats": 3}, good]
    path = tmp_path / "streets.xlsx"
    path.write_bytes(write_table("街道名单", given.STREET_COLUMNS, rows))
    async with assembly_world(tmp_path / "store") as world:
        assert await add_streets(world.settings, path, 0, check=False) == 1
        told = capsys.readouterr().err
        assert "第 4 行 row 4，seats" in told
        assert "第 5 行 row 5：与 streets.xlsx 第 3 行" in told
        assert "还没有街道公布章程" in await visitor(world).read("/")
