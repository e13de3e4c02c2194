"""Every bad day, played on the smallest case; after each one the six invariants must hold.

One running system carries all of them, one after the other, so each also begins with what the one
before left behind. ``make faults`` plays everything three times, at other moments each time.
"""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from chassis.bus.rabbit import RabbitBus
from chassis.flow.dead_letters import DEAD_LETTERS
from launch.auditing import verify_audit
from launch.engines import bus_of
from launch.operating import dead_letters
from launch.processes import Child, Program
from tests import servers
from tests.conftest import need_broker, need_mongodb
from tests.faults.forked import forked
from tests.faults.judging import dead
from tests.faults.scene import bad_day
from tests.faults.town import NAMES, Act, Town, a_town
from tests.faults.wires import Wire
from tests.servers import BrokerNode

ROUNDS = range(int(os.environ.get("YISHI_TEST_FAULT_ROUNDS", "1")))
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.rabbitmq,
    pytest.mark.mongodb,
    pytest.mark.parametrize("turn", ROUNDS),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The whole system, but for the broker: it is away at the start."""
    need_broker()
    need_mongodb()
    folder = tmp_path_factory.mktemp("town")
    broker = BrokerNode()
    try:
        with servers.mongo_stand_in(folder / "mongodb") as database:
            async with a_town(folder, broker, database) as found:
                yield found
    finally:
        broker.close()


async def until(true: Callable[[], Awaitable[bool]], what: str, seconds: float = 30) -> None:
    """Wait for a condition, so long at most."""
    deadline = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.2)  # each look asks the database of every service


# ---- the broker ------------------------------------------------------------------------------


async def test_broker_when_away_at_the_start_and_killed_later_then_nothing_is_lost(
    town: Town, turn: int
) -> None:
    if turn:
        await town.fleet.stop()
        await town.slay_broker()
        town.fleet.start()

    async def come() -> None:
        await until(lambda: has_unsent(town), "a first outbox")
        await town.start_broker()

    async def blink() -> None:
        await until(lambda: has_unsent(town), "something to publish")
        await town.slay_broker()
        await town.start_broker()

    scene = asyncio.create_task(come())
    names = ["broker away at the start", "broker killed while publishing"]
    await bad_day(town, names, {"Round 1 up": blink, "Round 3 up": blink})
    await scene


async def has_unsent(town: Town) -> bool:
    return await town.unsent() > 0


# ---- the wires -------------------------------------------------------------------------------


async def test_wires_when_cut_slow_or_lost_then_nothing_is_lost(town: Town, turn: int) -> None:
    """Those to the broker and those to the database, at different lines of one play."""
    names = [
        f"wire to the {what} {how}"
        for what in ("broker", "database")
        for how in ("cut", "slow", "swallows everything")
    ]
    broker = wire_troubles(town.to_broker, 4 + turn, BROKER_LINES)
    database = wire_troubles(town.to_database, 4 + turn, DATABASE_LINES)
    await bad_day(town, names, broker | database)


BROKER_LINES = ("Importing the members", "Round 1 down", "Round 2 up")
DATABASE_LINES = ("Opening the year's cycle", "Round 1 up", "Round 3 up")


def wire_troubles(wire: Wire, seconds: float, lines: tuple[str, str, str]) -> dict[str, Act]:
    """Cut early in the play, slow in the middle, swallowing everything late."""

    async def cut() -> None:
        wire.cut()
        await asyncio.sleep(seconds / 2)  # the outage itself
        wire.mend()

    async def slow() -> None:
        wire.delay = 0.02

    async def swallow() -> None:
        wire.mend()
        wire.swallow()
        await asyncio.sleep(seconds)  # the outage itself
        wire.mend()

    return dict(zip(lines, (cut, slow, swallow), strict=True))


# ---- the database ----------------------------------------------------------------------------


async def test_database_when_away_or_killed_with_unsent_outboxes_then_nothing_is_lost(
    town: Town, turn: int
) -> None:
    async def away() -> None:
        await asyncio.to_thread(town.database.stop)
        await asyncio.to_thread(town.database.start)

    async def killed() -> None:
        town.to_broker.cut()
        await until(lambda: has_unsent(town), "an outbox that cannot be sent")
        await asyncio.to_thread(town.database.kill)
        await asyncio.to_thread(town.database.start)
        town.to_broker.mend()

    names = ["database away for a while", "database killed, outboxes unsent"]
    await bad_day(town, names, {"Importing the members": away, "Round 1 up": killed})


# ---- the services ----------------------------------------------------------------------------

# What a sweep claims is what the death before it left behind, so that one keeps its place.
STEPS = [
    [
        "change-before-write:{later}", "relay-before-publish:1", "relay-after-claim:1",
        "relay-after-audit:1", "relay-after-sent:1",
    ],
    [
        "consume-before-act:{later}", "consume-after-act:1", "change-after-write:{later}",
        "relay-after-publish:1", "audit-after-head:1",
    ],
]  # fmt: skip


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[0].split(":")[0])
async def test_service_when_killed_at_a_step_then_the_step_is_done_once(
    town: Town, turn: int, steps: list[str]
) -> None:
    steps = [step.format(later=2 + turn) for step in steps]
    await town.arm(**{name: list(steps) for name in NAMES})
    names = [f"all five killed at {step.partition(':')[0]}" for step in steps]
    await bad_day(town, names, {})
    assert town.deaths == dict.fromkeys(NAMES, len(steps)), town.deaths


async def test_services_when_restarted_under_load_and_the_clock_jumps_back_then_nothing_is_lost(
    town: Town, turn: int
) -> None:
    """By 25 leases, and less than a token's leeway. That nobody waits: ``test_found``."""

    async def roll() -> None:
        for name in NAMES:
            await town.restart(name)

    async def jump() -> None:
        await until(lambda: has_unsent(town), "an outbox with a later due time")
        town.turn_clock(-50)
        town.slay("assembly", "intake")

    async def right() -> None:
        town.turn_clock(0)

    names = ["rolling restart under load", "clock jumps back, services killed"]
    acts = {"Importing the members": roll, "Round 1 up": jump, "projects chosen": right}
    await bad_day(town, names, acts)


# ---- messages --------------------------------------------------------------------------------


async def test_message_when_poison_or_its_handler_fails_then_buried_and_a_replay_mends_it(
    town: Town, turn: int
) -> None:
    await town.arm(screening=["consume-before-act/screening.suggestion-accepted:1:fail"])
    street = peek(town)

    async def mend() -> None:
        async def all_dead() -> bool:
            return len(await waiting_letters(town, street)) == 6

        await until(all_dead, "six dead letters", 90)
        await town.restart("screening")
        for letter in await waiting_letters(town, street):
            assert await dead_letters(town.settings, "replay", letter, "") == 0

    async def poison() -> None:
        bus = bus_of(town.settings)
        assert isinstance(bus, RabbitBus)
        for queue in ("intake.leg-opened", "ballot.slate-finalised", "assembly.leg-closed"):
            await bus.redeliver(queue, f"poison {turn} 毒".encode())
        await bus.close()

    names = ["handler fails, ladder, replay", "poison messages"]
    await bad_day(town, names, {"suggestions imported": mend, "Round 1 up": poison})

    async def buried() -> bool:
        return await dead(town, "none") == 3

    await until(buried, "three dead letters")
    for letter in await waiting_letters(town, "none"):
        assert await dead_letters(town.settings, "discard", letter, "planted by a test") == 0
    assert await dead(town, "none") == 0


async def waiting_letters(town: Town, street: str) -> list[str]:
    found = []
    for engine in town.engines.values():
        raws = await engine.find(DEAD_LETTERS, street, {"status": "waiting"}, "", "", 100)
        found += [raw.doc_id.partition("/")[2] for raw in raws]
    return found


def peek(town: Town) -> str:
    """The street of the next play."""
    street = next(town.streets)
    town.streets = itertools.chain([street], town.streets)
    return street


# ---- and at the end --------------------------------------------------------------------------


async def test_service_when_it_has_two_relays_and_two_workers_then_nothing_is_doubled(
    town: Town, turn: int
) -> None:
    """Nothing else happens, so this is also the good day after all the bad ones."""
    seconds = {f"{name}-second": name for name in NAMES}
    for second, name in seconds.items():
        program = Program(second, ("run", "--service", name, "--worker-only"))
        first = town.fleet.children[name]
        child = Child(program, dict(first.environ), first.say)
        town.fleet.children[second] = forked(child, town.folder)
    town.fleet.start(*seconds)
    await town.fleet.ready(*seconds)
    await bad_day(town, "two relays and two workers of each", {})
    await town.fleet.stop(*seconds)
    for second in seconds:
        del town.fleet.children[second]


async def test_everything_when_all_is_over_then_no_street_has_changed(
    town: Town, turn: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await verify_audit(town.settings, "") == 0
    assert await dead_letters(town.settings, "list", "", "") == 0
    printed = capsys.readouterr().out
    assert "BROKEN" not in printed
    held = [line for line in printed.splitlines() if line.split()[1:2] == ["ok"]]
    assert sorted(line.split()[0] for line in held) == sorted(NAMES), printed
