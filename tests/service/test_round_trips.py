"""A budget: what each act may ask of its database, so that speed is not lost unseen.

Counts, no times: they hold on any machine. A change is one statement or command.
Where a bound is in the way of something worth it, raise it here and say why.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from chassis.bus.bus import Message
from contracts.charter import Role
from contracts.envelope import Envelope
from contracts.intake import SuggestionAccepted
from services.screening.service import screening
from tests.service.ballot_world import a_hall
from tests.service.intake_world import a_town
from tests.service.round_trips import Asked, installation, trace
from tests.world import DONGTANG, World, a_world

PAIRS = ("embedded", pytest.param("mongodb", marks=pytest.mark.mongodb))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return trace(monkeypatch)


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    """A database, and the settings of a world on it in which nothing comes by the clock."""
    given: dict[str, Any] = {"twice": False, "relay_poll": 600.0, "relay_lease": 3600.0}
    # As in production: rows of the trail share their writes, and nobody looks for timers meanwhile.
    given |= {"relay_linger": 0.05, "due_poll": 600.0}
    if request.param == "embedded":
        yield request.param, given
        return
    url = str(request.getfixturevalue("mongodb_url"))
    name = f"trips{uuid.uuid4().hex[:8]}"
    # The bus is the embedded one all the same (tests.world); the settings want a pair.
    yield request.param, given | {"store_url": installation(url, name), "bus_url": "amqp://none"}
    with MongoClient[dict[str, Any]](url) as client:
        for service in ("intake", "screening", "ballot"):
            client.drop_database(f"{name}_{service}")


Pair = tuple[str, dict[str, Any]]


async def test_budget_when_a_suggestion_is_handed_in(
    pair: Pair, asked: Asked, tmp_path: Path
) -> None:
    """The charter's version and the insert; then its audit row, and its outbox emptied.

    On SQLite the row comes with the head of its chain. One in 256 also spreads the search keys.
    """
    name, given = pair
    async with a_town(tmp_path, **given) as town:
        trip = await asked.by("intake", town.submitted, town.world)
    assert trip.answered <= 2, trip
    assert trip.quiet <= {"embedded": 5, "mongodb": 7}[name], trip


async def test_budget_when_the_list_is_looked_at(pair: Pair, asked: Asked, tmp_path: Path) -> None:
    """The charter's version, the cycles, the page, and whether its figures still hold."""
    _, given = pair
    async with a_town(tmp_path, **given) as town:
        await town.imported(3)
        headers = {"accept": "text/html"}
        look = partial(
            town.world.http.get, f"/intake/streets/{DONGTANG}/suggestions", headers=headers
        )
        trip = await asked.by("intake", look, town.world)
    assert trip.quiet <= 4, trip


async def test_budget_when_a_vote_is_cast(pair: Pair, asked: Asked, tmp_path: Path) -> None:
    """The ballot's version and the paper; the coupons of the turn were read with the first vote.

    The version cannot be left out: a vote after the closing would be taken.
    """
    _, given = pair
    async with a_hall(tmp_path, **given) as hall:
        await hall.furnish(members=9, seats_of_street=9)
        await hall.begin(present=8, members=9)
        codes = iter(hall.codes)

        async def cast() -> httpx.Response:
            return await hall.cast(next(codes), "p01")

        trip = await asked.by("ballot", cast, hall.world)
    assert trip.quiet <= 2, trip


@pytest.mark.parametrize("members", [67, 500])
async def test_budget_when_the_board_is_opened(members: int, asked: Asked, tmp_path: Path) -> None:
    """The session, its charter, the members and the roll: as many reads for 500 as for 67."""
    given: dict[str, Any] = {"twice": False, "relay_poll": 600.0, "relay_lease": 3600.0}
    async with a_hall(tmp_path, **given) as hall:
        await hall.furnish(members=members, seats_of_street=members)
        await hall.call()
        headers = hall.world.headers(Role.TELLER, hall.street) | {"accept": "text/html"}
        page = f"/ballot/streets/{hall.street}/sessions/{hall.session}/door"
        look = partial(hall.world.http.get, page, headers=headers)
        trip = await asked.by("ballot", look, hall.world)
    assert trip.quiet <= 8, trip


async def test_budget_when_a_member_checks_in(pair: Pair, asked: Asked, tmp_path: Path) -> None:
    """The session and the member, then the process: its begin, session, roll and end."""
    name, given = pair
    # Long enough that the trail is never written in between, also on a slow machine.
    async with a_hall(tmp_path, **given | {"relay_linger": 0.3}) as hall:
        await hall.furnish(members=9, seats_of_street=9)
        await hall.call()
        await hall.open_doors(9)
        members = iter([f"m{n:02}" for n in range(9)])

        async def arrive() -> str:
            return await hall.check_in(next(members))

        trip = await asked.by("ballot", arrive, hall.world)
    assert trip.answered <= {"embedded": 13, "mongodb": 15}[name], trip


async def test_budget_when_events_are_heard(pair: Pair, asked: Asked, tmp_path: Path) -> None:
    """One insert each; what follows is shared by all that come together."""
    name, given = pair
    async with a_world(tmp_path, (screening,), **given) as world:
        alone = await asked.by("screening", partial(_say, world, 1), world)
        many = await asked.by("screening", partial(_say, world, 20), world)
    assert alone.quiet <= {"embedded": 4, "mongodb": 6}[name], alone
    assert many.quiet <= {"embedded": 23, "mongodb": 25}[name], many


async def _say(world: World, number: int) -> None:
    """Let intake have accepted so many suggestions."""
    await world.system.bus.publish([_accepted() for _ in range(number)])


def _accepted() -> Message:
    said = SuggestionAccepted(
        suggestion=uuid4().hex,
        cycle="2025",
        no="1",
        title="路灯不亮",
        community="430111005001",
        category="FACILITIES",
        channel="ONLINE",
        collector="",
    )
    envelope = Envelope(
        id=str(uuid4()),
        source="/yishi/intake",
        type=said.wire_type(),
        subject=f"suggestions/{said.suggestion}",
        time=datetime(2025, 5, 1, 1, 0, tzinfo=UTC),
        sequence=2,
        correlationid="test-correlation",
        street=DONGTANG,
        data=said.model_dump(mode="json"),
    )
    return Message(envelope.id, envelope.type, envelope.to_bytes())
