"""Every page of a session, from its call to its result, as its people see it on a phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page

from contracts.charter import Role
from tests.drivers.chromium import TOO_WIDE, a_page, complaints
from tests.pages.hall_people import People
from tests.pages.test_vote_in_browser import signed_in, url
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall, a_hall

__all__ = ["url"]
MEMBERS, ITEMS = 8, 4
AGENDA = ["听取票决说明", "审议通过票决办法", "对候选项目进行无记名投票"]
NAMELESS = """() => [...document.querySelectorAll('main a, main button, main input, main select,'
  + 'main textarea')].filter(one => one.type !== 'hidden' && one.checkVisibility()
  && !(one.labels?.length || one.innerText?.trim() || one.getAttribute('aria-label')))
  .map(one => one.outerHTML.slice(0, 200))"""
CODES = ("demo-", "NPC_COMMITTEE", "CHECK_IN", "teller-", "scrutineer-", "None", "undefined")
"""What no screen shows: accounts, codes of the program."""


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Eight members, four candidates, two seats; no session yet."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=MEMBERS, items=ITEMS, seats=2, seats_of_street=MEMBERS)
        yield hall


class Watch:
    """The screens of the people of a hall, and what is wrong with the pages on them."""

    def __init__(self, people: People, url: str) -> None:
        self.people, self.url = people, url
        self.screens: list[Page] = []
        self.heard: list[str] = []

    async def seat(self, browser: Browser) -> None:
        """One phone for each role, and one for somebody without an account."""
        people = (
            (Role.NPC_COMMITTEE, "committee"),
            (Role.CHAIR, "chair"),
            (Role.CHIEF_SCRUTINEER, CHIEF),
            (Role.SCRUTINEER, SCRUTINEERS[0]),
            (Role.TELLER, TELLERS[0]),
        )
        for role, sub in people:
            page = await signed_in(browser, self.people.hall, self.url, role, sub)
            await page.set_viewport_size({"width": 390, "height": 844})
            self.screens.append(page)
        self.screens.append(await a_page(browser))
        for page in self.screens:
            page.set_default_timeout(60_000)
        self.complaints = [complaints(page) for page in self.screens]

    async def look(self, *rests: str) -> None:
        """Everybody opens these pages of the session; those that they may open are judged."""
        for page in self.screens:
            for rest in rests:
                path = rest if rest.startswith("/") else f"{self.people.at}{rest and '/'}{rest}"
                answer = await page.goto(f"{self.url}{path}")
                assert answer is not None
                assert answer.status in (200, 401, 403), f"{path} {answer.status}"
                await self._judge(page, path)
        # A page that somebody may not open is a page too; the browser notes its status.
        told = [
            one
            for heard in self.complaints
            for one in heard
            if "(Forbidden)" not in one and "(Unauthorized)" not in one
        ]
        assert told == []

    async def _judge(self, page: Page, path: str) -> None:
        assert await page.evaluate(TOO_WIDE) <= 0, f"{path} is too wide for a phone"
        assert await page.evaluate(NAMELESS) == [], path
        shown = await page.locator("main").inner_text()
        assert not [code for code in CODES if code in shown], f"{path} {shown}"


async def test_pages_when_a_session_goes_on_then_each_is_whole_for_everybody_in_every_state(
    hall: Hall, url: str, browser: Browser
) -> None:
    people = People(hall)
    watch = Watch(people, url)
    await watch.seat(browser)
    await watch.look(people.base)
    await people.call(AGENDA)
    await watch.look("", "papers", "slips", "screen")
    await people.build_booklet()
    await people.does(
        people.committee, f"{people.at}/order-slips", f"{people.at}/slips", number=str(MEMBERS)
    )
    await watch.look("", "papers", "slips")
    await people.print_slips(MEMBERS)
    await people.does(people.committee, f"{people.at}/start-check-in")
    await people.check_in([f"m{n:02}" for n in range(6)])
    arrive = f"/ballot/arrive/{hall.street}/{people.session}"
    await watch.look("", "door", "roll", "roll/print", "door/poster", "screen", arrive)
    await people.confirm_all()
    people.draw(6)
    await people.does(people.chair, f"{people.at}/begin")
    await people.hear_panels(ITEMS)
    await people.report()
    await people.prepare()
    await watch.look("", "door", "slips", "papers")
    await people.reconcile()
    await people.adopt_rules_by_hands(6)
    await people.does(people.chair, f"{people.vote}/open")
    phone = f"/ballot/vote/{hall.street}/{people.session}"
    await watch.look("", "door", "slips", "screen", phone)
    await people.cast_all([(slip, ["p01", "p02"]) for slip in people.hand], turn=1)
    await people.close_and_seal()
    ballot = f"{people.base}/ballots/{people.ballot}"
    await watch.look("", "screen", f"{ballot}/pile", phone)
    for teller in people.tellers:
        await people.type_papers(teller, [])
    await people.does(people.chief, f"{people.vote}/count")
    await watch.look("", "screen", f"{ballot}/report")
    await people.finish()
    board = f"/ballot/board/{hall.street}/{people.ballot}"
    await watch.look("", "papers", "door", "slips", "screen", board, f"{ballot}/announcement")
