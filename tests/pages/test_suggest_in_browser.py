"""A resident's minute on a phone, and a clerk's ten acceptances, in a real browser (W-11)."""

import re

from playwright.async_api import Page, expect

from tests.drivers.chromium import sign_in
from tests.world import DONGTANG, WUJIALING

RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
TEXT = "体育馆后门的路灯夜里不亮，请派人来修。"
MOST_CLICKS = 12


async def write(page: Page, url: str, text: str) -> None:
    """Fill in the form of a resident."""
    await page.goto(f"{url}/intake/streets/{DONGTANG}/new")
    await page.select_option("#new-community", index=1)
    await page.fill("#new-content", text)
    await page.check("#new-consent")


async def receipt(page: Page) -> str:
    """The code on the page that follows."""
    await expect(page.get_by_role("heading", level=1)).to_have_text("已收到，谢谢您")
    found = RECEIPT.search(await page.locator(".stat-value").inner_text())
    assert found
    return found[0]


async def test_draft_when_the_page_is_reloaded_or_the_network_lost_then_it_is_there(
    demo_url: str, page: Page
) -> None:
    await write(page, demo_url, TEXT)
    await page.reload()
    await expect(page.locator("#new-content")).to_have_value(TEXT)
    await expect(page.locator("[data-note]")).to_contain_text("已找回")
    await page.check("#new-consent")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="提交建议").click()
    await expect(page.locator("[data-note]")).to_contain_text("没有网络")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="提交建议").click()
    await receipt(page)
    kept = await page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "路灯" not in kept


async def test_sent_twice_by_back_then_it_is_one_suggestion_with_one_receipt(
    demo_url: str, page: Page
) -> None:
    await write(page, demo_url, f"{TEXT}谢谢。")
    await page.get_by_role("button", name="提交建议").click()
    first = await receipt(page)
    await write(page, demo_url, f"{TEXT}谢谢。")  # as after Back: the same words, a new page
    await page.get_by_role("button", name="提交建议").click()
    assert await receipt(page) == first


async def test_receipt_when_its_link_is_opened_then_the_suggestion_and_no_code_in_the_address(
    demo_url: str, page: Page
) -> None:
    await write(page, demo_url, f"{TEXT}盼回复。")
    await page.get_by_role("button", name="提交建议").click()
    await receipt(page)
    await page.locator("a", has_text="查看进展的链接").click()
    await expect(page.locator("main")).to_contain_text("盼回复")
    assert "#" not in page.url
    await page.get_by_role("link", name="查我的建议办得怎样").click()
    await expect(page.locator("#receipt")).to_be_visible()


async def test_writing_when_one_pauses_then_similar_ones_are_shown(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/intake/streets/{DONGTANG}/new")
    await page.locator("#new-content").press_sequentially("遛狗不拴绳，草坪下不去脚")
    await expect(page.locator("#similar a").first).to_contain_text("狗")


async def test_accepting_ten_takes_at_most_twelve_clicks(demo_url: str, page: Page) -> None:
    await sign_in(page, demo_url, "street-office", WUJIALING)
    at = f"{demo_url}/intake/streets/{WUJIALING}"
    for number in range(10):
        await page.goto(f"{at}/new")
        await page.select_option("#new-community", index=1)
        await page.fill("#new-content", f"第{number}个垃圾桶坏了。请换一个。")
        await page.check("#new-consent")
        await page.get_by_role("button", name="提交建议").click()
        await receipt(page)
    clicks = 0
    await page.goto(f"{at}/desk")
    await page.get_by_role("link", name="逐条受理").click()
    clicks += 1
    await expect(page.locator("input[name=take]").nth(9)).to_be_visible()
    for box in (await page.locator("input[name=take]").all())[:10]:
        await box.click()
        clicks += 1
    await page.get_by_role("button", name="受理勾选的建议").click()
    clicks += 1
    await expect(page.locator("main")).to_contain_text("受理 10 条，未受理 0 条。")
    assert clicks <= MOST_CLICKS
