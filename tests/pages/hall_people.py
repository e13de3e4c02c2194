"""The people of a hall, each with a browser without JavaScript, and what they do by the pages.

Nobody here asks the API anything: a form, a field or a button that is not on the page that the
person sees fails the act.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from contracts.charter import Panel, Role
from tests.drivers.html import Page
from tests.drivers.visitor import Visitor, visitor
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall

CODE = re.compile(r'"slip-code">([0-9A-Z-]{9})<br>([0-9A-Z-]{9})<')
CANCEL = re.compile(r"<br>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</p></div>")


@dataclass(frozen=True)
class Slip:
    """A strip of paper as it left the printer: the codes by vote, and the cancel code."""

    codes: list[str]
    cancel: str


def slips_of(printed: str) -> list[Slip]:
    """What somebody with scissors makes of the printed sheet."""
    return [
        Slip(["-".join(both) for both in CODE.findall(part)], CANCEL.findall(part)[0])
        for part in printed.split('<section class="slip"')[1:]
    ]


@dataclass
class People:
    """Everybody who works at the session, and where it is; ``box`` and ``hand`` hold slips."""

    hall: Hall
    session: str = ""
    ballot: str = ""
    box: list[Slip] = field(default_factory=list)
    hand: list[Slip] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.committee = self.one(Role.NPC_COMMITTEE, "committee")
        self.chair = self.one(Role.CHAIR, "chair")
        self.chief = self.one(Role.CHIEF_SCRUTINEER, CHIEF)
        self.scrutineers = [self.one(Role.SCRUTINEER, sub) for sub in SCRUTINEERS]
        self.tellers = [self.one(Role.TELLER, sub) for sub in TELLERS]
        self.nobody = visitor(self.hall.world)

    def one(self, role: Role, sub: str) -> Visitor:
        """Somebody who is signed in with a browser of their own."""
        return visitor(self.hall.world, role, sub=sub, street=self.hall.street)

    @property
    def base(self) -> str:
        """The page of the street's sessions."""
        return f"/ballot/streets/{self.hall.street}"

    @property
    def at(self) -> str:
        """The page of the session."""
        return f"{self.base}/sessions/{self.session}"

    @property
    def vote(self) -> str:
        """Where the forms of the ballot go."""
        return f"{self.at}/ballots/{self.ballot}"

    async def does(
        self, who: Visitor, action: str, shown: str = "", /, **fields: Any
    ) -> httpx.Response:
        """Open a page (else that of the session), fill in the form to ``action``, send it."""
        answer = await who.send(shown or self.at, action, **fields)
        assert answer.status_code in (200, 303), f"{action} {answer.status_code} {answer.text}"
        return answer

    # ---- before the session ----------------------------------------------------------------

    async def call(self, agenda: Sequence[str]) -> None:
        """The committee plans the session and calls the members."""
        made = await self.does(
            self.committee, f"{self.base}/sessions", self.base,
            cycle="2025", term="1", number="1", at="2025-06-12T09:00", venue="街道会议室",
            agenda="\n".join(agenda),
        )  # fmt: skip
        self.session = made.headers["location"].partition("?")[0].rpartition("/")[2]
        await self.does(self.committee, f"{self.at}/notify")

    async def build_booklet(self) -> None:
        """The committee binds the papers and makes them final."""
        await self.does(self.committee, f"{self.at}/papers/booklet", f"{self.at}/papers")
        await self.does(self.committee, f"{self.at}/freeze")

    async def print_slips(self, number: int) -> None:
        """The committee orders, the first scrutineer releases and prints."""
        slips = f"{self.at}/slips"
        await self.does(self.committee, f"{self.at}/order-slips", slips, number=str(number))
        printed = await self.does(self.scrutineers[0], f"{self.at}/release-slips", slips)
        self.box = slips_of(printed.text)

    async def report(self) -> None:
        """Whoever counts and watches says that they are here."""
        for who in (self.chief, *self.scrutineers, *self.tellers):
            await self.does(who, f"{self.at}/report")

    # ---- at the door -----------------------------------------------------------------------

    async def check_in(self, members: Sequence[str]) -> None:
        """The first teller taps on names on the check-in board."""
        door = f"{self.at}/door"
        for member in members:
            form = await self.tellers[0].form(door, f"{door}/check-ins")
            answer = await self.tellers[0].submit(form, press=member)
            assert answer.status_code in (200, 303), answer.text

    async def confirm_all(self) -> None:
        """The committee looks at everybody who waits on its board, and confirms them."""
        await self.does(self.committee, f"{self.at}/door/confirm", f"{self.at}/door")

    def draw(self, number: int) -> None:
        """Members take a slip each out of the box."""
        self.hand, self.box = self.box[:number], self.box[number:]

    async def reconcile(self) -> None:
        """The second scrutineer types the cancel codes of the stubs that are left over."""
        codes = "\n".join(slip.cancel for slip in self.box)
        await self.does(
            self.scrutineers[1], f"{self.at}/cancel-slips", f"{self.at}/slips", codes=codes
        )

    # ---- in the session --------------------------------------------------------------------

    async def hear_panels(self, items: int) -> None:
        """The committee types what the three panels found, and closes them."""
        scores = {f"score-p{no:02}": str(60 + no) for no in range(1, items + 1)}
        for panel in Panel:
            at = f"{self.at}/panels/{panel}"
            await self.does(self.committee, at, people="9", **scores)
            await self.does(self.committee, f"{at}/close")

    async def prepare(self) -> None:
        """The committee prepares the ballot; the session adopts its rules and officers."""
        await self.does(self.committee, f"{self.at}/ballot")
        shown = Page(await self.chair.read(self.at))
        adopts = next(one for one in shown.forms if one.action.endswith("/adopt-rules"))
        self.ballot = adopts.action.split("/")[-2]
        adopts.fill({"chief_scrutineer": CHIEF, "scrutineers": SCRUTINEERS, "tellers": TELLERS})
        answer = await self.chair.submit(adopts)
        assert answer.status_code == 303, answer.text

    async def adopt_rules_by_hands(self, present: int) -> None:
        """Everybody raises a hand for the voting rules on the agenda; two tellers count apart."""
        await self.does(
            self.chair, f"{self.at}/hands", subject="通过本次会议票决办法", item="item-2"
        )
        for teller in self.tellers:
            page = Page(await teller.read(self.at))
            count = next(one for one in page.forms if one.action.endswith("/count-hands"))
            count.fill({"votes_for": str(present), "against": "0", "abstain": "0"})
            answer = await teller.submit(count)
            assert answer.status_code == 303, answer.text

    async def tick(self, *points: str) -> None:
        """The chair ticks the checklist."""
        await self.does(self.chair, f"{self.at}/tick", points=points)

    async def close_and_seal(self) -> None:
        """The chair asks the hall and closes; once late votes are in, the chief seals the box."""
        await self.does(self.chair, f"{self.vote}/close", sure="yes")
        self.hall.world.clock.forward(seconds=60)
        await self.does(self.chief, f"{self.vote}/seal")

    async def cast(self, slip: Slip, turn: int, votes_for: Sequence[str]) -> str:
        """One member votes on a phone that runs no scripts; the last page."""
        phone = visitor(self.hall.world)
        page = f"/ballot/vote/{self.hall.street}/{self.session}"
        answer = await phone.send(page, page, code=slip.codes[turn - 1], votes_for=votes_for)
        looked = Page(answer.text).form(page)
        return (await phone.submit(looked, press="cast")).text

    async def cast_all(self, votes: Sequence[tuple[Slip, Sequence[str]]], turn: int) -> None:
        """Many phones at once."""
        told = await asyncio.gather(*(self.cast(slip, turn, marks) for slip, marks in votes))
        assert all("选票已投入票箱" in page for page in told)

    async def type_papers(self, teller: Visitor, papers: Sequence[str]) -> str:
        """One teller types the paper votes, one a line, or says that there are none."""
        pile = f"{self.base}/ballots/{self.ballot}/pile"
        if papers:
            return (await self.does(teller, pile, pile, lines="\n".join(papers))).text
        forms = Page(await teller.read(pile)).forms
        return (await teller.submit(next(one for one in forms if "none" in one.names))).text

    async def finish(self) -> None:
        """All three sign, the chief certifies, the committee announces, the session closes."""
        for who in (self.chief, *self.scrutineers):
            await self.does(who, f"{self.vote}/sign")
        await self.does(self.chief, f"{self.vote}/certify")
        await self.does(self.committee, f"{self.vote}/announce")
        await self.does(self.chair, f"{self.at}/close")
