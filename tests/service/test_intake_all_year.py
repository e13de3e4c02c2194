"""Suggestions are accepted all year; what comes between two collections counts in the next one."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.suggestion.carrying import carry_over
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE

CLERK, DEPARTMENT = Role.STREET_OFFICE, Role.DEPARTMENT
TOPIC = "CANTEENS"
ACCEPTED = "yishi.intake.suggestion-accepted.v1"
ANSWERED = "yishi.intake.suggestion-answered.v1"


async def taken(town: Town, **given: Any) -> str:
    """A suggestion that was accepted, whatever the season."""
    key = str((await town.submitted(**given))["id"])
    words = {"title": "修灯", "public_text": "灯坏了", "topic": given.get("topic", "")}
    answer = await town.command(key, "accept", CLERK, words)
    assert answer.status_code == 200, answer.text
    await town.world.settle()
    return key


async def nothing_shown_of_what_nobody_accepted(town: Town) -> None:
    """Before the first collection every list answers, and no written title is on it."""
    await town.submitted(title="某某的家事", topic=TOPIC)
    await town.world.settle()
    for page in ("suggestions", "topics", f"topics/{TOPIC}"):
        assert "某某的家事" not in await visitor(town.world).read(f"{BASE}/{page}"), page
    summary = await town.world.get("intake", "summary")
    assert (summary["total"], summary["overdue"], summary["by_community"]) == (0, 0, {})


async def said(town: Town) -> dict[str, int]:
    """Event → how often it was said."""
    found = await town.world.get("intake", "said", Role.NPC_COMMITTEE)
    told: dict[str, int] = found["said"]
    return told


async def answered(town: Town, key: str) -> None:
    assigned = await town.command(key, "assign", CLERK, {"unit": "公共管理办公室"})
    assert assigned.status_code == 200, assigned.text
    replied = await town.command(key, "reply", DEPARTMENT, {"text": "灯修好了。"})
    assert replied.status_code == 200, replied.text
    await town.world.settle()


async def test_between_collections_it_is_accepted_numbered_and_public_with_its_term(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        await nothing_shown_of_what_nobody_accepted(town)
        await taken(town)
        key = await taken(town, topic=TOPIC)
        one = await town.one(key, None)
        assert (one["no"], one["status"], one["due_on"]) == ("P-2", "ACCEPTED", "2025-05-31")
        page = await visitor(town.world, Role.DELIBERATOR).read(f"{BASE}/suggestions")
        assert "下次征集" in page
        assert f"{BASE}/suggestions/{key}" in page
        assert ACCEPTED not in await said(town)
        page = await visitor(town.world).read(f"{BASE}/topics/{TOPIC}")
        assert (f"{BASE}/suggestions/{key}" in page, "已受理的建议（1 条）" in page) == (True, True)


async def test_between_collections_its_day_passes_unless_a_department_answers(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        late, done = await taken(town), await taken(town)
        await answered(town, done)
        town.world.clock.forward(days=40)
        await town.world.settle()
        assert (await town.one(late))["overdue_since"] == "2025-06-01"
        assert (await town.one(done))["outcome"] == "SOLVED"
        tasks = await visitor(town.world, CLERK).read(f"{BASE}/tasks")
        assert "超期未答复" in tasks


async def test_when_the_collection_opens_each_counts_once_and_keeps_number_and_answer(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        keys = [await taken(town) for _ in range(3)]
        await answered(town, keys[0])
        await town.open()
        own = await taken(town)
        rows = await town.listed()
        assert {one["id"] for one in rows} == {*keys, own}
        assert [(await town.one(key))["no"] for key in (*keys, own)] == ["P-1", "P-2", "P-3", "W-1"]
        assert (await town.one(keys[0]))["status"] == "REPLIED"
        told = await said(town)
        assert (told[ACCEPTED], told[ANSWERED]) == (4, 2)  # the answer is said for its cycle too
        await town.close()
        found = await town.world.get("intake", "collections/2025")
        assert (found["accepted"], found["exact"]) == (4, True)
        summary = await town.world.get("intake", "summary")
        assert (summary["total"], summary["conserved"]) == (4, True)
        assert "下次征集" not in await visitor(town.world, CLERK).read(f"{BASE}/suggestions")


async def test_what_was_answered_before_is_not_asked_of_the_department_again(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        key = await taken(town)
        await answered(town, key)
        await town.open()
        await town.triage(key, Disposition.ASSIGNED)
        one = await town.one(key)
        assert (one["status"], one["outcome"]) == ("REPLIED", "SOLVED")
        assert one["level"] == "STREET"


async def test_accepted_while_a_collection_opens_then_it_is_carried_all_the_same(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        key = str((await town.submitted())["id"])

        async def opens_meanwhile(*args: Any) -> None:
            monkeypatch.undo()
            await town.open()
            await carry_over(*args)

        monkeypatch.setattr("services.intake.suggestion.accepting.carry_over", opens_meanwhile)
        await town.command(key, "accept", CLERK, {"title": "修灯"})
        await town.world.settle()
        assert (await town.one(key))["cycle"] == "2025"
        assert (await said(town))[ACCEPTED] == 1


async def test_merging_waits_for_the_collection(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        lead, other = await taken(town), await taken(town)
        early = await town.command(other, "merge", CLERK, {"target": lead})
        assert early.json()["code"] == "merged-later"
        await town.open()
        assert (await town.command(other, "merge", CLERK, {"target": lead})).status_code == 200
