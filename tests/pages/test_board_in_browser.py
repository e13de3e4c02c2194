"""The triage board in a real browser: the 58 suggestions of the Dongtang case by the keyboard."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect

from contracts.charter import Role
from services.intake.service import intake
from services.screening.item.board import LEVEL_KEYS, UNIT_KEYS
from services.screening.service import screening
from tests.drivers.chromium import TOO_WIDE, a_page, complaints
from tests.drivers.speaker import overhear
from tests.service.screening_street import BESIDE, Street, charter_named
from tests.service.test_screening_assigned import triaging
from tests.signing_in import session_cookie, somebody
from tests.world import a_world

CASE = Path(__file__).resolve().parents[2] / "examples" / "dongtang"
STORY: dict[str, Any] = json.loads((CASE / "story.json").read_text(encoding="utf-8"))
DISPOSITIONS = ["PROJECT_SOURCE", "ASSIGNED", "FORWARDED_UP", "REFERENCE", "OUT_OF_SCOPE"]
MOST = 4
PATIENCE = 30_000


@pytest_asyncio.fixture(loop_scope="session")
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """Dongtang with its 58 suggestions, as its ledger has them; the triage is open."""
    beside = tuple(one for one in BESIDE if one is not intake)
    async with a_world(tmp_path, [intake, screening], beside=beside) as world:
        street = Street(world, charter_named("dongtang"), said=overhear(world))
        await street.begin()
        await street.leg("R1_DOWN", "open")
        await world.settle()
        file = {"file": ("ledger.xlsx", (CASE / "suggestions.xlsx").read_bytes())}
        await world.post("intake", "suggestions/import", Role.STREET_OFFICE, files=file)
        await world.settle()
        await street.leg("R1_DOWN", "close")
        await world.settle()
        await street.leg("R1_UP", "open")
        await world.settle()
        yield street


@asynccontextmanager
async def served(street: Street) -> AsyncIterator[str]:
    """The street on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(street.world.system.app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@pytest_asyncio.fixture(loop_scope="session")
async def url(street: Street) -> AsyncIterator[str]:
    """The 58 on a port of their own."""
    async with served(street) as address:
        yield address


async def at_the_board(browser: Browser, street: Street, url: str, **given: Any) -> Page:
    """A clerk who has just opened the board."""
    page = await a_page(browser, 1280, 900, **given)
    clerk = somebody("clerk", "经办人", [Role.STREET_OFFICE], street.charter.street)
    cookie = await session_cookie(street.world.system, clerk)
    name, _, value = cookie.partition("=")
    await page.context.add_cookies([{"name": name, "value": value, "url": url}])
    await page.goto(f"{url}/screening/streets/{street.charter.street}/cycles/2025/board")
    return page


def keys_of(row: dict[str, Any], street: Street) -> list[str]:
    """The keys of one triage of the story: way, level where it is not the street's, unit, Enter.

    A unit outside of the street (what goes up) is typed or left out; here it is left out.
    """
    units = [unit.zh for unit in street.charter.units]
    levels = {level.value: key for key, level in LEVEL_KEYS.items()}
    keys = [str(DISPOSITIONS.index(row["disposition"]) + 1)]
    keys += [levels[row["level"]]] if row["level"] != "STREET" else []
    keys += [UNIT_KEYS[units.index(row["unit"])]] if row["unit"] in units else []
    return [*keys, "Enter"]


async def test_board_when_58_are_triaged_by_keys_then_at_most_four_an_item(
    street: Street, url: str, browser: Browser
) -> None:
    page = await at_the_board(browser, street, url)
    heard = complaints(page)
    await expect(page.locator("[data-left]")).to_have_text("58")
    await expect(page.locator(".board-words p").first).to_be_visible(timeout=PATIENCE)
    wanted = {str(row["no"]): row for row in STORY["triage"]}
    pressed = []
    for no in range(1, 59):
        row = wanted.get(str(no)) or STORY["triage"][0]  # merged in the story: any triage
        keys = keys_of(row, street)
        for key in keys:
            await page.keyboard.press(key)
        pressed.append(len(keys))
    await expect(page.locator("[data-left]")).to_have_text("0", timeout=PATIENCE)
    assert max(pressed) <= MOST
    assert heard == []
    items = (await street.get("cycles/2025/items?limit=100"))["items"]
    for item in items:
        if told := wanted.get(item["no"]):
            seen = (item["disposition"], item["level"])
            assert seen == (told["disposition"], told["level"]), item["no"]
            assert item["unit"] in (told["unit"], ""), item["no"]
    await page.keyboard.press("u")
    await expect(page.locator("[data-left]")).to_have_text("1", timeout=PATIENCE)


async def test_board_when_rows_are_refused_ticked_or_sent_without_scripts_then_each_is_told(
    tmp_path: Path, browser: Browser
) -> None:
    async with triaging(tmp_path, 6) as street, served(street) as url:
        page = await at_the_board(browser, street, url)
        for key in ("2", "Enter"):
            await page.keyboard.press(key)
        row = page.locator(".board-row").first
        await expect(row.locator("[role=alert]")).to_contain_text("承办单位", timeout=PATIENCE)
        await expect(page.locator("[data-left]")).to_have_text("6")
        for key in (" ", "j", " ", "4", "Enter"):
            await page.keyboard.press(key)
        await expect(page.locator("[data-left]")).to_have_text("4", timeout=PATIENCE)
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await page.evaluate(TOO_WIDE) <= 0
        plain = await at_the_board(browser, street, url, java_script_enabled=False)
        row = plain.locator(".board-row.is-open").first
        await row.locator("select[name=disposition]").select_option("REFERENCE")
        await row.get_by_role("button", name="保存").click()
        await expect(plain.locator("[data-left]")).to_have_text("3")
