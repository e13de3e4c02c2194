"""The year through HTTP, and what it hears: every event twice, in any order."""

import random
from pathlib import Path
from typing import Any

import pytest

from chassis.core.errors import TooEarly
from contracts.charter import Role
from contracts.envelope import Event
from contracts.screening import LegClosed, LegOpened, LegReopened
from contracts.supervision import ProjectCreated
from tests.service.assembly_world import adopt, assembly_world, hear
from tests.unit.test_assembly_cycle import result
from tests.world import DONGTANG, World

FIGURES = {"R1_DOWN": 58, "R1_UP": 58, "R2_DOWN": 25, "R2_UP": 12, "R3_DOWN": 12, "R3_UP": 10}


async def year(world: World) -> None:
    await adopt(world)
    await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})


def opened(leg: str) -> LegOpened:
    return LegOpened(cycle="2025", leg=leg, stage=leg, works=())


def closed(leg: str) -> LegClosed:
    figure = FIGURES[leg]
    return LegClosed(cycle="2025", leg=leg, incoming=figure, outgoing=figure)


def project(name: str) -> ProjectCreated:
    return ProjectCreated(
        project=name, candidate="c", cycle="2025", title="t", project_class="ECONOMY", group="g",
        sources=(),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
async def test_year_when_the_others_speak_then_stage_and_funnel_follow(
    tmp_path: Path, seed: int | None
) -> None:
    async with assembly_world(tmp_path) as world:
        await year(world)
        news = [event for leg in FIGURES for event in (opened(leg), closed(leg))]
        spoken: list[tuple[Event, int, str]] = [
            (event, place + 1, f"e{place}") for place, event in enumerate(news)
        ]
        spoken += [(result(), 7, "result"), (project("p1"), 1, "p1"), (project("p2"), 1, "p2")]
        if seed is not None:
            random.Random(seed).shuffle(spoken)
        for event, sequence, key in spoken:
            await hear(world, DONGTANG, event, sequence, key)
        found = await world.get("assembly", "cycles/2025")
        assert found["funnel"] == [58, 25, 12, 10]
        assert (found["stage"], found["reserve"], found["projects"]) == ("SUPERVISING", 2, 2)
        assert {leg["status"] for leg in found["legs"]} == {"CLOSED"}
        card = (await world.http.get("/assembly/api/streets")).json()["items"][0]
        assert [stage["count"] for stage in card["funnel"]] == [58, 25, 12, 10]
        assert card["stage"] == "SUPERVISING"


async def test_leg_when_reopened_then_the_stage_goes_back(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await year(world)
        await hear(world, DONGTANG, opened("R1_DOWN"), 1)
        await hear(world, DONGTANG, closed("R1_DOWN"), 2)
        await hear(world, DONGTANG, opened("R1_UP"), 3)
        back = LegReopened(cycle="2025", leg="R1_DOWN", stage="R1_DOWN")
        await hear(world, DONGTANG, back, 4)
        found = await world.get("assembly", "cycles/2025")
        assert (found["stage"], found["funnel"][0]) == ("R1_DOWN", None)


async def test_news_when_the_year_is_not_there_yet_then_too_early(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        with pytest.raises(TooEarly):
            await hear(world, DONGTANG, opened("R1_DOWN"), 1)


async def test_year_when_opened_twice_then_refused_but_the_same_key_answers_again(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        asked: dict[str, Any] = {"headers": {"Idempotency-Key": "y"}, "json": {"year": 2025}}
        for _ in range(2):
            answer = await world.ask("POST", "assembly", "cycles", Role.NPC_COMMITTEE, **asked)
            assert answer.status_code == 201
        answer = await world.ask(
            "POST", "assembly", "cycles", Role.NPC_COMMITTEE, json={"year": 2025}
        )
        assert answer.status_code == 409
        await world.settle()
        said = await world.get("assembly", "said", Role.AUDITOR)
        assert said["said"]["yishi.assembly.cycle-opened.v1"] == 1


@pytest.mark.parametrize("body", [{"year": 1999}, {"year": "x"}, {}, {"year": 2025, "more": 1}])
async def test_year_when_badly_asked_then_refused(tmp_path: Path, body: dict[str, object]) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        answer = await world.ask("POST", "assembly", "cycles", Role.NPC_COMMITTEE, json=body)
        assert answer.status_code == 422


async def test_year_when_closed_then_it_says_what_is_missing(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await year(world)
        answer = await world.ask("POST", "assembly", "cycles/2025/close", Role.NPC_COMMITTEE)
        assert answer.status_code == 409
        missing = {row["field"] for row in answer.json()["errors"]}
        assert missing == {"stage", "inspections", "appraisal", "archive"}
        early = await world.ask("POST", "assembly", "cycles/2025/advance", Role.NPC_COMMITTEE)
        assert early.status_code == 409
        await hear(world, DONGTANG, result(), 1)
        await hear(world, DONGTANG, project("p"), 1)
        moved = await world.post("assembly", "cycles/2025/advance", Role.NPC_COMMITTEE)
        assert moved["status"] == "EVALUATING"
        stale = await world.ask(
            "POST", "assembly", "cycles/2025/advance", Role.NPC_COMMITTEE,
            headers={"If-Match": '"1"'},
        )  # fmt: skip
        assert stale.status_code == 412
