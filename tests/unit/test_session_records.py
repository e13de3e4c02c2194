"""Sessions on the server: when they end, and that nothing brings them back."""

import pytest

from chassis.core.settings import load_settings
from chassis.web.auth import Person
from chassis.web.sessions import Sessions
from tests.signing_in import SessionsInMemory

WHO = Person(
    "u-1", "李敏", frozenset({"COMMUNITY"}), frozenset({"430111005"}), "m-7", "东塘社区", "民政办"
)
SETTINGS = load_settings({}, secret="s" * 40, session_idle=600.0, session_limit=3600.0)


class Clock:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        self.seconds = 1_750_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table() -> SessionsInMemory:
    return SessionsInMemory()


@pytest.fixture
def sessions(clock: Clock, table: SessionsInMemory) -> Sessions:
    return Sessions(table, SETTINGS, clock)  # type: ignore[arg-type]


async def test_session_when_opened_then_the_whole_person_under_a_new_id(
    sessions: Sessions,
) -> None:
    first, second = await sessions.open(WHO), await sessions.open(WHO)
    assert first != second
    assert len(first) >= 43
    assert await sessions.person(first) == await sessions.person(second) == WHO


async def test_session_when_kept_then_its_id_is_not_in_the_database(
    sessions: Sessions, table: SessionsInMemory
) -> None:
    session = await sessions.open(WHO)
    assert session not in str(table.rows)


@pytest.mark.parametrize("odd", ["", "x", "nobody-knows-this", "\0", "é" * 300])
async def test_person_when_the_id_is_invented_then_nobody(sessions: Sessions, odd: str) -> None:
    await sessions.open(WHO)
    assert await sessions.person(odd) is None


async def test_session_when_ended_then_it_is_over_and_only_this_one(sessions: Sessions) -> None:
    session, other = await sessions.open(WHO, "an id token"), await sessions.open(WHO)
    assert await sessions.end(session) == "an id token"
    assert await sessions.person(session) is None
    assert await sessions.person(other) == WHO
    assert await sessions.end(session) == ""
    assert await sessions.end("") == ""


async def test_session_when_idle_too_long_then_over(sessions: Sessions, clock: Clock) -> None:
    session = await sessions.open(WHO)
    clock.seconds += 599
    assert await sessions.person(session) == WHO
    clock.seconds += 599
    assert await sessions.person(session) == WHO
    clock.seconds += 601
    assert await sessions.person(session) is None


async def test_session_when_used_all_the_time_then_over_at_the_limit(
    sessions: Sessions, clock: Clock
) -> None:
    session = await sessions.open(WHO)
    for _ in range(11):
        clock.seconds += 300
        assert await sessions.person(session) == WHO
    clock.seconds += 300
    assert await sessions.person(session) is None


async def test_session_when_used_often_then_written_seldom(
    sessions: Sessions, clock: Clock, table: SessionsInMemory
) -> None:
    session = await sessions.open(WHO)
    for _ in range(120):
        clock.seconds += 1
        await sessions.person(session)
    assert table.writes == 2


async def test_session_when_ended_while_it_is_used_then_it_does_not_come_back(
    sessions: Sessions, clock: Clock, table: SessionsInMemory
) -> None:
    session = await sessions.open(WHO)
    clock.seconds += 300
    load = table.load

    async def ended_meanwhile(*given: object) -> object:
        found = await load(*given)  # type: ignore[arg-type]
        table.rows.clear()
        return found

    table.load = ended_meanwhile  # type: ignore[assignment,method-assign]
    await sessions.person(session)
    table.load = load  # type: ignore[method-assign]
    assert await sessions.person(session) is None


async def test_table_when_people_sign_in_then_what_ended_is_removed(
    sessions: Sessions, clock: Clock, table: SessionsInMemory
) -> None:
    for _ in range(60):
        await sessions.open(WHO)
    clock.seconds += 3601
    await sessions.open(WHO)
    assert len(table.rows) == 11
    last = await sessions.open(WHO)
    assert len(table.rows) == 2
    assert await sessions.person(last) == WHO
