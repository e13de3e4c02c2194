"""What waits for each role at the desk of intake; and every form names its click and version."""

import re
from pathlib import Path

from contracts.charter import Role
from contracts.screening import Disposition
from tests.drivers.visitor import visitor
from tests.drivers.walker import forms_from
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE
from tests.unit.photo_things import jpeg


async def tasks(town: Town, role: Role) -> str:
    """The fragment of this role, as plain words."""
    html = await visitor(town.world, role).read(f"{BASE}/tasks")
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


async def test_tasks_when_nothing_waits_then_only_what_one_may_do(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        clerk = await tasks(town, Role.STREET_OFFICE)
        assert "提建议" in clerk
        assert "意见建议台账" in clerk
        assert "等您办" not in clerk
        assert "现在可办" not in clerk
        assert "意见建议台账" not in await tasks(town, Role.DELIBERATOR)


async def test_tasks_when_things_wait_then_counted_with_the_oldest_day(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for _ in range(2):
            await town.submitted()
        a, b, c = [one["id"] for one in await town.imported(3)]
        for key in (a, b, c):
            await town.triage(key, Disposition.ASSIGNED)
        town.world.clock.forward(days=3)
        await town.submitted()
        clerk = await tasks(town, Role.NPC_COMMITTEE)
        assert "3 项等您办 最早 2025年5月1日 起，已 3 天" in clerk
        assert "办理和答复建议" not in clerk
        handler = await tasks(town, Role.DEPARTMENT)
        assert "办理和答复建议 已交办、办理中、要求重办的 3 项等您办" in handler
        assert "受理建议" not in handler


async def test_tasks_when_answers_are_late_then_who_urges_sees_them(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(2)
        assert "超期未答复" not in await tasks(town, Role.NPC_COMMITTEE)
        town.world.clock.forward(days=31)
        late = await tasks(town, Role.NPC_COMMITTEE)
        assert "超期未答复 已过答复期限，请催办 2 项等您办 最早 2025年5月31日 起" in late
        assert "超期未答复" not in await tasks(town, Role.DEPARTMENT)


async def test_forms_when_they_change_something_then_they_name_click_and_version(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        clerk = visitor(town.world, Role.STREET_OFFICE)
        made = await town.submitted(contact="13812345678")
        files = [("photos", ("a.jpg", jpeg(), "image/jpeg"))]
        await clerk.send(_desk(made["id"]), f"{_desk(made['id'])}/photos", files=files)
        one, other = await town.imported(2)
        await town.triage(one["id"], Disposition.ASSIGNED)
        start = [f"{BASE}/desk", *(_desk(key["id"]) for key in (made, one, other))]
        found = await forms_from(clerk, start, of_each=9)
        makes = (
            "new", "desk/imports/new", "desk/ledger", "desk/accept", "desk/answers/order",
            "desk/clients/new", "desk/tickets/new", "desk/focus/new",
        )  # fmt: skip
        creating = {f"{BASE}/{at}" for at in makes}
        asking = {f"{BASE}/receipt"}
        assert {form.action.rpartition("/")[2] for _, form in found} >= {
            "accept", "return", "remove", "photos", "forget", "author", "merge", "handle",
            "reply", "correct", "new",
        }  # fmt: skip
        for page, form in found:
            if form.action.startswith(BASE) and form.action not in asking:
                guards = {"form_token", "idempotency_key"}
                guards |= set() if form.action in creating else {"version"}
                assert guards <= form.names, f"{page} {form.action}"


def _desk(key: str) -> str:
    return f"{BASE}/desk/suggestions/{key}"
