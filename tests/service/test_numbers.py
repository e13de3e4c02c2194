"""Running numbers: none twice, none left out, the same again for the same subject."""

import asyncio
from pathlib import Path

from chassis.rooms.numbers import NUMBERS, REMEMBERED, Numbers, number_for, take
from contracts.charter import Role
from tests.service.intake_world import a_town
from tests.service.rig import by
from tests.world import DONGTANG

ACCEPT = {"title": "路灯", "public_text": "路灯坏了。", "category": "FACILITIES"}


def test_numbers_when_asked_for_again_then_the_same_and_no_gap() -> None:
    first = take("a")(None).state
    assert take("a")(first).state is first
    assert take("b")(first).state.given == {"a": 1, "b": 2}


def test_numbers_when_many_were_given_then_only_the_newest_are_remembered() -> None:
    numbers = Numbers()
    for number in range(REMEMBERED + 5):
        numbers = take(str(number))(numbers).state
    assert numbers.last == REMEMBERED + 5
    assert len(numbers.given) == REMEMBERED
    assert "0" not in numbers.given


async def test_numbers_when_asked_for_by_many_at_once_then_one_to_n(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")

        async def one(name: str) -> int:
            return await number_for(ctx, DONGTANG, "test", "2025", name, by(name))

        found = await asyncio.gather(*(one(str(n)) for n in range(20)))
        assert sorted(found) == list(range(1, 21))
        assert await one("7") == found[7]


async def test_suggestions_from_the_web_when_accepted_then_numbered_one_two_three(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = [await town.submitted() for _ in range(3)]
        for one in (made[1], made[0]):
            done = await town.command(one["id"], "accept", Role.STREET_OFFICE, ACCEPT)
            assert done.is_success, done.text
        refused = await town.command(made[0]["id"], "accept", Role.STREET_OFFICE, ACCEPT)
        assert refused.status_code == 409
        await town.command(made[2]["id"], "accept", Role.STREET_OFFICE, ACCEPT)
        numbers = [(await town.one(one["id"]))["no"] for one in made]
        assert numbers == ["W-2", "W-1", "W-3"]
        key = NUMBERS.key(DONGTANG, "suggestions/2025")
        kept = await town.world.context("intake").store.get(key)
        assert kept is not None
        assert kept.state.last == 3
