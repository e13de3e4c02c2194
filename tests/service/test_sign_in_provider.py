"""Sign-in at a real OpenID Connect provider, from the button to the desk and out again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from launch.wiring import System
from tests.identity_provider import PEOPLE, SITE, IdentityProvider, fill_in, follow
from tests.service.assembly_world import assembly_world
from tests.world import DONGTANG, WUJIALING, World

BEGIN, CALLBACK = f"{SITE}/sign-in/begin", f"{SITE}/sign-in/callback"
DESK = f"/streets/{DONGTANG}/desk"
SESSION = "yishi_session"


def a_browser(system: System) -> httpx.AsyncClient:
    """A browser that reaches Yishi in memory and the provider over the network."""
    inside = {SITE: httpx.ASGITransport(app=system.app)}
    return httpx.AsyncClient(mounts=inside, headers={"Accept": "text/html"}, timeout=20)


@asynccontextmanager
async def a_site(
    folder: Path, provider: IdentityProvider, **given: Any
) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    """The assembly in production beside the provider, and a browser."""
    async with (
        assembly_world(folder, **provider.settings(**given)) as world,
        a_browser(world.system) as browser,
    ):
        yield world, browser


async def come_back(browser: httpx.AsyncClient, who: str, back: str = "") -> str:
    """Log in at the provider; the address at which it sends the browser back, not yet opened."""
    begun = await browser.get(BEGIN, params={"back": back} if back else {})
    assert begun.status_code == 303, begun.text
    login = await follow(browser, begun, CALLBACK)
    if login.is_redirect:  # the provider still knows the browser
        return login.headers["location"]
    consent = await follow(browser, await fill_in(browser, login, login=who, password="x"), SITE)
    done = await follow(browser, await fill_in(browser, consent), CALLBACK)
    assert done.is_redirect, done.text
    return done.headers["location"]


async def sign_in(browser: httpx.AsyncClient, who: str, back: str = "") -> httpx.Response:
    """Log in at the provider and come back."""
    return await browser.get(await come_back(browser, who, back))


async def person_at(world: World, browser: httpx.AsyncClient) -> Any:
    """Whom the server takes the browser for."""
    from fastapi import Request

    from chassis.web.sessions import read_session

    cookie = f"{SESSION}={browser.cookies.get(SESSION, '', domain='yishi.test')}".encode()
    request = Request({"type": "http", "headers": [(b"cookie", cookie)]})
    assert world.system.sessions
    return await world.system.sessions.person(read_session(request, world.settings))


async def test_button_when_pressed_then_at_the_provider_with_pkce_state_and_nonce(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (_, browser):
        page = await browser.get(f"{SITE}/sign-in?back={DESK}")
        assert "用单位账号登录" in page.text
        assert f'href="/sign-in/begin?back={DESK}"' in page.text
        begun = await browser.get(BEGIN)
        asked = httpx.URL(begun.headers["location"]).params
        assert asked["redirect_uri"] == CALLBACK
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
        kept = begun.headers["set-cookie"]
        assert "HttpOnly" in kept
        assert "Path=/sign-in" in kept


async def test_sign_in_when_it_comes_back_then_the_person_whom_the_claims_describe(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        back = await sign_in(browser, "limin", f"{DESK}/charter")
        assert (back.status_code, back.headers["location"]) == (303, f"{DESK}/charter")
        assert back.headers["cache-control"] == "no-store"
        person = await person_at(world, browser)
        assert (person.sub, person.name) == ("limin", PEOPLE["limin"]["name"])
        assert (person.roles, person.streets) == ({"NPC_COMMITTEE"}, {DONGTANG})
        assert (person.community, person.department) == ("东塘社区", "民政办")
        home = await browser.get(f"{SITE}/")
        assert "李敏" in home.text
        other = await browser.get(f"{SITE}/streets/{WUJIALING}/desk")
        assert other.status_code == 403


async def test_sign_out_when_pressed_then_over_here_and_at_the_provider(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        await sign_in(browser, "limin")
        copied = browser.cookies.get(SESSION, domain="yishi.test")
        home = await browser.get(f"{SITE}/")
        left = await fill_in(browser, home)
        assert left.status_code == 200
        assert "已退出本系统" in left.text
        assert "李敏" not in left.text
        away = left.headers["refresh"].removeprefix("0; url=")
        assert away.startswith(identity_provider.issuer)
        confirm = await browser.get(away)
        gone = await browser.post(f"{away.partition('?')[0]}/confirm", data=logout_of(confirm))
        assert gone.headers["location"] == f"{SITE}/"
        assert browser.cookies.get(SESSION, domain="yishi.test") is None
        browser.cookies.set(SESSION, copied or "", domain="yishi.test")
        assert await person_at(world, browser) is None
        again = await follow(browser, await browser.get(BEGIN), CALLBACK)
        assert 'name="login"' in again.text, "the provider asks again who it is"


def logout_of(confirm: httpx.Response) -> dict[str, str]:
    import re

    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', confirm.text))
    return hidden | {"logout": "yes"}


async def test_session_when_signed_in_again_then_under_a_new_id_and_the_old_one_ends(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        await sign_in(browser, "limin")
        first = browser.cookies.get(SESSION, domain="yishi.test") or ""
        await sign_in(browser, "limin")
        second = browser.cookies.get(SESSION, domain="yishi.test") or ""
        assert first != second
        assert await person_at(world, browser) is not None
        browser.cookies.set(SESSION, first, domain="yishi.test")
        assert await person_at(world, browser) is None


async def test_session_when_an_id_was_planted_then_it_is_never_signed_in(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        browser.cookies.set(SESSION, "planted", domain="yishi.test")
        answer = await sign_in(browser, "limin")
        assert "planted" not in answer.headers["set-cookie"]
        browser.cookies.set(SESSION, "planted", domain="yishi.test")
        assert await person_at(world, browser) is None


@pytest.mark.parametrize("who", ["newcomer", "nowhere", "starry"])
async def test_sign_in_when_no_role_in_any_street_then_told_so_and_no_session(
    tmp_path: Path, identity_provider: IdentityProvider, who: str
) -> None:
    async with a_site(tmp_path, identity_provider) as (_, browser):
        refused = await sign_in(browser, who)
        assert refused.status_code == 403
        assert "还没有在任何街道担任角色" in refused.text
        assert "another=true" in refused.text
        assert SESSION not in refused.headers.get("set-cookie", "")
        another = await browser.get(f"{BEGIN}?another=true")
        assert httpx.URL(another.headers["location"]).params["prompt"] == "login"


async def test_city_when_it_signs_in_then_it_reads_across_streets(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        await sign_in(browser, "city")
        assert (await person_at(world, browser)).across


# ---- attacks -----------------------------------------------------------------------------------


async def refused(browser: httpx.AsyncClient, address: str, code: int, words: str) -> None:
    """A clear page, a button to try again, and no session."""
    answer = await browser.get(address)
    assert answer.status_code == code, answer.text
    assert words in answer.text
    assert "/sign-in/begin" in answer.text
    assert "Traceback" not in answer.text
    assert SESSION not in answer.headers.get("set-cookie", "")


async def test_callback_when_state_is_wrong_or_absent_then_refused(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (_, browser):
        for change in ({"state": "invented"}, {"state": ""}, {"iss": "https://evil.example"}):
            came = httpx.URL(await come_back(browser, "limin"))
            await refused(browser, str(came.copy_merge_params(change)), 422, "这次登录已过期")


async def test_callback_when_another_browser_opens_it_then_refused(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        came = await come_back(browser, "limin")
        async with a_browser(world.system) as victim:
            await refused(victim, came, 422, "不是从本页面发起的")
            # Not either when it has begun a sign-in of its own.
            await victim.get(BEGIN)
            await refused(victim, came, 422, "不是从本页面发起的")


async def test_code_when_replayed_then_refused_even_with_the_cookie_of_its_try(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        came = await come_back(browser, "limin")
        kept = browser.cookies.get("yishi_sign_in", domain="yishi.test") or ""
        assert (await browser.get(came)).status_code == 303
        await refused(browser, came, 422, "这次登录已过期")
        async with a_browser(world.system) as thief:
            thief.cookies.set("yishi_sign_in", kept, domain="yishi.test", path="/sign-in")
            await refused(thief, came, 401, "没有通过核验")


async def test_code_when_another_try_began_it_then_refused_by_its_verifier(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (world, browser):
        stolen = httpx.URL(await come_back(browser, "songyu")).params["code"]
        async with a_browser(world.system) as thief:
            begun = await thief.get(BEGIN)
            state = httpx.URL(begun.headers["location"]).params["state"]
            address = f"{CALLBACK}?code={stolen}&state={state}"
            await refused(thief, address, 401, "没有通过核验")


async def test_callback_when_cancelled_then_told_so_without_the_providers_words(
    tmp_path: Path, identity_provider: IdentityProvider
) -> None:
    async with a_site(tmp_path, identity_provider) as (_, browser):
        login = await follow(browser, await browser.get(BEGIN), CALLBACK)
        done = await follow(browser, await browser.get(f"{login.url}/abort"), CALLBACK)
        came = f"{done.headers['location']}&error_description=evil-words"
        await refused(browser, came, 422, "登录没有完成")


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
async def test_sign_in_when_it_leads_elsewhere_then_only_within_this_site(
    tmp_path: Path, identity_provider: IdentityProvider, back: str
) -> None:
    async with a_site(tmp_path, identity_provider) as (_, browser):
        answer = await sign_in(browser, "limin", back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
