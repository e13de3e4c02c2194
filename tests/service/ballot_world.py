"""A street with its members and a final slate, for tests of the ballot service alone.

What assembly and screening would say is put on the bus by hand, so that these tests need no
other service.
"""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.assembly import CharterAdopted, MemberAppointed, MemberEnded
from contracts.charter import (
    BallotRules,
    Charter,
    InspectionStage,
    Leg,
    Named,
    Panel,
    ProjectClass,
    ProjectRules,
    Role,
    Work,
)
from contracts.envelope import Event
from contracts.screening import SlateFinalised, SlateItem
from services.assembly.service import assembly
from services.ballot.kinds import PAPERS
from services.ballot.service import ballot
from services.screening.service import screening
from tests.drivers.speaker import Speaker
from tests.world import DONGTANG, World, a_world

BESIDE = (assembly, screening)
"""Whose pages these lead to."""
CHIEF = "demo-chief-scrutineer"
SCRUTINEERS = ["scrutineer-1", "scrutineer-2"]
TELLERS = ["teller-1", "teller-2"]


def named(key: str) -> Named:
    return Named(id=key, zh=key, en=key)


def charter(street: str = DONGTANG, **rules: Any) -> Charter:
    """A small charter; ``rules`` are ballot rules, 10 seats unless told."""
    project = ProjectClass(id="ECONOMY", zh="经济", en="Economy", group=named("G"))
    inspection = InspectionStage(id="START", zh="启动", en="Start", after_days=10)
    return Charter(
        preset="test",
        street=street,
        codes_edition="2023",
        zh="样例街道",
        en="Sample Street",
        district_zh="样例区",
        district_en="Sample District",
        theme_zh="主题",
        theme_en="Theme",
        loop=(),
        year=2025,
        seats=rules.pop("seats_of_street", 53),
        communities=(named("C1"),),
        member_categories=tuple(map(named, rules.pop("categories", ()))),
        community_groups=0,
        grids=0,
        selection=(),
        suggestion_categories=(),
        topics=(),
        channels=(),
        stages=(named("SESSION"),),
        legs=(Leg(id="R3_UP", stage="SESSION", zh="三上", en="3 up", works=(Work.SESSION,)),),
        agenda_limit=rules.pop("agenda_limit", 0),
        ballot=BallotRules(**({"seats": 10} | rules)),
        projects=ProjectRules(
            kind="LIVELIHOOD",
            zh="民生实事项目",
            en="Livelihood project",
            classes=(project,),
            inspections=(inspection,),
            funding="STREET",
            budget_from=0,
            budget_to=0,
        ),
    )


def slate_item(no: int) -> SlateItem:
    return SlateItem(
        candidate=f"p{no:02}",
        no=no,
        title=f"项目{no}",
        project_class="ECONOMY",
        place="样例社区",
        budget_yuan=100_000,
        unit="街道办",
        beneficiaries="居民",
        approved_by="党政联席会议",
        sources=(f"s{no}",),
    )


Slip = dict[str, Any]
"""``coupons`` (``turn``, ``code``, ``url``, ``tag``) and ``cancel``, as it was printed."""


@dataclass
class Hall:
    """A world with the ballot service, and the way through a session.

    ``box``: slips that were printed and not drawn; ``hand``: those that members drew, in no
    member's order; ``turn``: votes opened so far.
    """

    world: World
    street: str = DONGTANG
    session: str = ""
    ballot: str = ""
    turn: int = 0
    box: list[Slip] = field(default_factory=list)
    hand: list[Slip] = field(default_factory=list)
    sequence: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def say(self, event: Event, subject: str, sequence: int = 0) -> None:
        """Let another service say something."""
        newest = sequence or next(self.sequence)
        await Speaker(self.world, self.street).say(event, newest, subject=subject)

    async def furnish(self, members: int = 53, items: int = 12, **rules: Any) -> None:
        """Charter, members in office and a final slate."""
        await self.say(
            CharterAdopted(charter=charter(self.street, **rules), version=1), "charters/charter"
        )
        for n in range(members):
            await self.say(appointed(f"m{n:02}"), f"members/m{n:02}")
        slate = tuple(slate_item(no) for no in range(1, items + 1))
        await self.say(SlateFinalised(cycle="2025", slate="slate", items=slate), "ledgers/2025")
        await self.world.settle()

    async def end(self, member: str) -> None:
        """A member leaves office."""
        await self.say(MemberEnded(member=member), f"members/{member}")
        await self.world.settle()

    async def ask(self, method: str, rest: str, role: Role | None = None, **given: Any) -> Any:
        """One request of this street, whatever it answers."""
        return await self.world.ask(method, "ballot", rest, role, street=self.street, **given)

    async def post(
        self, rest: str, role: Role | None = None, body: dict[str, Any] | None = None, **given: Any
    ) -> Any:
        """A command that must succeed."""
        return await self.world.post("ballot", rest, role, body, street=self.street, **given)

    async def get(self, rest: str, role: Role | None = None) -> Any:
        """A read that must succeed."""
        return await self.world.get("ballot", rest, role, street=self.street)

    async def ask_page(self, rest: str, role: Role | None = None) -> str:
        """A page of this street as this role sees it."""
        headers = {"Accept": "text/html"}
        if role is not None:
            headers |= self.world.headers(role, self.street)
        answer = await self.world.http.get(f"/ballot/streets/{self.street}/{rest}", headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    # ---- the acts of a session -------------------------------------------------------------

    async def call(self, agenda: Sequence[str] = ("票决",), **given: Any) -> str:
        """Plan a session and call the members."""
        body = {
            "cycle": "2025",
            "term": 1,
            "number": 1,
            "at": "2025-06-12T09:00:00+08:00",
            "venue": "街道会议室",
            "agenda": list(agenda),
            **given,
        }
        made = await self.post("sessions", Role.NPC_COMMITTEE, body)
        self.session = made["id"]
        await self.post(f"sessions/{self.session}/notify", Role.NPC_COMMITTEE)
        return self.session

    async def open_doors(self, seats: int = 53, apart: int = 0) -> None:
        """Freeze the booklet, print slips (``apart`` for a group of its own), start check-in."""
        at = f"sessions/{self.session}"
        await self.post(f"{at}/freeze", Role.NPC_COMMITTEE)
        await self.print_slips(seats, apart=apart)
        await self.post(f"{at}/check-in/start", Role.NPC_COMMITTEE)

    async def print_slips(
        self, number: int, why: str = "", *, afresh: bool = False, apart: int = 0
    ) -> list[Slip]:
        """The committee orders, a scrutineer releases; the fresh slips go into the box."""
        at, body = f"sessions/{self.session}", {"number": number, "why": why, "afresh": afresh}
        body |= {"apart": apart} if apart else {}
        await self.post(f"{at}/order-slips", Role.NPC_COMMITTEE, body)
        made = await self.post(f"{at}/release-slips", Role.SCRUTINEER, sub=SCRUTINEERS[0])
        fresh: list[Slip] = made["slips"]
        if not self.hand or afresh:
            self.box, self.hand = [], []
        self.box += fresh
        return fresh

    async def arrive(self, *members: str) -> None:
        """Members check in at a teller's desk, the committee confirms them; they draw slips."""
        if members:
            await self.confirm([await self.check_in(member) for member in members])

    async def check_in(self, member: str, role: Role = Role.TELLER, sub: str = "") -> str:
        """One officer's word that a member is here; the id of the check-in."""
        at = f"sessions/{self.session}/check-ins"
        return str((await self.post(at, role, {"member": member}, sub=sub))["arrival"])

    async def confirm(
        self, arrivals: Sequence[str], role: Role = Role.NPC_COMMITTEE, sub: str = ""
    ) -> Any:
        """A second officer's word for check-ins; who may draws a slip."""
        at = f"sessions/{self.session}/check-ins/confirm"
        told = await self.post(at, role, {"arrivals": list(arrivals)}, sub=sub)
        while len(self.hand) < told["issued"]:
            self.hand.append(self.box.pop(0))
        return told

    async def leave(self, *members: str) -> None:
        """Members leave, by the word of two officers."""
        for member in members:
            at = f"sessions/{self.session}/check-ins/{member}/leave"
            await self.post(at, Role.TELLER)
            await self.post(at, Role.NPC_COMMITTEE)

    async def draw(self, member: str) -> None:
        """Somebody who is here already draws a slip."""
        at = f"sessions/{self.session}/check-ins/{member}/slip"
        await self.post(at, Role.TELLER)
        self.hand.append(self.box.pop(0))

    async def cancel(self, *slips: Slip) -> None:
        """Type the cancel codes of these slips."""
        if slips:
            body = {"codes": [slip["cancel"] for slip in slips]}
            await self.post(f"sessions/{self.session}/cancel-slips", Role.SCRUTINEER, body)

    async def cancel_left(self) -> None:
        """Cancel every slip that is left over in the box."""
        left, self.box = self.box, []
        await self.cancel(*left)

    def codes_of(self, turn: int) -> list[str]:
        """The codes that the members hold for a turn."""
        found = [one for slip in self.hand for one in slip["coupons"] if one["turn"] == turn]
        return [one["code"] for one in found]

    @property
    def codes(self) -> list[str]:
        """The codes that are good in the turn that is open, or was last."""
        return self.codes_of(max(self.turn, 1))

    async def raise_hands(self, item: str, votes_for: int, against: int = 0) -> None:
        """The chair calls for hands on an item of the agenda; two tellers count the same."""
        at, told = f"sessions/{self.session}/hands", {"subject": "举手", "item": item}
        vote = await self.post(at, Role.CHAIR, told)
        abstain = vote["present"] - votes_for - against
        body = {"votes_for": votes_for, "against": against, "abstain": abstain}
        for teller in TELLERS:
            await self.post(f"hands/{vote['id']}/count-hands", Role.TELLER, body, sub=teller)

    async def hear_panels(self, items: int = 12) -> None:
        """All three evaluations, recorded and closed."""
        for panel in Panel:
            at = f"sessions/{self.session}/panels/{panel}"
            scores = {f"p{no:02}": 60 + no for no in range(1, items + 1)}
            body = {"people": 9, "scores": scores, "remarks": ""}
            answer = await self.ask("PUT", at, Role.NPC_COMMITTEE, json=body)
            assert answer.is_success, answer.text
            await self.post(f"{at}/close", Role.NPC_COMMITTEE)

    async def prepare(self) -> str:
        """The ballot with its officers."""
        made = await self.post(f"sessions/{self.session}/ballot", Role.NPC_COMMITTEE)
        self.ballot = made["id"]
        await self.name_officers()
        return self.ballot

    async def name_officers(self) -> None:
        """The session adopts the rules and names who counts."""
        body = {"chief_scrutineer": CHIEF, "scrutineers": SCRUTINEERS, "tellers": TELLERS}
        await self.post(f"ballots/{self.ballot}/adopt-rules", Role.CHAIR, body)

    async def begin(self, present: int = 53, members: int = 53, items: int = 12) -> None:
        """Everything up to the open ballot."""
        await self.call()
        await self.open_doors(members)
        await self.arrive(*(f"m{n:02}" for n in range(present)))
        await self.post(f"sessions/{self.session}/begin", Role.CHAIR)
        await self.hear_panels(items)
        await self.prepare()
        await self.open()

    async def open(self, action: str = "open") -> Any:
        """Cancel what is left over and open the first round, or the next one (``runoff``)."""
        await self.cancel_left()
        opened = await self.post(f"ballots/{self.ballot}/{action}", Role.CHAIR)
        self.turn = (await self.get(f"sessions/{self.session}"))["turn"]
        return opened

    async def cast(self, code: str, *votes_for: str, against: Sequence[str] = ()) -> Any:
        """One phone."""
        body = {"code": code, "votes_for": list(votes_for), "against": list(against)}
        return await self.ask("POST", f"ballots/{self.ballot}/cast", json=body)

    async def stuff(self) -> None:
        """Put a paper into the box by the database alone."""
        engine = self.world.context("ballot").store.engine
        rows = await engine.rows(PAPERS, f"{self.street}/{self.ballot}/", "", 1)
        row_id, body = rows[0]
        await engine.insert(PAPERS, f"{row_id.rpartition('/')[0]}/{'0' * 64}", body)

    async def close(self) -> None:
        """End voting and let the wait pass."""
        await self.post(f"ballots/{self.ballot}/close", Role.CHAIR)
        self.world.clock.forward(seconds=60)

    async def seal(self) -> Any:
        """Seal the box of the closed round."""
        return await self.post(f"ballots/{self.ballot}/seal", Role.CHIEF_SCRUTINEER, sub=CHIEF)

    async def void(self, ground: str = "DISTURBANCE", note: str = "") -> Any:
        """The chair proposes to declare the ballot void, the committee confirms."""
        at, body = f"ballots/{self.ballot}", {"ground": ground, "note": note}
        await self.post(f"{at}/propose-void", Role.CHAIR, body)
        return await self.post(f"{at}/void", Role.NPC_COMMITTEE)

    async def count(self) -> Any:
        """Count the closed round; its box is sealed first, where it is not yet."""
        seen = await self.get(f"ballots/{self.ballot}")
        if seen["round"] not in {one["round"] for one in seen["seals"]}:
            await self.seal()
        return await self.post(f"ballots/{self.ballot}/count", Role.CHIEF_SCRUTINEER, sub=CHIEF)

    async def sign(self) -> None:
        """All three sign."""
        await self.post(f"ballots/{self.ballot}/sign", Role.CHIEF_SCRUTINEER, sub=CHIEF)
        for who in SCRUTINEERS:
            await self.post(f"ballots/{self.ballot}/sign", Role.SCRUTINEER, sub=who)

    async def certify(self) -> None:
        """The chief certifies, the committee announces."""
        await self.post(f"ballots/{self.ballot}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF)
        await self.post(f"ballots/{self.ballot}/announce", Role.NPC_COMMITTEE)

    async def finish(self) -> None:
        """Sign, certify, announce, close the session."""
        await self.sign()
        await self.certify()
        await self.post(f"sessions/{self.session}/close", Role.CHAIR)
        await self.world.settle()


def appointed(member: str, category: str = "RESIDENT") -> MemberAppointed:
    return MemberAppointed(
        member=member,
        name=f"议事员{member}",
        community="C1",
        category=category,
        community_group="第一小组",
        specialty_group="",
        grid="",
    )


@asynccontextmanager
async def a_hall(folder: Path, **given: Any) -> AsyncIterator[Hall]:
    """The ballot service alone, embedded, every delivery twice.

    The deadline of a cast is that of production, so that a busy machine fails no test; the wait
    before the count passes on the world's clock.
    """
    waits = {"cast_deadline": 5.0, "count_wait": 10.0}
    async with a_world(folder, [ballot], beside=BESIDE, **(waits | given)) as world:
        yield Hall(world)
