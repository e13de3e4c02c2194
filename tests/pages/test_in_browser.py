"""The played demo in a real browser: a resident's ways through it, on a phone and by keyboard."""

import re

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.drivers.chromium import (
    LOWEST,
    SMALLEST,
    TOO_WIDE,
    a_page,
    complaints,
    sign_in,
    tab_to,
    workbook,
)
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG, WUJIALING

PHOTO: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}

FUNNELS = {DONGTANG: ["58", "25", "12", "10"], WUJIALING: ["36", "10", "8"]}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
MAIN = (
    "/",
    f"/streets/{DONGTANG}",
    f"/streets/{DONGTANG}/members",
    f"/streets/{DONGTANG}/charter",
    f"/intake/streets/{DONGTANG}/suggestions",
    f"/intake/streets/{DONGTANG}/new",
    f"/intake/streets/{DONGTANG}/receipt",
    f"/screening/streets/{DONGTANG}",
    f"/ballot/streets/{DONGTANG}",
    f"/supervision/streets/{DONGTANG}/projects",
    f"/supervision/streets/{WUJIALING}/inspections",
    "/sign-in",
)


async def test_portal_when_opened_then_both_funnels_say_their_figures(
    demo_url: str, page: Page
) -> None:
    await page.goto(demo_url)
    for street, figures in FUNNELS.items():
        card = page.locator("section.card", has=page.locator(f"a[href='/streets/{street}']"))
        await expect(card.locator(".funnel-down .number")).to_have_text(figures)
        await page.goto(f"{demo_url}/streets/{street}")
        await expect(page.locator(".funnel-down .number").first).to_have_text(figures[0])
        await expect(page.locator(".chips b")).to_have_text(figures)
        await page.goto(demo_url)


async def test_language_when_switched_then_stays_from_page_to_page(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/intake/streets/{DONGTANG}/suggestions?state=ADOPTED")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/suggestions?state=ADOPTED")
    await page.get_by_role("link", name="Ballot").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sessions and ballots")
    await page.get_by_role("link", name="中文").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("会议与票决")


async def test_elder_mode_when_chosen_then_remembered_large_and_easy_to_hit(
    demo_url: str, page: Page
) -> None:
    await page.goto(demo_url)
    await page.get_by_role("link", name="长辈版").click()
    for path in MAIN[:6]:
        await page.goto(demo_url + path, wait_until="networkidle")
        await expect(page.locator("html")).to_have_class(re.compile("elder"))
        assert await page.evaluate(SMALLEST) >= 18, path
        assert await page.evaluate(LOWEST, "main .button, main input, main select") >= 32, path
        assert await page.evaluate(LOWEST, "main .button") >= 44, path
        assert await page.evaluate(TOO_WIDE) <= 0, path
    await page.get_by_role("link", name="标准版").click()
    await expect(page.locator("html")).not_to_have_class(re.compile("elder"))


async def test_project_when_followed_back_then_to_its_suggestion_and_forth_to_its_fate(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/streets/{DONGTANG}")
    first = page.locator("td.title a[href*='/projects/']").first
    project = await first.inner_text()
    await first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(project)
    source = page.locator("main a[href*='/items/']").first
    said = (await source.inner_text()).partition(" · ")[2]
    await source.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(said)
    await page.get_by_role("link", name="建议原貌与答复").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(said)
    await expect(page.get_by_text("列入实施项目").first).to_be_visible()
    went = page.locator("section", has=page.get_by_role("heading", name="走到了哪里"))
    await went.get_by_role("link", name=project).click()
    await expect(page.get_by_text("票决入选").first).to_be_visible()
    await page.locator("aside").get_by_role("link", name=project).click()
    await expect(page).to_have_url(re.compile(f"/supervision/streets/{DONGTANG}/projects/"))


async def test_suggestion_when_too_long_then_told_and_when_mended_a_receipt(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/streets/{DONGTANG}")
    await page.locator(".hero").get_by_role("link", name="我要提建议").click()
    # A pasted text may be longer than the field lets anybody type.
    await page.locator("#new-content").evaluate("field => field.removeAttribute('maxlength')")
    await page.fill("#new-content", "灯" * 2001)
    await page.select_option("#new-community", index=1)
    await page.check("#new-consent")
    await page.get_by_role("button", name="提交建议").click()
    await expect(page.locator("#error-summary")).to_be_focused()
    await expect(page.locator("#error-summary li")).to_have_text(
        ["您的建议：请写下您的建议，2000 字以内。"]
    )
    await expect(page.locator("main")).to_contain_text("您写了 2001 字，请精简一些。")
    assert len(await page.input_value("#new-content")) == 2001
    await page.fill("#new-content", "三栋楼下的路灯坏了，晚上看不清路。")
    await page.get_by_role("button", name="提交建议").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("已收到，谢谢您")
    found = RECEIPT.search(await page.locator(".stat-value").inner_text())
    assert found
    await page.get_by_role("link", name="凭回执查询").click()
    await page.fill("#receipt", found[0].lower().replace("-", " "))
    await page.get_by_role("button", name="查询").click()
    await expect(page.locator("main")).to_contain_text("三栋楼下的路灯坏了")


async def test_sign_in_when_a_person_is_chosen_then_their_desk_and_out_again(
    demo_url: str, page: Page
) -> None:
    await sign_in(page, demo_url, "deliberator", WUJIALING)
    await expect(page).to_have_url(f"{demo_url}/streets/{WUJIALING}/desk")
    await page.get_by_role("link", name="本街道").click()
    await page.get_by_role("link", name="工作台").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_role("link", name="登录")).to_be_visible()


async def test_desk_when_opened_then_each_service_tells_its_tasks_and_what_is_due_stands_first(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/intake/streets/{DONGTANG}/new")
    await page.fill("#new-content", "七栋门口的井盖松了，夜里响。")
    await page.select_option("#new-community", index=1)
    await page.check("#new-consent")
    await page.get_by_role("button", name="提交建议").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("已收到，谢谢您")
    await sign_in(page, demo_url, "npc-committee", DONGTANG)
    later, due = page.locator(".inbox"), page.locator("#tasks-now")
    await expect(later).to_contain_text("议事员推选")  # told by the assembly
    await expect(later).to_contain_text("意见建议台账")  # told by intake
    await expect(page.locator("[hx-get]")).to_have_count(0)
    await expect(due).to_contain_text("受理建议")
    await expect(later).not_to_contain_text("受理建议")
    await expect(page.get_by_role("heading", name="现在要办")).to_be_visible()


async def test_workbook_when_broken_then_every_wrong_row_is_told(
    demo_url: str, browser: Browser
) -> None:
    page = await a_page(browser, 1280, 900)
    await sign_in(page, demo_url, "npc-committee", DONGTANG)
    there = f"{demo_url}/streets/{DONGTANG}/desk/members"
    columns = ["序号", "姓名", "性别", "类别", "所在社区", "推荐单位", "网格", "议事小组",
               "专业小组", "联系电话"]  # fmt: skip
    good: list[str | int] = [901, "样例甲", "女", "居民群众", "浦沅社区", "浦沅社区", "", "", "",
                             "13800000000"]  # fmt: skip
    nameless = [902, "", *good[2:]]
    wrong_number = ["九百零三", "样例丙", *good[2:]]
    books = {
        "花名册.xlsx": (XLSX, workbook([columns, good, nameless, wrong_number])),
        "说明.txt": ("text/plain", b"hello"),
    }
    told = {}
    for name, (kind, content) in books.items():
        await page.goto(there)
        file = FilePayload(name=name, mimeType=kind, buffer=content)
        await page.set_input_files("input[type=file]", files=file)
        await page.get_by_role("button", name="先预览").click()
        told[name] = await page.locator("main").get_by_role("alert").all_inner_texts()
    assert any("第 3 行" in text for text in told["花名册.xlsx"]), told
    assert any("第 4 行" in text for text in told["花名册.xlsx"]), told
    assert any(".xlsx" in text for text in told["说明.txt"]), told
    await page.goto(there)
    await expect(page.get_by_text("样例甲")).to_have_count(0)


async def test_keyboard_when_used_alone_then_a_suggestion_can_be_made(
    demo_url: str, page: Page
) -> None:
    await page.goto(f"{demo_url}/intake/streets/{WUJIALING}/new")
    await page.keyboard.press("Tab")
    skip = page.locator(".skip")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await tab_to(page, "#new-content")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert await page.evaluate(outline) == "solid"
    await page.keyboard.type("桥下堆了杂物，请清理。")
    await tab_to(page, "#new-community")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, "#new-consent")
    await page.keyboard.press("Space")
    await tab_to(page, "form.form button")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("已收到，谢谢您")


@pytest.mark.parametrize("width", [320, 390])
async def test_pages_when_narrow_then_nothing_overflows_and_nothing_complains(
    demo_url: str, browser: Browser, width: int
) -> None:
    page = await a_page(browser, width, 700)
    heard = complaints(page)
    for path in MAIN:
        await page.goto(demo_url + path, wait_until="networkidle")
        assert await page.evaluate(TOO_WIDE) <= 0, path
    assert heard == []


async def test_dark_when_wished_then_the_page_is_dark(demo_url: str, browser: Browser) -> None:
    page = await a_page(browser, color_scheme="dark")
    await page.goto(demo_url)
    shade = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(int(part) < 64 for part in re.findall(r"\d+", shade)[:3]), shade


async def test_result_when_announced_then_a_sheet_to_print(demo_url: str, page: Page) -> None:
    await page.goto(f"{demo_url}/ballot/streets/{DONGTANG}")
    await page.locator("main .card-title a").first.click()
    await page.get_by_role("link", name="结果公告").click()
    sheet = page.locator(".sheet")
    await expect(sheet.locator("h1")).to_contain_text("票决结果公告")
    await expect(sheet.locator("tbody tr")).to_have_count(12)
    await expect(sheet.locator("tr", has_text="入选")).to_have_count(10)
    await page.emulate_media(media="print")
    await expect(page.locator(".paper-tools")).to_be_hidden()
    assert (await page.pdf()).startswith(b"%PDF")
    await page.emulate_media(media="screen")
    await page.get_by_role("link", name="返回").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("次会议")


KEPT = """async page => {
  await navigator.serviceWorker.ready;
  while (!await caches.match(location.pathname)) await new Promise(go => setTimeout(go, 50));
}"""
"""Waits until the page lies on the phone."""


async def test_visits_when_made_without_a_network_then_sent_once_after_the_tab_was_closed(
    demo_url: str, page: Page
) -> None:
    await sign_in(page, demo_url, "deliberator", WUJIALING)
    context, field = page.context, f"{demo_url}/supervision/streets/{WUJIALING}/field"
    await page.goto(field)
    await page.evaluate(KEPT)
    await context.set_offline(True)
    for line in ("坡道扶手有点松。", "路灯已经亮了。"):
        await page.check("#new-progress input[value=OK]")
        await page.fill("#new-note", line)
        await page.set_input_files("#new-photos", [PHOTO])
        await page.get_by_role("button", name="提交").click()
    drafts = page.locator("[data-drafts]")
    await expect(drafts).to_contain_text("还有 2 条在手机上")
    await page.close()
    again = await context.new_page()
    await again.goto(field)  # still without a network
    await expect(again.locator("[data-drafts]")).to_contain_text("还有 2 条在手机上")
    await context.set_offline(False)
    await expect(again.locator("[data-drafts]")).to_contain_text("已提交 2 条")
    # Signed out meanwhile: what was written stays on the phone, and the page says so.
    kept = await context.cookies()
    await context.clear_cookies()
    await again.fill("#new-note", "退出后写的一条。")
    await again.get_by_role("button", name="提交").click()
    await expect(again.locator("[data-drafts]")).to_contain_text("已退出登录，1 条还在手机上")
    await context.add_cookies(kept)  # type: ignore[arg-type]
    await again.reload()
    await expect(again.locator("[data-drafts]")).to_contain_text("已提交 1 条")
    await again.reload()
    listed = f"{demo_url}/supervision/api/streets/{WUJIALING}/entries?limit=200"
    found = (await (await again.request.get(listed)).json())["items"]
    lines = [one["note"] for one in found]
    for line in ("坡道扶手有点松。", "路灯已经亮了。", "退出后写的一条。"):
        assert lines.count(line) == 1
