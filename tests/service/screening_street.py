"""A street whose screening runs alone; what the other services say is put on the bus by hand."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chassis.bus.bus import Message
from chassis.core.decision import Cause
from contracts.assembly import CharterAdopted, CycleOpened
from contracts.ballot import BallotAnnounced, BookletFrozen, Tally
from contracts.charter import Charter, Role
from contracts.envelope import Envelope, Event
from contracts.intake import CollectionClosed, SuggestionAccepted
from contracts.screening import SlateFinalised
from services.assembly.service import assembly
from services.ballot.service import ballot
from services.intake.service import intake
from services.screening.service import screening
from services.supervision.service import supervision
from tests.drivers.speaker import Speaker, overhear
from tests.world import World, a_world

CHARTERS = Path(__file__).resolve().parents[2] / "services/assembly/charters"
CLERK = Role.NPC_COMMITTEE
BESIDE = (assembly, intake, ballot, supervision)
"""Whose pages those of the screening lead to."""
CRITERIA = {"INCLUSIVE": True, "PUBLIC_GOOD": True, "FEASIBLE": True}


def charter_named(preset: str) -> Charter:
    """A preset that ships with the product."""
    text = (CHARTERS / f"{preset}.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    return Charter.model_validate({"preset": preset, "year": 2025} | given)


def a_cause(key: str) -> Cause:
    """A cause of a test's own."""
    at = datetime(2025, 5, 1, tzinfo=UTC)
    return Cause(id=key, actor="test", action="test", at=at, correlation="test")


@dataclass
class Street:
    """The screening of one street, and the voices of the other services."""

    world: World
    charter: Charter
    cycle: str = "2025"
    said: list[Message] = field(default_factory=list)

    async def hear(self, event: Event, sequence: int = 1, time: Any = None) -> None:
        """Put an event of another service on the bus."""
        await Speaker(self.world, self.charter.street).say(event, sequence, time=time)

    async def begin(self) -> None:
        """The charter is adopted and the cycle opened, the wrong way round."""
        await self.hear(CycleOpened(cycle=self.cycle, year=2025, charter_version=1))
        await self.hear(CharterAdopted(charter=self.charter, version=1))
        await self.world.settle()

    async def post(self, rest: str, body: Any = None, role: Role = CLERK, **given: Any) -> Any:
        """A command that must succeed."""
        return await self.world.post(
            "screening", rest, role, body, street=self.charter.street, **given
        )

    async def ask(self, method: str, rest: str, role: Role | None = CLERK, **given: Any) -> Any:
        """Any request, with its answer whatever it is."""
        return await self.world.ask(
            method, "screening", rest, role, street=self.charter.street, **given
        )

    async def get(self, rest: str, role: Role | None = None) -> Any:
        """A read that must succeed."""
        return await self.world.get("screening", rest, role, street=self.charter.street)

    async def leg(self, leg: str, action: str, **given: Any) -> Any:
        """Open or close a leg."""
        return await self.post(f"cycles/{self.cycle}/legs/{leg}/{action}", **given)

    async def gaps(self) -> list[str]:
        """The codes of what is missing in the open leg."""
        ledger = await self.get(f"cycles/{self.cycle}")
        return [gap["code"] for leg in ledger["legs"] for gap in leg["missing"]]

    def accepted(self, n: int, **given: str) -> SuggestionAccepted:
        """The n-th suggestion as intake tells it."""
        facts = {
            "no": str(n),
            "title": f"第 {n} 条建议",
            "community": self.charter.communities[0].id,
            "channel": self.charter.channels[0].id,
            "category": self.charter.suggestion_categories[0].id,
            "collector": "",
        }
        return SuggestionAccepted(suggestion=f"s{n}", cycle=self.cycle, **(facts | given))

    async def collect(self, number: int) -> None:
        """Suggestions arrive, intake counts them when collecting ends."""
        for n in range(1, number + 1):
            await self.hear(self.accepted(n))
        await self.world.settle()

    async def counted(self, number: int, sequence: int = 2) -> None:
        """Intake says how many there were."""
        said = CollectionClosed(cycle=self.cycle, accepted=number, merged=0, collectors=number)
        await self.hear(said, sequence)
        await self.world.settle()

    async def meet(self, leg: str) -> None:
        """Record the minutes of every body the leg asks for."""
        for body in self.charter.leg(leg).meetings:
            minutes = {
                "body": body.zh,
                "held_on": "2025-03-05",
                "present": 14,
                "points": ["逐条研究"],
            }
            await self.post(f"cycles/{self.cycle}/legs/{leg}/meetings", minutes)

    async def triage(self, n: int, disposition: str = "PROJECT_SOURCE", **given: Any) -> Any:
        """Triage the n-th suggestion."""
        body = {
            "level": "STREET",
            "category": self.charter.suggestion_categories[0].zh,
            "disposition": disposition,
            "opinion": "列入研究",
            "unit": "公共服务办公室",
        }
        return await self.post(f"items/s{n}/triage", body | given)

    async def forum(self) -> str:
        """Record a forum."""
        body = {
            "kind": "“代表+邻长”座谈会",
            "station": "民生保障专业小组联络站",
            "held_on": "2025-03-18",
            "deputies": ["易红霞"],
            "neighbour_leads": ["邱满秀", "欧建平"],
            "people": 21,
            "points": ["先解决周末有饭"],
        }
        made = await self.post(f"cycles/{self.cycle}/forums", body)
        return str(made["id"])

    def alternative(self, n: int, sources: list[str], **given: Any) -> dict[str, Any]:
        """The body of a proposal."""
        body = {
            "title": f"第 {n} 个项目",
            "content": "改造一间用房",
            "place": "社区服务站",
            "budget_yuan": 50_000,
            "beneficiaries": "居民约 500 人",
            "unit": "公共服务办公室",
            "project_class": self.charter.projects.classes[0].id,
            "sources": sources,
        }
        return body | given

    async def propose(self, n: int, sources: list[str], **given: Any) -> str:
        """Propose an alternative."""
        body = self.alternative(n, sources, **given)
        made = await self.post(f"cycles/{self.cycle}/alternatives", body)
        return str(made["id"])

    async def accept(self, candidate: str) -> Any:
        """Make an alternative a candidate."""
        body = {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合三性"}
        return await self.post(f"candidates/{candidate}/decide", body)

    async def decline(self, candidate: str) -> Any:
        """Decline an alternative."""
        body = {
            "decision": "DECLINED",
            "criteria": CRITERIA | {"FEASIBLE": False},
            "reason_code": "NOT_FEASIBLE",
            "reason": "场地未落实",
        }
        return await self.post(f"candidates/{candidate}/decide", body)

    async def events(self, kind: type[Event]) -> list[Any]:
        """What the screening said of one type, in order, once all of it is out."""
        await self.world.settle()
        bodies = [m.body for m in self.said if m.type == kind.wire_type()]
        return [kind.model_validate(Envelope.model_validate_json(body).data) for body in bodies]

    async def announce(self, slate: SlateFinalised, seats: int) -> None:
        """The ballot announces: the first ``seats`` items are chosen."""
        items = slate.items
        tallies = [
            Tally(candidate=item.candidate, no=item.no, title=item.title, votes_for=1, rank=item.no)
            for item in items
        ]
        await self.hear(
            BallotAnnounced(
                ballot="b1",
                session="m1",
                cycle=self.cycle,
                announced_on="2025-05-01",
                expected=53,
                present=50,
                issued=50,
                returned=50,
                valid=50,
                invalid=0,
                seats=seats,
                tallies=tuple(tallies),
                selected=items[:seats],
                reserved=tuple(item.candidate for item in items[seats:]),
                vacancies=0,
            )
        )

    async def freeze(self, slate: SlateFinalised) -> None:
        """The papers of the session are final."""
        ids = tuple(item.candidate for item in slate.items)
        await self.hear(BookletFrozen(session="m1", cycle=self.cycle, candidates=ids, digest="0"))


@asynccontextmanager
async def a_street(folder: Path, preset: str = "dongtang") -> AsyncIterator[Street]:
    """A street whose cycle has begun; everything the screening says is kept in ``said``."""
    async with a_world(folder, [screening], beside=BESIDE) as world:
        street = Street(world, charter_named(preset), said=overhear(world))
        await street.begin()
        yield street
