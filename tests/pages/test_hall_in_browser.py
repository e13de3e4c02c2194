"""The hall's screen in a real browser: it moves itself from phase to phase, at any size."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from contracts.charter import Role
from tests.drivers.chromium import SMALLEST, TOO_WIDE, a_page, complaints
from tests.pages.test_vote_in_browser import url
from tests.service.ballot_world import Hall, a_hall

__all__ = ["url"]
PATIENCE = 30_000
SIZES = [(1920, 1080), (1280, 720), (390, 844)]
TALL = "document.documentElement.scrollHeight - innerHeight"


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A session that was called: eight members, four candidates, two seats."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        await hall.call(["听取街道工作报告", "对候选项目进行无记名投票"])
        yield hall


@pytest.fixture
def screen(hall: Hall, url: str) -> str:
    """Where the screen is."""
    return f"{url}/ballot/streets/{hall.street}/sessions/{hall.session}/screen"


async def says(page: Page, headline: str) -> None:
    """The screen has come to this headline by itself."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(headline, timeout=PATIENCE)


async def test_screen_when_left_alone_then_follows_the_session_to_its_result(
    hall: Hall, screen: str, browser: Browser
) -> None:
    page = await a_page(browser, 1920, 1080)
    heard = complaints(page)
    await page.goto(screen)
    await says(page, "会议即将召开")
    await page.evaluate("window.still_here = true")
    await hall.open_doors(8)
    await says(page, "正在签到")
    await expect(page.locator(".hall-quorum")).to_contain_text("未达到法定人数")
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await expect(page.locator(".hall-quorum")).to_contain_text("已达到法定人数", timeout=PATIENCE)
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await says(page, "会议进行中")
    await speak(hall, page)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.post(f"ballots/{hall.ballot}/open", Role.CHAIR)
    await says(page, "正在投票")
    await expect(page.locator(".hall-clock")).to_contain_text("剩余")
    await expect(page.locator(".hall-items li")).to_have_count(4)
    for code in hall.codes:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await says(page, "投票结束，正在计票")
    await hall.count()
    await says(page, "计票完成，监票人核签")
    await hall.finish()
    await says(page, "票决结果")
    await expect(page.locator(".hall-bars .is-chosen")).to_have_count(2)
    await expect(page.locator("[data-said]")).to_have_text("票决结果")
    assert await page.evaluate("window.still_here"), "the page was loaded anew"
    assert heard == []


async def speak(hall: Hall, page: Page) -> None:
    """Two speak one after the other; the clock of each runs on the screen."""
    at = f"sessions/{hall.session}"
    for member in ("m00", "m01"):
        floor = await hall.post(f"{at}/speakers", Role.CHAIR, {"member": member})
    one, two = [speech["id"] for speech in floor["speeches"]]
    await hall.post(f"{at}/speakers/{one}/start", Role.CHAIR)
    await expect(page.locator(".hall-speaking .hall-who")).to_contain_text("m00", timeout=PATIENCE)
    before = await page.locator(".hall-clock").inner_text()
    assert re.match(r"剩余 0[45]:\d\d", before.replace("\n", " "))
    await expect(page.locator(".hall-clock")).not_to_have_text(before, timeout=PATIENCE)
    await hall.post(f"{at}/speakers/{two}/start", Role.CHAIR)
    await expect(page.locator(".hall-speaking .hall-who")).to_contain_text("m01", timeout=PATIENCE)
    await hall.post(f"{at}/speakers/{two}/stop", Role.CHAIR)
    await expect(page.locator(".hall-speaking")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("size", SIZES)
async def test_screen_when_shown_at_any_size_then_nothing_is_cut_off_and_all_is_large_enough(
    hall: Hall, screen: str, browser: Browser, size: tuple[int, int]
) -> None:
    page = await a_page(browser, *size)
    await page.goto(screen)
    for step in (hall.open_doors(8), hall.arrive("m00"), opened(hall)):
        await step
        await page.reload()
        assert await page.evaluate(TOO_WIDE) <= 0
        if size[0] >= 1280:
            assert await page.evaluate(TALL) <= 0
            assert await page.locator(".hall-now").evaluate(SMALLEST) >= size[1] / 60


async def opened(hall: Hall) -> None:
    """Voting is open."""
    await hall.arrive(*(f"m{n:02}" for n in range(1, 8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.post(f"ballots/{hall.ballot}/open", Role.CHAIR)


async def test_screen_when_the_server_is_gone_then_says_that_it_may_be_old(
    screen: str, browser: Browser
) -> None:
    page = await a_page(browser, 1280, 720)
    await page.goto(screen)
    await expect(page.locator("[data-lost]")).to_be_hidden()
    await page.context.set_offline(True)
    await expect(page.locator("[data-lost]")).to_be_visible(timeout=PATIENCE)
    await page.context.set_offline(False)
    await expect(page.locator("[data-lost]")).to_be_hidden(timeout=PATIENCE)


async def test_screen_when_scripts_are_off_then_shows_the_state_and_a_way_to_reload(
    hall: Hall, screen: str, browser: Browser
) -> None:
    page = await a_page(browser, 390, 844, java_script_enabled=False)
    await page.goto(screen)
    await says(page, "会议即将召开")
    await hall.open_doors(8)
    await page.get_by_role("link", name="点这里刷新").click()
    await says(page, "正在签到")
