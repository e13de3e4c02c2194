"""Supervision alone, fed with the events the other services would say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.assembly import CharterAdopted, MemberAppointed
from contracts.ballot import BallotAnnounced
from contracts.charter import Charter, Role
from contracts.envelope import Event
from contracts.screening import SlateItem
from services.assembly.presets import charter_from
from services.assembly.service import assembly
from services.intake.service import intake
from services.screening.service import screening
from services.supervision.service import supervision
from tests.drivers.speaker import Speaker
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG, WUJIALING, World, a_world

BESIDE = (assembly, intake, screening)
"""Whose pages these lead to."""
ANNOUNCED = "2025-04-20"
SAID_AT = datetime(2025, 4, 20, tzinfo=UTC)
PLAN = {
    "owner": "李主任",
    "finish_on": "2025-11-30",
    "budget_yuan": 60_000,
    "milestones": [
        {"title": "主体完工", "due_on": "2025-10-15"},
        {"title": "完成招标", "due_on": "2025-06-20"},
    ],
}
REPORT = {
    "conducted_on": "2025-04-30",
    "deputies": ["王代表", "李代表"],
    "progress": "OK",
    "quality": "OK",
    "funds": "NA",
    "evidence": "查看现场与台账",
}
CLASSES = ("ECONOMY", "LIVELIHOOD", "GOVERNANCE")


def slate_item(no: int) -> SlateItem:
    """A chosen candidate; its class goes round the three."""
    return SlateItem(
        candidate=f"c{no}",
        no=no,
        title=f"项目{no}",
        project_class=CLASSES[no % 3],
        place="牛婆塘社区",
        budget_yuan=50_000,
        unit="社会事务办",
        beneficiaries="约 600 名老人",
        approved_by="党工委会议",
        sources=(f"s{no}", f"s{no + 100}"),
    )


def announced(count: int, ballot: str = "b1", cycle: str = "2025") -> BallotAnnounced:
    """The result of a ballot that chose this many."""
    return BallotAnnounced(
        ballot=ballot,
        session="s1",
        cycle=cycle,
        announced_on=ANNOUNCED,
        expected=53,
        present=50,
        issued=50,
        returned=50,
        valid=50,
        invalid=0,
        seats=count,
        tallies=(),
        selected=tuple(slate_item(no) for no in range(1, count + 1)),
        reserved=(),
        vacancies=0,
    )


@dataclass
class Supervised:
    """The world, and a mouth for the others."""

    world: World
    others: Speaker = field(init=False)

    def __post_init__(self) -> None:
        self.others = Speaker(self.world)

    async def hear(self, event: Event, street: str = DONGTANG, *, settle: bool = True) -> None:
        """Let the service hear an event of another service (twice, as all of them)."""
        await self.others.say(event, street=street, time=SAID_AT, settle=settle)

    async def charter(self, street: str = DONGTANG) -> Charter:
        """Let the street's charter arrive."""
        name = {DONGTANG: "dongtang", WUJIALING: "wujialing"}[street]
        charter = charter_from(name, street, 2025, ())
        await self.hear(CharterAdopted(charter=charter, version=1), street)
        return charter

    async def member(self, member: str, name: str = "周敏") -> None:
        """Let a deliberator take the seat."""
        await self.hear(
            MemberAppointed(
                member=member,
                name=name,
                community="niupotang",
                category="RESIDENT",
                community_group="",
                specialty_group="",
                grid="",
            )
        )

    async def projects(self, count: int = 3, street: str = DONGTANG) -> list[dict[str, Any]]:
        """The projects after a ballot that chose this many."""
        await self.charter(street)
        await self.hear(announced(count), street)
        return await self.listed("projects", street)

    async def listed(self, rest: str, street: str = DONGTANG, **where: str) -> list[dict[str, Any]]:
        """A list as the public reads it."""
        params = {"limit": 200, **where}
        page = await self.world.get("supervision", rest, street=street, params=params)
        found: list[dict[str, Any]] = page["items"]
        return found

    async def inspection(self, project: str, stage: str = "START") -> dict[str, Any]:
        """One inspection of a project."""
        return (await self.listed("inspections", project=project, stage=stage))[0]

    async def started(self) -> str:
        """The id of a project that has its plan and was started."""
        project: str = (await self.projects(1))[0]["id"]
        await self.post(f"projects/{project}/plan", Role.DEPARTMENT, PLAN)
        start = await self.inspection(project)
        await self.post(f"inspections/{start['id']}/notify", Role.NPC_COMMITTEE)
        await self.post(f"projects/{project}/start", Role.DEPARTMENT)
        return project

    async def finished(self) -> str:
        """The id of a project whose works are done and photographed; a deliberator is in office."""
        await self.charter()
        await self.member("m1")
        project = await self.started()
        await self.post(f"projects/{project}/implement", Role.DEPARTMENT)
        for place in range(2):
            await self.post(f"projects/{project}/milestones/{place}/achieve", Role.DEPARTMENT)
        await self.photograph(project)
        return project

    async def photograph(self, project: str) -> Any:
        """Upload a photo of the finished works."""
        files = [("photos", ("1.jpg", jpeg(), "image/jpeg"))]
        rest = f"projects/{project}/photos"
        return await self.post(rest, Role.DEPARTMENT, files=files)

    async def post(self, rest: str, role: Role | None, body: Any = None, **given: Any) -> Any:
        """A command that must succeed."""
        return await self.world.post("supervision", rest, role, body, **given)

    async def refused(self, rest: str, role: Role | None, body: Any = None, **given: Any) -> Any:
        """A command that must be refused: its status and problem."""
        answer = await self.world.ask("POST", "supervision", rest, role, json=body or {}, **given)
        assert answer.is_error, answer.text
        return answer.status_code, answer.json()["code"]


@asynccontextmanager
async def supervised(folder: Path, **given: Any) -> AsyncIterator[Supervised]:
    """Supervision alone in a started world."""
    async with a_world(folder, [supervision], beside=BESIDE, **given) as world:
        yield Supervised(world)
