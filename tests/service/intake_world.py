"""Intake alone, fed with the events the other services would say."""

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import xlsxwriter

from chassis.core.decision import Cause, Change
from contracts.assembly import CharterAdopted, MemberAppointed
from contracts.charter import Charter, Role, Work
from contracts.envelope import Event
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    Decision,
    Disposition,
    LegClosed,
    LegOpened,
    Level,
    ReasonCode,
    SuggestionTriaged,
)
from services.assembly.presets import charter_from
from services.assembly.service import assembly
from services.intake.kinds import MEMBERS
from services.intake.member.domain import Member
from services.intake.service import intake
from services.screening.service import screening
from services.supervision.service import supervision
from tests.drivers.speaker import LONG_AGO, Speaker
from tests.world import DONGTANG, WUJIALING, World, a_world

HEADERS = (
    "序号",
    "日期",
    "收集人",
    "来源渠道",
    "社区",
    "建议标题",
    "建议内容",
    "类别",
    "建议人",
    "联系电话",
)
STORE = {"community": "浦沅社区", "content": "楼道灯坏了半个月。", "consent": True}
LEG = "R1_DOWN"
BESIDE = (assembly, screening, supervision)
"""Whose pages those of intake lead to."""


def ledger(rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS) -> bytes:
    """A workbook with these rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("意见建议台账")
        for number, row in enumerate([headers, *rows]):
            page.write_row(number, 0, row)
    return buffer.getvalue()


def row(no: int | str, **given: Any) -> list[Any]:
    """One row of a ledger."""
    cells = dict(
        zip(
            HEADERS,
            (
                no,
                "2025-01-14",
                "曾小曼",
                "微信群",
                "浦沅社区",
                f"第{no}件事",
                "路灯不亮，请修好。",
                "公共设施",
                "张三丰",
                "13912345678",
            ),
            strict=True,
        )
    )
    return list((cells | given).values())


@dataclass
class Town:
    """The world, and a mouth for the others."""

    world: World

    async def hear(
        self, event: Event, sequence: int, street: str = DONGTANG, *, settle: bool = True
    ) -> None:
        """Let intake hear an event of another service (twice, as all of them)."""
        others = Speaker(self.world, street)
        await others.say(event, sequence, time=LONG_AGO, settle=settle)

    async def seat(self, *names: str) -> None:
        """Members of these names, as their appointments leave them."""
        ctx = self.world.context("intake")
        for name in names:
            cause = Cause(f"seat:{name}", "test", "keep_member", ctx.now(), name)
            member = Member(name=name, sequence=1)
            key = MEMBERS.key(DONGTANG, f"m-{name}")
            await ctx.change(key, lambda _, member=member: Change(member), cause)

    async def open(self, sequence: int = 1, cycle: str = "2025") -> None:
        """The leg that collects opens."""
        opened = LegOpened(cycle=cycle, leg=LEG, stage="R1_DOWN", works=(Work.COLLECT,))
        await self.hear(opened, sequence)

    async def close(self, sequence: int = 5, *, settle: bool = True) -> None:
        """The leg that collects closes."""
        closed = LegClosed(cycle="2025", leg=LEG, incoming=0, outgoing=0)
        await self.hear(closed, sequence, settle=settle)

    async def upload(self, data: bytes, role: Role = Role.STREET_OFFICE, **given: Any) -> Any:
        """Hand in a ledger."""
        rest = "suggestions/import" + ("?dry_run=true" if given.pop("dry", False) else "")
        files = {"file": ("台账.xlsx", data)}
        return await self.world.ask("POST", "intake", rest, role, files=files, **given)

    async def imported(self, count: int) -> list[dict[str, Any]]:
        """So many suggestions in the cycle, by number."""
        answer = await self.upload(ledger([row(no) for no in range(1, count + 1)]))
        assert answer.status_code == 202, answer.text
        await self.world.settle()
        return await self.listed()

    async def listed(self, **params: Any) -> list[dict[str, Any]]:
        """The list as everybody sees it."""
        found = await self.world.get("intake", "suggestions", params={"limit": 200} | params)
        items: list[dict[str, Any]] = found["items"]
        return items

    async def listed_by_staff(self) -> list[dict[str, Any]]:
        """What residents handed in and nobody accepted yet."""
        params = {"status": "SUBMITTED"}
        found = await self.world.get("intake", "suggestions", Role.STREET_OFFICE, params=params)
        items: list[dict[str, Any]] = found["items"]
        return items

    async def one(self, key: str, role: Role | None = Role.STREET_OFFICE) -> dict[str, Any]:
        """One suggestion."""
        found: dict[str, Any] = await self.world.get("intake", f"suggestions/{key}", role)
        return found

    async def command(
        self, key: str, step: str, role: Role | None, body: Any = None, **given: Any
    ) -> httpx.Response:
        """A command on one suggestion."""
        rest = f"suggestions/{key}/{step}"
        return await self.world.ask("POST", "intake", rest, role, json=body or {}, **given)

    async def submitted(self, **given: Any) -> dict[str, Any]:
        """A resident's suggestion."""
        found: dict[str, Any] = await self.world.post("intake", "suggestions", None, STORE | given)
        return found

    async def triage(self, key: str, disposition: Disposition, sequence: int = 2) -> None:
        """The meetings' word."""
        told = SuggestionTriaged(
            suggestion=key,
            cycle="2025",
            level=Level.STREET,
            category="FACILITIES",
            disposition=disposition,
            unit="公共管理办公室",
        )
        await self.hear(told, sequence)


def proposed(candidate: str, *sources: str) -> AlternativeProposed:
    return AlternativeProposed(
        candidate=candidate, cycle="2025", no=1, title=f"项目{candidate}", sources=sources
    )


def decided(candidate: str, decision: Decision, *sources: str) -> CandidateDecided:
    return CandidateDecided(
        candidate=candidate,
        cycle="2025",
        decision=decision,
        reason_code=ReasonCode.MEETS_CRITERIA,
        title=f"项目{candidate}",
        sources=sources,
    )


def charter(preset: str = "dongtang", street: str = DONGTANG) -> Charter:
    """A street's charter."""
    return charter_from(preset, street, 2025, ())


@asynccontextmanager
async def a_town(folder: Path, *, collecting: bool = True, **given: Any) -> AsyncIterator[Town]:
    """Intake with both charters and one member; collecting, unless told otherwise."""
    async with a_world(folder, (intake,), beside=BESIDE, **given) as world:
        town = Town(world)
        for preset, street in (("dongtang", DONGTANG), ("wujialing", WUJIALING)):
            adopted = CharterAdopted(charter=charter(preset, street), version=1)
            await town.hear(adopted, 1, street)
        await town.hear(
            MemberAppointed(
                member="m1",
                name="曾小曼",
                community="430111005001",
                category="RESIDENT",
                community_group="",
                specialty_group="",
                grid="",
            ),
            3,
        )
        if collecting:
            await town.open()
        yield town
