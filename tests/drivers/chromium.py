"""One Chromium: its pages, where they overflow, what is small, who complained, who signs in."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from playwright.async_api import Browser, ConsoleMessage, Page

SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(one => !one.closest('svg, .hidden, .skip, .funnel-table, [hidden]')
    && one.getClientRects().length && one.checkVisibility()
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
LOWEST = """selector => Math.min(...[...document.querySelectorAll(selector)]
  .filter(one => one.getClientRects().length).map(one => one.getBoundingClientRect().height))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def a_page(browser: Browser, width: int = 390, height: int = 844, **given: Any) -> Page:
    """A page of another size than the phone's that the fixture `page` gives."""
    context = await browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        **given,
    )
    return await context.new_page()


def complaints(page: Page) -> list[str]:
    """A list that fills with errors of the console and of scripts."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    return heard


async def sign_in(page: Page, url: str, person: str, street: str) -> None:
    """Choose a demo person on the sign-in page, as somebody would."""
    await page.goto(f"{url}/sign-in?street={street}")
    form = page.locator("form").filter(
        has=page.locator(f"input[name=person][value='{person}']")
    ).filter(has=page.locator(f"input[name=street][value='{street}']"))  # fmt: skip
    await form.get_by_role("button").click()
    await page.get_by_role("button", name="退出").wait_for()


async def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press the tab key until the focus is there."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        if await page.evaluate("it => document.activeElement.matches(it)", selector):
            return
    raise AssertionError(f"the tab key never reaches {selector}")


def workbook(rows: Sequence[Sequence[str | int]]) -> bytes:
    """An Excel file with these rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return buffer.getvalue()
