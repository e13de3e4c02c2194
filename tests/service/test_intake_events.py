"""What intake does when others speak: collections, triage, candidates, projects, in any order."""

import asyncio
from pathlib import Path

import pytest

from contracts.charter import Role, Work
from contracts.screening import (
    Decision,
    Disposition,
    LegOpened,
    LegReopened,
    SuggestionSetAside,
)
from contracts.supervision import ProjectCreated
from services.intake.importing.known import ledger_key
from tests.drivers.speaker import overhear
from tests.service.intake_world import LEG, Town, a_town, decided, ledger, proposed, row
from tests.world import DONGTANG

CLERK = Role.STREET_OFFICE


async def outcome(town: Town, key: str) -> tuple[str, str]:
    found = await town.one(key)
    return found["status"], found["outcome"]


# ---- collections -----------------------------------------------------------------------------


async def test_a_collection_closes_with_exact_figures(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b, *_ = [one["id"] for one in await town.imported(5)]
        await town.command(a, "merge", CLERK, {"target": b})
        running = await town.world.get("intake", "collections/2025")
        assert (running["status"], running["exact"]) == ("OPEN", False)
        await town.close()
        closed = await town.world.get("intake", "collections/2025")
        assert closed == {
            "cycle": "2025",
            "status": "CLOSED",
            "accepted": 5,
            "merged": 1,
            "collectors": 1,
            "exact": True,
        }
        unknown = await town.world.ask("GET", "intake", "collections/1999")
        assert unknown.status_code == 404


async def test_a_close_that_is_heard_before_the_opening_stays_closed(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        await town.close(sequence=5)
        await town.open(sequence=1)
        found = await town.world.get("intake", "collections/2025")
        assert (found["status"], found["accepted"]) == ("CLOSED", 0)


async def test_going_back_opens_it_again_and_it_is_counted_anew(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(2)
        await town.close(sequence=3)
        await town.hear(LegReopened(cycle="2025", leg=LEG, stage="R1_DOWN"), 4)
        await town.imported(3)
        await town.close(sequence=5)
        found = await town.world.get("intake", "collections/2025")
        assert (found["status"], found["accepted"]) == ("CLOSED", 3)


async def test_another_leg_leaves_the_collection_alone(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        other = LegOpened(cycle="2025", leg="R1_UP", stage="R1_UP", works=(Work.TRIAGE,))
        await town.hear(other, 4)
        await town.hear(LegReopened(cycle="2025", leg="R1_UP", stage="R1_UP"), 5)
        found = await town.world.get("intake", "collections/2025")
        assert found["status"] == "OPEN"


@pytest.mark.parametrize("turn", range(3))
async def test_a_suggestion_accepted_while_it_closes_is_counted(tmp_path: Path, turn: int) -> None:
    async with a_town(tmp_path) as town:
        keys = [(await town.submitted(content=f"第{n}件"))["id"] for n in range(6)]
        answers = await asyncio.gather(
            *(town.command(key, "accept", CLERK, {"title": "好事"}) for key in keys[:3]),
            town.close(settle=False),
            *(town.command(key, "accept", CLERK, {"title": "好事"}) for key in keys[3:]),
        )
        await town.world.settle()
        accepted = sum(1 for answer in answers if answer is not None and answer.is_success)
        found = await town.world.get("intake", "collections/2025")
        assert (found["status"], found["exact"]) == ("CLOSED", True)
        assert found["accepted"] == accepted == len(await town.listed())


# ---- automatic answers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("disposition", "wanted"),
    [
        (Disposition.FORWARDED_UP, ("REPLIED", "FORWARDED_UP")),
        (Disposition.REFERENCE, ("REPLIED", "REFERENCE")),
        (Disposition.OUT_OF_SCOPE, ("REPLIED", "OUT_OF_SCOPE")),
        (Disposition.ASSIGNED, ("ASSIGNED", "")),
        (Disposition.PROJECT_SOURCE, ("PROJECT_SOURCE", "")),
    ],
)
async def test_a_triage_answers_by_itself_where_it_is_an_answer(
    tmp_path: Path, disposition: Disposition, wanted: tuple[str, str]
) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        await town.triage(one["id"], disposition)
        assert await outcome(town, one["id"]) == wanted


async def test_two_triages_in_the_wrong_order(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        await town.triage(one["id"], Disposition.ASSIGNED, sequence=4)
        await town.triage(one["id"], Disposition.REFERENCE, sequence=3)
        assert await outcome(town, one["id"]) == ("ASSIGNED", "")


async def test_every_source_of_a_candidate_meets_its_fate(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b, c = [one["id"] for one in await town.imported(3)]
        for key in (a, b, c):
            await town.triage(key, Disposition.PROJECT_SOURCE)
        await town.hear(proposed("x", a, b), 2)
        await town.hear(proposed("y", b), 2)
        await town.hear(decided("x", Decision.CANDIDATE, a, b), 3)
        await town.hear(decided("y", Decision.DECLINED, b), 3)
        assert await outcome(town, b) == ("PROJECT_SOURCE", "")
        await town.hear(decided("x", Decision.RESERVED, a, b), 5)
        assert await outcome(town, a) == ("REPLIED", "RESERVED")
        assert await outcome(town, b) == ("REPLIED", "RESERVED")
        await town.hear(SuggestionSetAside(suggestion=c, cycle="2025"), 3)
        assert await outcome(town, c) == ("REPLIED", "SET_ASIDE")
        summary = await town.world.get("intake", "summary")
        assert (summary["open"], summary["answered"]) == (0, 3)
        public = await town.one(b, None)
        assert {link["candidate"]: link["decision"] for link in public["links"]["candidates"]} == {
            "x": "RESERVED",
            "y": "DECLINED",
        }


async def test_a_decision_before_its_triage_waits_for_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        await town.hear(decided("x", Decision.SELECTED, one["id"]), 5)
        await town.hear(proposed("x", one["id"]), 2)
        assert await outcome(town, one["id"]) == ("ACCEPTED", "")
        await town.triage(one["id"], Disposition.PROJECT_SOURCE)
        assert await outcome(town, one["id"]) == ("REPLIED", "SELECTED")
        await town.hear(decided("y", Decision.DECLINED, one["id"]), 3)
        assert await outcome(town, one["id"]) == ("REPLIED", "SELECTED")


async def test_a_word_about_what_has_not_arrived_is_tried_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        late = ledger_key(DONGTANG, "2025", "2")
        event = decided("x", Decision.SELECTED, late, one["id"])
        await town.hear(event, 4, settle=False)
        await asyncio.sleep(0.01)
        await town.upload(ledger([row(2)]))
        await town.world.settle()
        for key in (one["id"], late):
            await town.triage(key, Disposition.PROJECT_SOURCE)
            assert await outcome(town, key) == ("REPLIED", "SELECTED")


async def test_a_project_shows_the_way_from_its_suggestions(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (one,) = await town.imported(1)
        made = ProjectCreated(
            project="p1",
            candidate="x",
            cycle="2025",
            title="照明工程",
            project_class="LIVELIHOOD",
            group="g",
            sources=(one["id"],),
        )
        await town.hear(made, 1)
        public = await town.one(one["id"], None)
        assert public["links"]["project"] == "p1"
        assert public["timeline"][-1]["kind"] == "project"
        assert len([line for line in public["timeline"] if line["reference"] == "p1"]) == 1


async def test_private_words_never_travel(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        said = overhear(town.world)
        await town.upload(ledger([row(1, 建议人="独孤求败", 建议内容="只有我知道的内容")]))
        made = await town.submitted(content="半夜装修", contact="13712345678")
        await town.command(made["id"], "accept", CLERK, {"title": "安静些"})
        await town.world.settle()
        raw = b"".join(message.body for message in said)
        assert "安静些".encode() in raw
        for secret in ("独孤求败", "只有我知道的内容", "13912345678", "半夜装修", "13712345678"):
            assert secret.encode() not in raw
