"""What of the screening waits for whom: counted, since when, gone once it is done."""

from pathlib import Path

from chassis.service import Task
from contracts.charter import Role
from services.screening.tasks import tasks
from tests.service.screening_street import Street, a_street
from tests.service.test_screening_flow import to_deciding, to_prereview
from tests.signing_in import somebody


async def told(street: Street, *roles: Role) -> dict[str, Task]:
    """What waits now for somebody with these roles, by its English name."""
    person = somebody("clerk", "经办人", roles, street.charter.street)
    found = await tasks(street.world.context("screening"), person, street.charter.street)
    return {task.en: task for task in found}


async def test_tasks_when_no_leg_is_open_then_the_committee_opens_the_next(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        assert (await told(street, Role.NPC_COMMITTEE))["Open the next step"].now
        assert "Open the next step" not in await told(street, Role.STREET_OFFICE)
        assert await told(street, Role.RESIDENT) == {}
        await street.leg("R1_DOWN", "open")
        assert "Open the next step" not in await told(street, Role.NPC_COMMITTEE)


async def test_tasks_when_suggestions_wait_then_counted_since_the_leg_opened(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await street.leg("R1_DOWN", "open")
        await street.collect(3)
        await street.leg("R1_DOWN", "close")
        await street.counted(3)
        await street.leg("R1_UP", "open")
        opened = street.world.context("screening").today()
        waiting = await told(street, Role.STREET_OFFICE)
        assert (waiting["Triage"].count, waiting["Triage"].since) == (3, opened)
        leg = next(task for task in waiting.values() if task.icon == "flag")
        assert (leg.count, leg.since) == (3, opened), "two meetings and the triage are missing"
        assert "没有分级分类" in leg.note_zh
        for n in (1, 2, 3):
            await street.triage(n)
        assert "Triage" not in await told(street, Role.STREET_OFFICE)


async def test_tasks_when_alternatives_and_opinions_wait_then_counted(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        assert (await told(street, Role.NPC_COMMITTEE))["Decide the alternatives"].count == 3
        assert "Decide the alternatives" not in await told(street, Role.STREET_OFFICE)


async def test_tasks_when_opinions_wait_then_they_lead_to_the_oldest(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        assert (await told(street, Role.DELIBERATOR))["Pre-review"].count == 2
        for candidate in (made[1], made[0]):
            body = {"text": "加开周六", "member": "m7"}
            await street.post(f"candidates/{candidate}/opinions", body)
        task = (await told(street, Role.STREET_OFFICE))["Answer the pre-review"]
        assert (task.count, task.now) == (2, True)
        assert task.since == street.world.context("screening").today()
        assert "/candidates/" in task.href


async def test_tasks_when_asked_by_the_desk_then_a_fragment(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        path = f"/screening/streets/{street.charter.street}/tasks"
        headers = street.world.headers(Role.NPC_COMMITTEE, street.charter.street)
        answer = await street.world.http.get(path, headers=headers)
        assert answer.status_code == 200
        assert "打开下一个环节" in answer.text
