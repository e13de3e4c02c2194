"""The six invariants, read back from the APIs and, where no API tells, from the stores."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from chassis.audit.check import AuditCheck
from chassis.flow.dead_letters import DEAD_LETTERS, Status
from contracts.charter import Role
from launch.catalogue import SERVICES
from launch.demo.case import Case
from launch.demo.client import Api, PlayError
from launch.demo.report import report
from launch.engines import kinds_of
from services.ballot.kinds import PAPERS
from services.intake.kinds import SUGGESTIONS
from tests.faults.mini import COMMUNITIES, EXPECTED, SAID, STAGES, YEAR
from tests.faults.mini import PAPERS as CAST
from tests.faults.table import INVARIANTS
from tests.faults.town import LETTERS, Town

PATIENCE = 40.0


class NotHereYet(Exception):
    """The street of the letters has no charter in intake yet: nothing was acknowledged."""


@dataclass
class Letters:
    """Residents of another street write letters all the time; every acknowledged one counts."""

    town: Town
    pause: float = 0.5
    kept: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        """Their street gets its charter."""
        async with self.town.people(LETTERS) as api:
            body = {"preset": f"mini_{LETTERS}", "year": YEAR, "documents": []}
            await api.put("assembly", "charter", Role.PARTY_COMMITTEE, body)

    async def write(self, until: asyncio.Event) -> None:
        """One letter after the other; each is written until it is acknowledged."""
        async with self.town.people(LETTERS) as api:
            while not until.is_set():
                body = {
                    "title": "楼道的灯坏了", "content": f"第{len(self.kept) + 1}封来信：灯坏了。",
                    "community": COMMUNITIES[0], "consent": True,
                }  # fmt: skip
                with suppress(NotHereYet):
                    self.kept.append(await self._one(api, body))
                await asyncio.sleep(self.pause)

    async def _one(self, api: Api, body: dict[str, Any]) -> str:
        try:
            done = await api.post("intake", "suggestions", None, body)
        except PlayError as problem:
            if problem.code == "unknown-street":  # its charter is still on the way
                raise NotHereYet from None
            raise
        return str(done["id"])

    async def all_kept(self) -> bool:
        """Each one is there once, and was said once."""
        stored = await self.town.engines["intake"].find(SUGGESTIONS, LETTERS, {}, "", "", 10_000)
        there = [raw.doc_id.partition("/")[2] for raw in stored]
        async with self.town.people(LETTERS) as api:
            said = (await api.get("intake", "said", Role.NPC_COMMITTEE))["said"]
        told = said.get("yishi.intake.suggestion-submitted.v1", 0)
        return sorted(there) == sorted(self.kept) and told == len(self.kept)


async def verdict(town: Town, case: Case, letters: Letters, meant: int = 0) -> dict[str, bool]:
    """Each invariant, once everything has come to rest; what does not hold is waited for."""
    deadline = time.monotonic() + PATIENCE
    while True:
        late = time.monotonic() > deadline
        if late or not await town.unsent():  # which costs far less than to look at everything
            found = await looked(town, case, letters, meant)
            if late or all(found.values()):
                return found
        await asyncio.sleep(0.5)


async def looked(town: Town, case: Case, letters: Letters, meant: int) -> dict[str, bool]:
    """Each invariant as it stands just now."""
    async with town.people(case.street) as api:
        told = await report(case, api, 0)
        summary = await api.get("intake", "summary", Role.NPC_COMMITTEE, cycle=case.cycle)
    cast, returned = await papers(town, case.street), told["ballot"]["returned"]
    verdicts = (
        await letters.all_kept(),
        not differences(told),
        summary["conserved"] and summary["total"] == EXPECTED["funnel"][0],
        cast == returned == len(CAST) <= told["ballot"]["issued"],
        await whole(town, case.street) and await town.unsent() == 0,
        await dead(town, case.street) == meant,
    )
    return dict(zip(INVARIANTS, verdicts, strict=True))


def differences(told: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Figures, and how often each event was said, that are not those of a good day: there, due."""
    said = {
        name.removeprefix("yishi.").removesuffix(".v1"): n for name, n in told["events"].items()
    }
    said[STAGES] = max(said.get(STAGES, 0), SAID[STAGES])
    wanted: dict[str, tuple[Any, Any]] = {
        name: (said.get(name, 0), SAID.get(name, 0)) for name in {*said, *SAID}
    }
    wanted |= {name: (told[name], figure) for name, figure in EXPECTED.items()}
    return {name: pair for name, pair in wanted.items() if pair[0] != pair[1]}


async def papers(town: Town, street: str) -> int:
    """Papers in the box, by phone and on paper: one for each slip that was used."""
    return len(await town.engines["ballot"].rows(PAPERS, f"{street}/", "", 100))


async def whole(town: Town, street: str) -> bool:
    """Every service's chain and documents fit together."""
    checks = [
        AuditCheck(town.engines[service.name], kinds_of(service)).verify(street)
        for service in SERVICES
    ]
    return all(report.ok for report in await asyncio.gather(*checks))


async def dead(town: Town, street: str) -> int:
    """Dead letters that wait in a street, over all services."""
    asked = [
        engine.count(DEAD_LETTERS, street, {"status": Status.WAITING.value}, "")
        for engine in town.engines.values()
    ]
    return sum([found.get("", 0) for found in await asyncio.gather(*asked)])
