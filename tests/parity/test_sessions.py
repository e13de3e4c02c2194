"""Sessions of people on every database: opened, used, ended, forgotten."""

from chassis.core.settings import load_settings
from chassis.store.engine import Engine
from chassis.web.auth import Person
from chassis.web.sessions import SESSIONS, Sessions
from tests.parity.stores import Place

WHO = Person("u-1", "李敏", frozenset({"CHAIR"}), frozenset({"430111005"}), "m-7", "东塘", "民政")
SETTINGS = load_settings({}, secret="s" * 40, session_idle=600.0, session_limit=3600.0)


async def test_session_when_ended_by_one_process_then_over_in_the_other(
    place: Place, engine: Engine
) -> None:
    here, there = (Sessions(one, SETTINGS) for one in (engine, await place.open()))
    await here.prepare()
    await there.prepare()
    session = await here.open(WHO, "an id token")
    assert await there.person(session) == WHO
    assert await there.end(session) == "an id token"
    assert await here.person(session) is None


async def test_session_when_used_then_it_lasts_and_when_over_then_it_is_forgotten(
    engine: Engine,
) -> None:
    seconds = [1_750_000_000.0]
    sessions = Sessions(engine, SETTINGS, lambda: seconds[0])
    await sessions.prepare()
    session = await sessions.open(WHO)
    for _ in range(3):
        seconds[0] += 500
        assert await sessions.person(session) == WHO
    seconds[0] += 601
    assert await sessions.person(session) is None
    seconds[0] += 3600
    await sessions.open(WHO)
    left = await engine.find(SESSIONS, "", {}, "", "", 10)
    assert len(left) == 1
