"""系统接入: the street office makes and revokes keys on a page, and from the command line."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Role
from launch.cli import main
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG

PAGE = f"/intake/streets/{DONGTANG}/desk/clients"
KEY = re.compile(r"y311-[0-9a-f]{32}-[0-9a-f]{64}")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_key_when_made_on_the_page_is_shown_once_and_the_same_if_sent_twice(
    town: Town,
) -> None:
    clerk = visitor(town.world, Role.STREET_OFFICE)
    form = (await clerk.form(PAGE, f"{PAGE}/new")).fill({"name": "社区小程序", "channel": "PHONE"})
    first, second = await clerk.submit(form), await clerk.submit(form)
    assert (first.status_code, second.status_code) == (201, 201)
    (key,) = set(KEY.findall(first.text))
    assert set(KEY.findall(second.text)) == {key}
    html = await clerk.read(PAGE)
    assert "社区小程序" in html
    assert not KEY.search(html)
    assert "demo-street-office" not in html


async def test_key_when_revoked_on_the_page_stays_on_the_list_as_revoked(town: Town) -> None:
    clerk = visitor(town.world, Role.STREET_OFFICE)
    made = await clerk.send(PAGE, f"{PAGE}/new", name="市民热线")
    client = KEY.findall(made.text)[0].split("-")[1]
    stopped = await clerk.send(PAGE, f"{PAGE}/{client}/revoke")
    assert stopped.status_code == 200
    html = await clerk.read(PAGE)
    assert "已停用" in html
    assert "市民热线" in html
    assert f"{client}/revoke" not in html


async def test_form_when_wrong_says_so_above_it(town: Town) -> None:
    clerk = visitor(town.world, Role.STREET_OFFICE)
    answer = await clerk.send(PAGE, f"{PAGE}/new", name="")
    assert answer.status_code == 422
    assert "系统名称" in answer.text


async def test_desk_when_seen_by_others_has_no_way_to_the_keys(town: Town) -> None:
    at = f"/intake/streets/{DONGTANG}/desk"
    assert PAGE in await visitor(town.world, Role.STREET_OFFICE).read(at)
    for role in (Role.COMMUNITY, Role.DEPARTMENT, Role.NPC_COMMITTEE):
        assert PAGE not in await visitor(town.world, role).read(at)


def yishi(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["open311", "key", *words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


async def prepared(folder: Path) -> None:
    """An installation that knows its streets, at rest."""
    async with a_town(folder):
        pass


def test_key_when_made_at_the_command_line_is_listed_and_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(prepared(tmp_path))
    monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{tmp_path}")
    capsys.readouterr()
    assert yishi("add", "市民热线", "--street", DONGTANG) == 0
    key = capsys.readouterr().out.strip()
    assert KEY.fullmatch(key)
    client = key.split("-")[1]
    assert yishi("list", "--street", DONGTANG) == 0
    shown = capsys.readouterr().out
    assert [client, "ACTIVE"] == shown.split()[:2]
    assert "市民热线" in shown
    assert key not in shown
    assert yishi("revoke", client, "--street", DONGTANG) == 0
    assert yishi("revoke", client, "--street", DONGTANG) == 1
    capsys.readouterr()
    yishi("list", "--street", DONGTANG)
    assert "REVOKED" in capsys.readouterr().out
