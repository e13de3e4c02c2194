"""A whole session by its pages alone: eighty members, a tie, a run-off, a recount by a stranger.

The clerks and the members use the forms that their pages show. Chromium watches the hall's
screen, works the check-in board and casts on phones.
"""

import asyncio
import io
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from contracts.charter import Named, Role
from tests.drivers.chromium import TOO_WIDE, a_page, complaints
from tests.pages.hall_people import People, Slip
from tests.pages.test_vote_in_browser import signed_in, url
from tests.service.ballot_world import Hall, a_hall

__all__ = ["url"]
PATIENCE = 30_000
MEMBERS, COME, ON_PAPER, ITEMS, SEATS = 80, 77, 10, 10, 8
AGENDA = ["听取票决说明", "审议通过票决办法", "对候选项目进行无记名投票"]
MIXED = Named(id="MIXED", zh="投票码已混匀", en="The slips are mixed")


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Members and a final slate, no session yet."""
    async with a_hall(tmp_path) as hall:
        given: dict[str, Any] = {"seats": SEATS, "seats_of_street": MEMBERS, "checklist": [MIXED]}
        await hall.furnish(members=MEMBERS, items=ITEMS, **given)
        yield hall


def votes(number: int) -> list[list[str]]:
    """So many papers: the first seven win clearly, 8 and 9 tie for the last seat, 10 has none."""
    seven, papers = [f"p{no:02}" for no in range(1, 8)], []
    for n in range(number):
        if n < 40:
            papers.append([*seven, ("p08", "p09")[n % 2]])
        else:
            papers.append([*(one for one in seven if one != seven[n % 7]), "p08", "p09"])
    return papers


async def test_session_when_held_by_its_pages_alone_then_a_stranger_counts_the_same(
    hall: Hall, url: str, browser: Browser, tmp_path: Path
) -> None:
    people = People(hall)
    await people.call(AGENDA)
    await people.build_booklet()
    await people.print_slips(MEMBERS)
    await people.does(people.committee, f"{people.at}/start-check-in")
    screen = await a_page(browser, 1280, 720)
    heard = complaints(screen)
    await screen.goto(f"{url}{people.at}/screen")
    await arrive(people, browser, url)
    await expect(screen.locator(".hall-quorum")).to_contain_text("已达到法定人数", timeout=PATIENCE)
    await people.does(people.chair, f"{people.at}/begin")
    await people.hear_panels(ITEMS)
    await people.report()
    await people.prepare()
    await make_ready(people, browser, url)
    await first_round(people, screen, browser, url)
    await run_off(people, screen)
    await people.finish()
    await says(screen, "票决结果")
    await expect(screen.locator(".hall-bars .is-chosen")).to_have_count(SEATS)
    await recount(people, tmp_path / "stranger")
    assert heard == []


async def says(screen: Page, headline: str) -> None:
    """The screen has come to this headline by itself."""
    await expect(screen.get_by_role("heading", level=1)).to_have_text(headline, timeout=PATIENCE)


async def tells_nothing_yet(screen: Page) -> None:
    """No number of votes stands on the screen."""
    shown = await screen.locator("main").inner_text()
    assert not any(word in shown for word in ("得票", "收回", "有效票", "已投"))


# ---- the door -----------------------------------------------------------------------------------


async def arrive(people: People, browser: Browser, url: str) -> None:
    """A teller taps on names, most without scripts; the committee looks and confirms."""
    names = [f"m{n:02}" for n in range(COME)]
    await people.check_in(names[3:])
    teller = await signed_in(browser, people.hall, url, Role.TELLER, "teller-1")
    heard = complaints(teller)
    await teller.goto(f"{url}{people.at}/door")
    for name in names[:3]:
        await teller.locator(f"#tile-{name} button").click()
        await expect(teller.locator(f"#tile-{name}")).to_contain_text("待确认", timeout=PATIENCE)
    await expect(teller.get_by_role("button", name="本人在场")).to_have_count(0)
    clerk = await signed_in(browser, people.hall, url, Role.NPC_COMMITTEE, "committee")
    heard += complaints(clerk)
    await clerk.goto(f"{url}{people.at}/door")
    await clerk.get_by_role("button", name=f"以上 {COME} 人本人在场").click()
    await expect(clerk.get_by_text("已达法定人数")).to_be_visible(timeout=PATIENCE)
    people.draw(COME)
    assert heard == []


# ---- the vote -----------------------------------------------------------------------------------


async def make_ready(people: People, browser: Browser, url: str) -> None:
    """Rules by hands, checklist, left-over slips: then the list is green, and not before."""
    chair = await signed_in(browser, people.hall, url, Role.CHAIR, "chair")
    heard = complaints(chair)
    await chair.goto(f"{url}{people.at}")
    await expect(chair.locator("#ready")).to_contain_text("还不能")
    await expect(chair.locator("#ready .ready-list")).to_contain_text("印制 80 张，已发出 77 张")
    await people.reconcile()
    await people.adopt_rules_by_hands(COME)
    await people.tick("MIXED")
    await chair.reload()
    await expect(chair.locator("#ready")).to_contain_text("可以开始")
    await expect(chair.locator("#ready").get_by_text("未满足")).to_have_count(0)
    await chair.get_by_role("button", name="宣布开始投票").click()
    await expect(
        chair.locator(".alert-title, .alert").filter(has_text="第 1 轮投票进行中").first
    ).to_be_visible(timeout=PATIENCE)
    assert heard == []


async def first_round(people: People, screen: Page, browser: Browser, url: str) -> None:
    """67 phones and ten papers, of which nothing shows before the count."""
    await says(screen, "正在投票")
    papers = list(zip(people.hand, votes(COME), strict=True))
    for slip, marks in papers[ON_PAPER : ON_PAPER + 3]:
        await cast_on_phone(people, browser, url, slip, marks)
    await people.cast_all(papers[ON_PAPER + 3 :], turn=1)
    await tells_nothing_yet(screen)
    typed = [" ".join([slip.codes[0], *(str(int(one[1:])) for one in marks)])
             for slip, marks in papers[:ON_PAPER]]  # fmt: skip
    await people.close_and_seal()
    await says(screen, "投票结束，正在计票")
    await tells_nothing_yet(screen)
    first, second = [await people.type_papers(one, typed) for one in people.tellers]
    assert f"已保存 {ON_PAPER} 张" in first
    assert f"已放入票箱 {ON_PAPER} 张" in second
    await people.does(people.chief, f"{people.vote}/count")


async def cast_on_phone(
    people: People, browser: Browser, url: str, slip: Slip, marks: Sequence[str]
) -> None:
    """One member scans the first coupon, ticks, looks again and casts."""
    phone = await a_page(browser)
    heard = complaints(phone)
    at = f"{url}/ballot/vote/{people.hall.street}/{people.session}"
    await phone.goto(f"{at}#{slip.codes[0]}")
    await expect(phone.locator("input[name=code]")).to_have_value(slip.codes[0])
    for mark in marks:
        await phone.check(f"input[name=votes_for][value={mark}]")
    assert await phone.evaluate(TOO_WIDE) <= 0
    await phone.get_by_role("button", name="下一步：核对").click()
    await phone.get_by_role("button", name="投出选票").click()
    await expect(phone.get_by_role("heading", level=1)).to_have_text("选票已投入票箱")
    assert (await phone.context.cookies(), heard) == ([], [])
    await phone.close()


async def run_off(people: People, screen: Page) -> None:
    """8 and 9 tie for the last seat; all vote again with their second coupon."""
    assert "需要再投一轮" in await people.chair.read(people.at)
    await people.tick("MIXED")
    await people.does(people.chair, f"{people.vote}/runoff")
    await says(screen, "正在投票 · 再次投票")
    papers = [(slip, ["p08"] if n < 60 else ["p09"]) for n, slip in enumerate(people.hand)]
    stale = await people.cast(papers[0][0], 1, ["p08"])
    assert "选票已投入票箱" not in stale
    await people.cast_all(papers, turn=2)
    await people.close_and_seal()
    for teller in people.tellers:
        told = await people.type_papers(teller, [])
    assert "两份录入一致" in told
    await people.does(people.chief, f"{people.vote}/count")


# ---- the result ---------------------------------------------------------------------------------


async def recount(people: People, folder: Path) -> None:
    """Somebody without an account takes the public bundle home and runs its program offline."""
    anyone = people.nobody
    shown = await anyone.read(people.at)
    link = f"/ballot/api/streets/{people.hall.street}/ballots/{people.ballot}/bundle.zip"
    assert link in shown
    with zipfile.ZipFile(io.BytesIO((await anyone.http.get(link)).content)) as opened:
        opened.extractall(folder)
    told = await asyncio.to_thread(counted_offline, folder)
    assert "一致" in told
    assert f"{COME} / {COME}" in told
    board = f"/ballot/board/{people.hall.street}/{people.ballot}"
    for turn in (1, 2):
        answer = await anyone.send(board, board, code=people.hand[0].codes[turn - 1])
        assert f"您的票已计入第 {turn} 轮" in answer.text


def counted_offline(folder: Path) -> str:
    """What the program in the bundle says, without packages, environment or network."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "recount.py"],
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
