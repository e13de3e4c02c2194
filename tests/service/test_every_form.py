"""Every form of every page, whoever opens it and whatever the street is at: is it safe to send?

A year is played; after each of its steps somebody with all roles walks every page link by link, and
at the end each role does so alone. Files are fetched when they are first met and, by everybody at
once, at the end. A form that is sent twice must be done once, so it carries an
idempotency key; one that changes a document that somebody else may have changed meanwhile carries
the version that it was made from.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from contracts.charter import Role
from launch.demo.client import Api
from launch.demo.play import play
from launch.running import demo_tokens
from tests.drivers.html import Form
from tests.drivers.visitor import visitor
from tests.drivers.walker import forms_from, kind_of
from tests.faults.mini import mini_case
from tests.service.played_town import PLAYED, charters_in, ticking
from tests.world import World, a_world

KEY, VERSION = "idempotency_key", "version"
WRITES_NOTHING = {
    "/sign-in": "a cookie, no document",
    "/sign-out": "a cookie, no document",
    "/intake/streets/#/receipt": "reads what the receipt opens",
    "/ballot/api/streets/#/ballots/#/sealed-bundle": "a download; each is a line of the trail",
    "/ballot/board/#/#": "looks up whether a coupon was counted",
    "/ballot/vote/#/#": "a slip is used once, and nothing may tell two requests apart (0006)",
}
MAKES_SOMETHING_NEW = {
    "/ballot/streets/#/sessions": "a session",
    "/ballot/streets/#/sessions/#/door/check-ins": "a line of the roll",
    "/ballot/streets/#/sessions/#/door/attendees": "a line of the roll",
    "/ballot/streets/#/sessions/#/hands": "a show of hands",
    "/ballot/streets/#/sessions/#/speakers": "a speech",
    "/intake/streets/#/new": "a suggestion",
    "/intake/streets/#/desk/clients/new": "a key of another system",
    "/intake/streets/#/desk/imports/new": "a ledger that is checked",
    "/intake/streets/#/desk/answers/order": "a batch; each answer in the version that was shown",
    "/intake/streets/#/desk/ledger": "a line of the trail",
    "/intake/streets/#/mine/agreements/new": "what a member agreed to, once for a version",
    "/intake/streets/#/desk/focus/new": "a mark-up, which can be taken back",
    "/intake/streets/#/desk/tickets/new": "a ticket; its number is entered once",
    "/intake/streets/#/desk/suggestions/#/author": "a line of the trail",
    "/supervision/streets/#/orders/new": "a supervision order",
    "/supervision/streets/#/field/new": "a visit",
    "/supervision/streets/#/deputies/new": "a deputy of the register",
    "/streets/#/desk/meetings/hold": "a meeting",
    "/screening/streets/#/cycles/#/alternatives/propose": "an alternative",
    "/screening/streets/#/cycles/#/forums/record": "a forum",
    "/screening/streets/#/cycles/#/legs/#/meetings/record": "minutes of a meeting",
    "/screening/streets/#/candidates/#/opinions/give": "an opinion",
    "/screening/streets/#/candidates/#/reviews/score": "one's own card, instead of the one before",
    "/supervision/streets/#/projects/#/guidance/give": "guidance",
    "/streets/#/desk/members/#/phone": "a line of the trail",
    "/streets/#/desk/members/import": "a batch",
    "/streets/#/desk/members/steps": "a batch; each member is judged by where they stand",
    "/streets/#/desk/members/conclusions": "a batch; each member is judged by where they stand",
    "/streets/#/desk/year/open": "a cycle",
    "/streets/#/notices/#": "an objection",
    "/supervision/streets/#/projects/#/updates/speak": "a note",
    "/supervision/streets/#/projects/#/feedback/say": "a word on the works",
}
Found = dict[str, list[tuple[str, Form]]]
"""Kind of command → the pages that hold its form, and the form."""


class Walking(Api):
    """The people of the play; before the first command of each step all pages are walked."""

    def __init__(self, world: World) -> None:
        super().__init__(world.http, PLAYED, demo_tokens(world.settings, PLAYED))
        self.world = world
        self.due = False
        self.found: Found = {}
        self.files: set[str] = set()

    def say(self, _line: str) -> None:
        """A step of the play begins."""
        self.due = True

    async def _call(
        self, method: str, service: str, rest: str, role: Role | None, **given: Any
    ) -> dict[str, Any]:
        if self.due and method != "GET":
            self.due = False
            await self.walk(*Role)
        return await super()._call(method, service, rest, role, **given)

    async def walk(self, *roles: Role) -> None:
        """Somebody with these roles opens everything."""
        somebody = visitor(self.world, *roles, street=PLAYED)
        start = ["/", f"/streets/{PLAYED}/desk", "/sign-in"]
        for page, form in await forms_from(somebody, start, files=self.files):
            self.found.setdefault(kind_of(form.action), []).append((page, form))


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    with structlog.testing.capture_logs(), pytest.MonkeyPatch.context() as monkeypatch:
        yield asyncio.run(_walked(tmp_path_factory.mktemp("forms"), monkeypatch))


async def _walked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    charters_in(folder, monkeypatch)
    async with a_world(folder / "data") as world:
        people = Walking(world)
        async with ticking(world):
            await play(mini_case(PLAYED), people, people.say)
        await world.settle()
        people.files.clear()
        await people.walk(*Role)
        await people.walk()
        for role in Role:
            await people.walk(role)
    return people.found


def test_walk_when_the_year_is_played_then_it_has_seen_the_forms_of_all_services(
    forms: Found,
) -> None:
    services = {kind.split("/")[1] for kind in forms}
    assert services >= {"streets", "intake", "screening", "ballot", "supervision", "sign-in"}
    assert len(forms) >= 45
    written_down = {*WRITES_NOTHING, *MAKES_SOMETHING_NEW}
    gone = written_down - set(forms) - RARE
    assert not gone, "these addresses are written down here, and no page has them"


RARE = {
    "/streets/#/notices/#",
    "/intake/streets/#/desk/suggestions/#/author",
    "/intake/streets/#/mine/agreements/new",
}
"""In this play nobody is on notice for a day, nobody leaves a contact, and no member looks on."""


def test_form_when_it_writes_then_it_carries_an_idempotency_key(forms: Found) -> None:
    found = lacking(forms, KEY, {*WRITES_NOTHING})
    assert not found, f"{len(found)} forms without a key:\n" + "\n".join(found)


def test_form_when_it_changes_a_document_then_it_carries_its_version(forms: Found) -> None:
    found = lacking(forms, VERSION, {*WRITES_NOTHING, *MAKES_SOMETHING_NEW})
    assert not found, f"{len(found)} forms without a version:\n" + "\n".join(found)


def lacking(forms: Found, name: str, excused: set[str]) -> list[str]:
    """Commands that some page offers without this field, and such a page."""
    told = [
        (kind, [page for page, form in found if name not in form.names])
        for kind, found in sorted(forms.items())
        if kind not in excused
    ]
    return [f"{kind} on {pages[0]}" for kind, pages in told if pages]
