"""The ballot service over HTTP, on the embedded pair, every delivery twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Role
from tests.service.ballot_world import Hall, a_hall

MARKS = [f"p{no:02}" for no in range(1, 11)]


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish()
        yield hall


async def test_session_when_played_to_its_end_then_ten_are_chosen_and_two_kept(hall: Hall) -> None:
    await hall.begin(present=50)
    for code in hall.codes[:50]:
        assert (await hall.cast(code, *MARKS)).json() == {"received": True}
    await hall.close()
    counted = await hall.count()
    assert counted["figures"]["returned"] == 50
    await hall.finish()
    seen = await hall.get(f"ballots/{hall.ballot}")
    figures = seen["figures"]
    assert seen["status"] == "ANNOUNCED"
    assert figures["selected"] == MARKS
    assert figures["reserved"] == ["p11", "p12"]
    assert (figures["expected"], figures["present"], figures["issued"]) == (53, 50, 50)
    assert (await hall.get(f"sessions/{hall.session}"))["status"] == "CLOSED"
