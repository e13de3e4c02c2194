"""The door of a session: who is expected, who arrives by whose word, who is there when."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Role
from tests.service.ballot_world import Hall, a_hall

NPC = Role.NPC_COMMITTEE


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=9, items=4, seats=2, seats_of_street=9)
        yield hall


async def test_attack_suspending(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors(9)
    await hall.arrive(*(f"m{n:02}" for n in range(5)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    at = f"ballots/{hall.ballot}/open"
    assert (await hall.ask("POST", at, Role.CHAIR)).json()["code"] == "no-quorum"
    await hall.end("m07")
    await hall.end("m08")
    answer = await hall.ask("POST", at, Role.CHAIR)
    print("ATTACK 1", answer.status_code, answer.text[:200])
    assert answer.status_code == 409


async def test_attack_npc(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors(9)
    for n in range(6):
        answer = await hall.ask("POST", f"sessions/{hall.session}/check-ins", NPC, json={"member": f"m{n:02}"})
        assert answer.is_success
    assert (await hall.get(f"sessions/{hall.session}"))["present"] == 0
