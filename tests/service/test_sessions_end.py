"""Signing out ends the session on the server, for every service; each sign-in begins a new one."""

from pathlib import Path

import pytest

from tests.drivers.visitor import visitor
from tests.service.assembly_world import adopt, assembly_world
from tests.service.test_assembly_pages import DESK, sign_in
from tests.world import DONGTANG, a_world


def kept(cookie: str) -> dict[str, str]:
    """What a browser sends that still holds this cookie."""
    return {"Cookie": f"yishi_session={cookie}"}


async def test_cookie_when_copied_before_signing_out_then_worth_nothing_in_any_service(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        await adopt(world)
        browser = visitor(world)
        await sign_in(browser, "npc-committee")
        copied = kept(browser.http.cookies["yishi_session"])
        services = ("assembly", "intake", "screening", "ballot", "supervision")
        paths = [DESK, *(f"/{name}/api/streets/{DONGTANG}/said" for name in services)]
        for path in paths:
            assert (await world.http.get(path, headers=copied)).status_code == 200, path
        await browser.send(DESK, "/sign-out")
        browser.http.cookies.clear()
        for path in paths:
            answer = await world.http.get(path, headers=copied)
            assert (answer.status_code, answer.json()["code"]) == (401, "bad-token"), path
        assert (await world.http.get("/", headers=copied)).status_code == 200


@pytest.mark.parametrize("again", ["npc-committee", "party-committee"])
async def test_session_when_somebody_signs_in_again_then_new_and_the_earlier_one_ends(
    tmp_path: Path, again: str
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        browser = visitor(world)
        await sign_in(browser, "npc-committee")
        before = browser.http.cookies["yishi_session"]
        await sign_in(browser, again)
        assert browser.http.cookies["yishi_session"] != before
        browser.http.cookies.clear()
        assert (await world.http.get(DESK, headers=kept(before))).status_code == 401


async def test_cookie_when_set_by_somebody_else_then_it_signs_nobody_in(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        browser = visitor(world)
        planted = "chosen-by-somebody-else"
        browser.http.cookies.set("yishi_session", planted)
        answer = await sign_in(browser, "npc-committee")
        assert planted not in answer.headers["set-cookie"]
        browser.http.cookies.clear()
        assert (await world.http.get(DESK, headers=kept(planted))).status_code == 401
