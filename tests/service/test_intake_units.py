"""A department sees and answers what was assigned to its own unit, and nothing else."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from contracts.screening import Disposition, Level, SuggestionTriaged
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG, UNIT

OTHERS = "综合行政执法大队"
DESK = f"/intake/streets/{DONGTANG}/desk"


async def assigned(town: Town, *units: str, **given: Any) -> list[str]:
    """Suggestions that were assigned to these units, in their order."""
    ids = [one["id"] for one in await town.imported(len(units))]
    for key, unit in zip(ids, units, strict=True):
        told = SuggestionTriaged(
            suggestion=key, cycle="2025", level=Level.STREET, category="FACILITIES",
            disposition=Disposition.ASSIGNED, unit=unit, **given,
        )  # fmt: skip
        await town.hear(told, 2)
    return ids


async def test_reply_when_given_by_another_unit_then_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (key,) = await assigned(town, OTHERS)
        for step, body in (("handle", {}), ("reply", {"text": "办好了"})):
            for department in (UNIT, "没有这个部门"):
                answer = await town.command(key, step, Role.DEPARTMENT, body, department=department)
                assert (answer.status_code, answer.json()["code"]) == (403, "other-unit"), step
        own = await town.command(key, "reply", Role.DEPARTMENT, {"text": "x"}, department=OTHERS)
        assert own.json()["outcome"] == "SOLVED"


async def test_reply_when_entered_by_the_street_office_then_taken_for_any_unit(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        (key,) = await assigned(town, OTHERS)
        answer = await town.command(key, "reply", Role.STREET_OFFICE, {"text": "已办"})
        assert answer.status_code == 200


async def test_desk_when_a_department_looks_then_only_its_own_are_listed_and_counted(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        mine, theirs = await assigned(town, UNIT, OTHERS)
        client = visitor(town.world, Role.DEPARTMENT)
        html = await client.read(DESK)
        assert f"{DESK}/suggestions/{mine}" in html
        assert f"{DESK}/suggestions/{theirs}" not in html
        tasks = await client.read(f"/intake/streets/{DONGTANG}/tasks")
        assert "1 项等您办" in tasks
        await client.read(f"{DESK}/suggestions/{theirs}", 403)
        await client.read(f"{DESK}/suggestions/{mine}")


async def test_text_when_another_unit_reads_it_then_only_what_is_public(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mine, theirs = await assigned(town, UNIT, OTHERS)
        assert (await town.one(mine, Role.DEPARTMENT))["staff"]
        assert (await town.one(theirs, Role.DEPARTMENT))["staff"] is None


async def test_suggestion_when_a_unit_helps_then_it_reads_but_does_not_answer(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        (key,) = await assigned(town, OTHERS, co_units=(UNIT,))
        client = visitor(town.world, Role.DEPARTMENT)
        html = await client.read(f"{DESK}/suggestions/{key}")
        assert f"{key}/reply" not in html
        refused = await town.command(key, "reply", Role.DEPARTMENT, {"text": "办好了"})
        assert refused.status_code == 403
