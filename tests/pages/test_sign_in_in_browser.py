"""Sign-in at a real provider in a real browser: cookies, redirects and the page's own rules hold.

Yishi is `localhost` and the provider `127.0.0.1`: for the browser two sites, as in an installation.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest_asyncio
import uvicorn
from playwright.async_api import Page, expect

from tests.drivers.chromium import complaints
from tests.identity_provider import IdentityProvider
from tests.service.assembly_world import assembly_world
from tests.world import DONGTANG

DESK = f"/streets/{DONGTANG}/desk"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path, identity_provider: IdentityProvider) -> AsyncIterator[str]:
    """The assembly in production at the address that the provider knows."""
    given = identity_provider.settings(base_url=identity_provider.site)
    async with assembly_world(tmp_path, **given) as world:
        port = urlsplit(identity_provider.site).port
        listening = socket.create_server(("127.0.0.1", port or 0))
        config = uvicorn.Config(world.system.app, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield identity_provider.site
        finally:
            server.should_exit = True
            await serving


async def log_in(page: Page, who: str) -> None:
    """At the provider: a name, any password, and consent."""
    await page.fill("input[name=login]", who)
    await page.fill("input[name=password]", "x")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()


async def test_sign_in_when_at_the_provider_then_back_at_the_page_and_out_everywhere(
    site: str, page: Page, identity_provider: IdentityProvider
) -> None:
    heard = complaints(page)
    await page.goto(f"{site}/?from=here")
    await page.locator(".topbar").get_by_role("link", name="登录").click()
    await page.get_by_role("link", name="用单位账号登录").click()
    await log_in(page, "limin")
    await expect(page).to_have_url(f"{site}/?from=here")
    await expect(page.get_by_text("李敏")).to_be_visible()
    [copied] = [one for one in await page.context.cookies(site) if one["name"] == "yishi_session"]
    assert (copied["httpOnly"], copied["sameSite"]) == (True, "Lax")
    await page.get_by_role("button", name="退出").click()
    await page.wait_for_url(f"{identity_provider.issuer}/**")
    await page.get_by_role("button", name="Yes, sign me out").click()
    await expect(page).to_have_url(f"{site}/")
    await expect(page.locator(".topbar").get_by_role("link", name="登录")).to_be_visible()
    await page.context.add_cookies([{**copied, "expires": -1}])  # type: ignore[typeddict-item]
    await page.goto(f"{site}{DESK}")
    await expect(page.get_by_role("link", name="登录后再试")).to_be_visible()
    ours = [words for words in heard if words.startswith(site) and "401" not in words]
    assert ours == []
