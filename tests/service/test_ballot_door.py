"""The door of a session: who is expected, who arrives by whose word, who is there when."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contracts.charter import Role
from services.ballot.kinds import SESSIONS
from tests.service.ballot_world import SCRUTINEERS, Hall, a_hall, appointed
from tests.service.screening_street import a_cause

NPC, TELLER, SCRUTINEER = Role.NPC_COMMITTEE, Role.TELLER, Role.SCRUTINEER


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Nine members are called, the doors are open, nobody is here."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=9, items=4, seats=2, seats_of_street=9)
        await hall.call()
        await hall.open_doors(9)
        yield hall


async def seen(hall: Hall) -> tuple[int, int, int, int]:
    """(expected, present, waiting, issued) as everybody sees them."""
    view = await hall.get(f"sessions/{hall.session}")
    return view["expected"], view["present"], view["waiting"], view["issued"]


async def to_open(hall: Hall) -> str:
    """Everything but opening the vote; the address that opens it."""
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.cancel_left()
    return f"ballots/{hall.ballot}/open"


async def roll(hall: Hall) -> dict[str, Any]:
    """Member → line of the roll."""
    lines = (await hall.get(f"sessions/{hall.session}/roll?limit=200", NPC))["items"]
    return {one["member"]: one for one in lines}


# ---- expected ------------------------------------------------------------------------------------


async def test_attack_when_absent_members_are_suspended_then_the_quorum_stays(hall: Hall) -> None:
    await hall.arrive(*(f"m{n:02}" for n in range(5)))
    opens = await to_open(hall)
    for absent in ("m06", "m07", "m08"):
        await hall.end(absent)
    answer = await hall.ask("POST", opens, Role.CHAIR)
    assert (answer.status_code, answer.json()["code"]) == (409, "no-quorum")
    assert (await seen(hall))[0] == 9
    await hall.arrive("m08")  # called before, so expected to the end of this session
    assert (await hall.post(opens, Role.CHAIR))["status"] == "OPEN"


async def test_member_when_appointed_after_the_call_then_expected_at_the_next_session(
    hall: Hall,
) -> None:
    await hall.say(appointed("late"), "members/late")
    await hall.world.settle()
    answer = await hall.ask(
        "POST", f"sessions/{hall.session}/check-ins", TELLER, json={"member": "late"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "no-member")
    assert (await seen(hall))[0] == 9
    await hall.call(number=2)
    assert (await seen(hall))[0] == 10


async def test_session_when_called_by_an_older_version_then_goes_on_with_who_is_in_office(
    hall: Hall,
) -> None:
    await hall.world.context("ballot").change(
        SESSIONS.key(hall.street, hall.session), _without_list, a_cause("older")
    )
    await hall.end("m08")
    assert (await seen(hall))[0] == 8
    await hall.arrive(*(f"m{n:02}" for n in range(6)))
    assert (await hall.post(await to_open(hall), Role.CHAIR))["status"] == "OPEN"


def _without_list(state: Any) -> Any:
    from chassis.core.decision import Change

    return Change(state.model_copy(update={"expected": None}))


# ---- two witnesses -------------------------------------------------------------------------------


async def test_attack_when_one_office_checks_in_the_absent_then_nobody_counts(hall: Hall) -> None:
    arrivals = [await hall.check_in(f"m{n:02}", NPC) for n in range(6)]
    assert await seen(hall) == (9, 0, 6, 0)
    for sub in ("demo-npc-committee", "another-clerk"):
        told = await hall.confirm(arrivals, NPC, sub)
        assert (told["present"], sorted(told["left_out"])) == (0, sorted(arrivals))
    told = await hall.confirm(arrivals, TELLER)
    assert (told["present"], told["waiting"], told["left_out"]) == (6, 0, [])
    assert await seen(hall) == (9, 6, 0, 6)


async def test_officer_when_having_released_slips_then_may_not_work_at_the_door(
    hall: Hall,
) -> None:
    at, seen_codes = f"sessions/{hall.session}/check-ins", SCRUTINEERS[0]
    answer = await hall.ask("POST", at, SCRUTINEER, json={"member": "m00"}, sub=seen_codes)
    assert (answer.status_code, answer.json()["code"]) == (403, "released-slips")
    arrivals = {"arrivals": [await hall.check_in("m00")]}
    answer = await hall.ask("POST", f"{at}/confirm", SCRUTINEER, json=arrivals, sub=seen_codes)
    assert (answer.status_code, answer.json()["code"]) == (403, "released-slips")
    assert (await seen(hall))[1:3] == (0, 1)
    told = await hall.confirm(arrivals["arrivals"], SCRUTINEER, SCRUTINEERS[1])
    assert told["present"] == 1


async def test_confirmation_when_more_arrived_since_then_only_those_seen_count(hall: Hall) -> None:
    first = await hall.check_in("m00")
    await hall.check_in("m01")
    await hall.confirm([first])
    assert await seen(hall) == (9, 1, 1, 1)
    lines = await roll(hall)
    assert (lines["m00"]["present"], lines["m00"]["waiting"]) == (True, False)
    assert (lines["m01"]["present"], lines["m01"]["waiting"]) == (False, True)


async def test_check_in_when_repeated_then_says_since_when_and_changes_nothing(hall: Hall) -> None:
    at = f"sessions/{hall.session}/check-ins"
    first = await hall.post(at, TELLER, {"member": "m00"})
    hall.world.clock.forward(seconds=300)
    again = await hall.post(at, SCRUTINEER, {"member": "m00"})
    assert (first["already"], again["already"]) == (False, True)
    assert (again["arrived"], again["arrival"]) == (first["arrived"], first["arrival"])
    assert await seen(hall) == (9, 0, 1, 0)


async def test_undo_when_nobody_confirmed_then_as_if_never_here_and_else_refused(
    hall: Hall,
) -> None:
    at = f"sessions/{hall.session}/check-ins"
    arrival = await hall.check_in("m00")
    await hall.post(f"{at}/m00/undo", SCRUTINEER)
    assert await seen(hall) == (9, 0, 0, 0)
    assert (await hall.confirm([arrival]))["present"] == 0
    assert (await roll(hall))["m00"]["arrived"] == ""
    await hall.arrive("m00")
    answer = await hall.ask("POST", f"{at}/m00/undo", TELLER)
    assert (answer.status_code, answer.json()["code"]) == (409, "confirmed")


async def test_attack_when_one_officer_marks_members_as_left_then_they_still_count(
    hall: Hall,
) -> None:
    at = f"sessions/{hall.session}/check-ins"
    await hall.arrive("m00", "m01")
    for sub in ("demo-teller", "another-teller"):
        await hall.ask("POST", f"{at}/m00/leave", TELLER, json={}, sub=sub)
    assert (await seen(hall))[1] == 2
    grouped = await hall.ask_page(f"sessions/{hall.session}/door?by=group", NPC)
    assert "<h2>第一小组 <small>2/9" in grouped
    board = await hall.ask_page(f"sessions/{hall.session}/door", NPC)
    assert "<h2>C1 <small>2/9" in board
    assert "离席待确认" in board
    assert 'm00/leave">确认' in board
    tellers = await hall.ask_page(f"sessions/{hall.session}/door", TELLER)
    assert "m00/leave" not in tellers
    assert "m00/undo" in tellers
    undone = await hall.post(f"{at}/m00/undo", TELLER)
    assert (undone["present"], undone["leaving"]) == (True, False)
    await hall.leave("m00")
    line = (await roll(hall))["m00"]
    assert (line["present"], bool(line["left"])) == (False, True)
    assert (await seen(hall))[1] == 1


# ---- who was there when --------------------------------------------------------------------------


async def test_member_when_back_after_leaving_then_both_stays_are_kept(hall: Hall) -> None:
    await hall.arrive("m00", "m01")
    hall.world.clock.forward(seconds=600)
    await hall.leave("m00")
    assert await seen(hall) == (9, 1, 0, 2)
    hall.world.clock.forward(seconds=600)
    await hall.arrive("m00")
    line = (await roll(hall))["m00"]
    assert (line["present"], line["left"], len(line["stays"])) == (True, "", 2)
    assert line["stays"][0]["left"] > line["stays"][0]["arrived"]
    assert line["stays"][1]["arrived"] > line["stays"][0]["left"]
    assert await seen(hall) == (9, 2, 0, 2)


async def test_round_when_opened_then_the_roll_of_that_moment_is_kept(hall: Hall) -> None:
    await hall.arrive(*(f"m{n:02}" for n in range(7)))
    await hall.post(await to_open(hall), Role.CHAIR)
    await hall.leave("m00")
    await hall.arrive("m08")
    session = (
        await hall.world.context("ballot").store.get(SESSIONS.key(hall.street, hall.session))
    ).state
    assert session.rolls[0].members == tuple(f"m{n:02}" for n in range(7))
    assert set(session.present) == {"m01", "m02", "m03", "m04", "m05", "m06", "m08"}


# ---- at once -------------------------------------------------------------------------------------


async def test_hall_when_everybody_is_checked_in_at_once_then_each_once(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=67, seats_of_street=67)
        await hall.call()
        await hall.open_doors(67)
        members = [f"m{n:02}" for n in range(67)]
        arrivals = await asyncio.gather(*(hall.check_in(one) for one in members))
        assert len(set(arrivals)) == 67
        await asyncio.gather(*(hall.confirm(arrivals, sub=f"clerk-{n}") for n in range(3)))
        assert await seen(hall) == (67, 67, 0, 67)
        lines = await roll(hall)
        assert all(len(line["stays"]) == 1 for line in lines.values())
        assert all(line["stays"][0]["second"] for line in lines.values())


async def test_undo_and_confirmation_when_at_once_then_one_of_them_happened(hall: Hall) -> None:
    for n in range(6):
        member = f"m{n:02}"
        arrival = await hall.check_in(member)
        undo = f"sessions/{hall.session}/check-ins/{member}/undo"
        undone, _ = await asyncio.gather(hall.ask("POST", undo, TELLER), hall.confirm([arrival]))
        line = (await roll(hall))[member]
        assert undone.status_code in (200, 409)
        assert line["present"] == (undone.status_code == 409)
        assert line["waiting"] is False


async def test_confirmation_and_opening_when_at_once_then_the_frozen_roll_is_the_count(
    hall: Hall,
) -> None:
    await hall.arrive(*(f"m{n:02}" for n in range(6)))
    late = [await hall.check_in(f"m{n:02}") for n in (6, 7, 8)]
    opens = await to_open(hall)
    opened, *_ = await asyncio.gather(
        hall.ask("POST", opens, Role.CHAIR), *(hall.confirm([one]) for one in late)
    )
    assert opened.is_success, opened.text
    session = (
        await hall.world.context("ballot").store.get(SESSIONS.key(hall.street, hall.session))
    ).state
    frozen = session.voting.freeze
    assert frozen.present == len(session.rolls[0].members)
    assert frozen.issued == len(session.drawn)
    assert len(session.present) == 9
