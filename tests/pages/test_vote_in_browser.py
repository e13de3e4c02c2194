"""A fresh ballot in a real browser: a slip on a phone, papers by two tellers, then the count."""

import asyncio
import re
import secrets
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect

from contracts.charter import Role
from services.ballot.slips.credential import new_code
from tests.drivers.chromium import TOO_WIDE, a_page, complaints
from tests.service.ballot_world import CHIEF, TELLERS, Hall, a_hall
from tests.signing_in import session_cookie, somebody


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    """Eight members, four candidates, two seats; voting is open. Its parameter: more rules."""
    async with a_hall(tmp_path) as hall:
        rules: dict[str, Any] = getattr(request, "param", {})
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8, **rules)
        await hall.begin(present=8, members=8, items=4)
        yield hall


@pytest_asyncio.fixture(loop_scope="session")
async def url(hall: Hall) -> AsyncIterator[str]:
    """The hall on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(hall.world.system.app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    # The socket listens already: whoever asks before the server is ready waits a moment.
    serving = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


async def signed_in(browser: Browser, hall: Hall, url: str, role: Role, sub: str) -> Page:
    """Somebody at a desk whose session cookie is there already."""
    page = await a_page(browser, 1280, 900)
    cookie = await session_cookie(hall.world.system, somebody(sub, sub, [role], hall.street))
    name, _, value = cookie.partition("=")
    await page.context.add_cookies([{"name": name, "value": value, "url": url}])
    return page


async def type_papers(page: Page, at: str, papers: list[tuple[str, list[int]]]) -> None:
    """One teller's reading: codes and the numbers that are ticked."""
    await page.goto(f"{at}/pile")
    if await page.locator("#papers").count():
        await page.fill("#papers", str(len(papers) + 1))
        await page.get_by_role("button", name="逐张勾选").click()
    else:  # what was typed before stands there still
        await page.get_by_role("link", name="再加 10 行").click()
    for no, (code, marks) in enumerate(papers, 1):
        await page.fill(f"#code-{no}", code)
        for mark in marks:
            await page.check(f"input[name=for-{no}][value=p{mark:02}]")
    await page.get_by_role("button", name="保存并比对").click()


async def keys_to_type(page: Page, at: str, papers: int) -> int:
    """The keys of one teller's reading by the line, up to the button that saves it."""
    await page.goto(f"{at}/pile")
    count = "() => {window.keys = 0; document.addEventListener('keydown', () => window.keys++)}"
    await page.evaluate(count)
    await page.focus("#lines")
    codes = [new_code(secrets.choice).replace("-", "") for _ in range(papers)]
    await page.keyboard.type("\n".join(f"{code.lower()} 1 3" for code in codes))
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="保存并比对")).to_be_focused()
    return int(await page.evaluate("window.keys")) + 1  # and Enter


async def test_vote_when_cast_with_a_slip_on_a_phone_then_in_the_box(
    hall: Hall, url: str, page: Page
) -> None:
    heard = complaints(page)
    code = hall.codes[0]
    await page.goto(f"{url}/ballot/vote/{hall.street}/{hall.session}#{code}")
    await expect(page.locator("input[name=code]")).to_have_value(code)
    boxes = page.locator("input[name=votes_for]")
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await expect(page.locator("[data-counter]")).to_contain_text("已选满 2 项")
    await expect(page.locator("[data-counter]")).to_be_in_viewport()
    await expect(boxes.nth(2)).to_be_disabled()
    assert await page.evaluate(TOO_WIDE) <= 0
    await page.get_by_role("button", name="下一步：核对").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("请核对您的选择")
    await expect(page.locator("main ol li")).to_have_text(["项目1", "项目2"])
    assert code not in page.url
    await page.get_by_role("button", name="投出选票").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("选票已投入票箱")
    assert await page.context.cookies() == []
    await page.goto("about:blank")
    await page.goto(f"{url}/ballot/vote/{hall.street}/{hall.session}#{code}")
    await page.get_by_role("button", name="下一步：核对").click()
    assert heard == []
    await page.get_by_role("button", name="投出选票").click()
    await expect(page.get_by_role("alert")).to_contain_text("已经投过票")


@pytest.mark.parametrize("hall", [{"method": "RANKS", "ranks": {"most": 3}}], indirect=True)
async def test_ranks_when_tapped_on_a_phone_then_numbered_taken_away_and_cast(
    page: Page, url: str, hall: Hall
) -> None:
    await page.goto(f"{url}/ballot/vote/{hall.street}/{hall.session}#{hall.codes[0]}")
    taps = page.locator("[data-next]")
    for no in (2, 0, 3):
        await taps.nth(no).click()
    await expect(taps.nth(1)).to_be_disabled()
    await taps.nth(0).click()
    await expect(page.locator("#w-p01")).to_have_value("")
    await taps.nth(1).click()
    assert await page.evaluate(TOO_WIDE) == 0
    await page.get_by_role("button", name="下一步").click()
    rows = await page.locator("main ol li").all_inner_texts()
    assert rows == ["项目3", "项目2", "项目4"]
    await page.get_by_role("button", name="投出选票").click()
    await expect(page.get_by_role("heading", name="选票已投入票箱")).to_be_visible()


async def test_papers_when_two_tellers_type_them_then_counted_with_the_phones(
    hall: Hall, url: str, browser: Browser
) -> None:
    for code in hall.codes[:5]:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.seal()
    at = f"{url}/ballot/streets/{hall.street}/ballots/{hall.ballot}"
    papers = [(hall.codes[5].lower(), [1, 2]), (hall.codes[6], [1, 3]), (hall.codes[7], [1, 2, 3])]
    first, second = [await signed_in(browser, hall, url, Role.TELLER, who) for who in TELLERS]
    # 16 letters, two marks and a line are 21 keys a paper; 5 with a scanner (docs/figures.md).
    assert await keys_to_type(first, at, papers=10) == 10 * 21 + 1
    await type_papers(first, at, [("ABC", [1])])
    await expect(first.locator("#error-summary")).to_contain_text("应为 16 位字母和数字")
    await type_papers(first, at, papers)
    await expect(first.get_by_text("已保存 3 张")).to_be_visible()
    await type_papers(second, at, [papers[0], (papers[1][0], [1]), papers[2]])
    await expect(second.get_by_text("录入不一致")).to_be_visible()
    await second.get_by_role("link", name="第 2 张").click()
    await second.check("input[name=for-2][value=p03]")
    await second.get_by_role("button", name="保存并比对").click()
    await expect(second.get_by_text("已放入票箱 3 张")).to_be_visible()
    await second.get_by_role("link", name="回到会议").click()
    chief = await signed_in(browser, hall, url, Role.CHIEF_SCRUTINEER, CHIEF)
    await chief.goto(f"{url}/ballot/streets/{hall.street}/sessions/{hall.session}")
    await chief.get_by_role("button", name="计票").click()
    counted = chief.locator(".stat", has_text=re.compile("^8收回票|收回票"))
    await expect(counted.locator(".stat-value").first).to_have_text("8")
    await chief.get_by_role("link", name="监票报告单").click()
    await expect(chief.locator(".sheet")).to_contain_text("监票报告单")


async def test_ballot_paper_when_printed_then_names_everything_on_one_sheet(
    hall: Hall, url: str, browser: Browser
) -> None:
    chair = await signed_in(browser, hall, url, Role.CHAIR, "chair")
    await chair.goto(f"{url}/ballot/streets/{hall.street}/sessions/{hall.session}")
    await chair.get_by_role("link", name="打印票决票").click()
    await expect(chair.locator(".sheet h1")).to_contain_text("票决票")
    await expect(chair.locator(".sheet tbody tr")).to_have_count(4)
    await expect(chair.locator(".sheet")).to_contain_text("赞成最多2项")
