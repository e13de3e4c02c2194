"""Requests over several documents that break off anywhere: after a restart they are whole."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from chassis.core.decision import Change, existing
from chassis.core.faults import Planted, arm
from contracts.charter import Role
from contracts.screening import AlternativeProposed
from services.screening.kinds import LEDGERS
from tests.service.ballot_world import Hall, a_hall
from tests.service.intake_world import Town, a_town
from tests.service.screening_street import Street, a_street


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    """Nothing stays armed; the stack traces of planted failures are not printed, which is slow."""
    with capture_logs():
        yield
    arm("")


async def broken_off(fault: str, request: Callable[[], Awaitable[Any]]) -> None:
    """Make a request that meets a planted failure; nothing of it is answered."""
    arm(f"{fault}:1:fail")
    with suppress(Planted, AssertionError):
        await request()
    arm("")


async def after_a_while(world: Any) -> None:
    """Leases are over and nothing is on its way any more."""
    world.clock.forward(minutes=2)
    await world.settle()


# ---- merging two suggestions (intake) ----------------------------------------------------------

MERGE = ["change-after-write/suggestions", "process-after-step/merge.mark"]


@pytest.mark.parametrize("fault", [*MERGE, "process-after-step/merge.link"])
async def test_merge_when_it_dies_between_the_documents_then_it_is_finished(
    tmp_path: Path, fault: str
) -> None:
    async with a_town(tmp_path) as town:
        a, b, _ = [one["id"] for one in await town.imported(3)]
        await broken_off(fault, lambda: town.command(a, "merge", Role.STREET_OFFICE, {"target": b}))
    async with a_town(tmp_path, collecting=False) as town:
        await after_a_while(town.world)
        assert (await town.one(a))["links"]["merged_into"] == b
        assert (await town.one(b))["links"]["merged_from"] == [a]


@pytest.mark.parametrize("fault", MERGE)
async def test_merge_when_it_dies_and_the_rest_is_refused_later_then_the_lead_is_free(
    tmp_path: Path, fault: str
) -> None:
    """The mark on the lead stayed for ever: the lead could never be merged itself."""
    async with a_town(tmp_path) as town:
        a, b, c = [one["id"] for one in await town.imported(3)]
        await broken_off(fault, lambda: town.command(a, "merge", Role.STREET_OFFICE, {"target": b}))
        await _triaged(town, a)
        await after_a_while(town.world)
        assert (await town.one(b))["links"]["merged_from"] == []
        answer = await town.command(b, "merge", Role.STREET_OFFICE, {"target": c})
        assert answer.status_code == 200, answer.text


async def _triaged(town: Town, key: str) -> None:
    from contracts.screening import Disposition

    await town.triage(key, Disposition.REFERENCE)


# ---- a proposal (screening) --------------------------------------------------------------------

PROPOSAL = ["draft", "number", "cite", "publish"]


@pytest.mark.parametrize("step", PROPOSAL)
async def test_proposal_when_it_dies_after_a_step_then_it_is_finished(
    tmp_path: Path, step: str
) -> None:
    async with a_street(tmp_path) as street:
        await ready_to_propose(street)
        await broken_off(
            f"process-after-step/propose.{step}",
            lambda: street.propose(1, ["s1", "s2"]),
        )
        await after_a_while(street.world)
        (said,) = await street.events(AlternativeProposed)
        assert (said.no, said.sources) == (1, ("s1", "s2"))
        assert (await street.get(f"candidates/{said.candidate}"))["status"] == "ALTERNATIVE"


async def test_proposal_when_the_leg_closes_before_its_number_then_it_ends_without_one(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await ready_to_propose(street)
        await street.propose(1, ["s1"])
        await broken_off("process-after-step/propose.draft", lambda: street.propose(2, ["s2"]))
        await street.leg("R2_DOWN", "close")
        await after_a_while(street.world)
        assert len(await street.events(AlternativeProposed)) == 1
        listed = await street.get(f"cycles/{street.cycle}/candidates")
        assert [one["no"] for one in listed["items"]] == [1]


async def ready_to_decide(street: Street) -> list[str]:
    """Two alternatives wait for the joint meeting."""
    await ready_to_propose(street)
    proposed = [await street.propose(1, ["s1"]), await street.propose(2, ["s2"])]
    await street.leg("R2_DOWN", "close")
    await street.leg("R2_UP", "open")
    return proposed


DECIDED = {"rule": "CANDIDATE", "withdraw": "WITHDRAWN", "merge_candidate": "MERGED"}


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("rule", "note"),
        ("rule", "candidate"),
        ("withdraw", "note"),
        ("withdraw", "candidate"),
        ("merge_candidate", "note"),
        ("merge_candidate", "target"),
        ("merge_candidate", "cite"),
        ("merge_candidate", "candidate"),
    ],
)
async def test_decision_when_it_dies_after_a_step_then_it_is_finished(
    tmp_path: Path, name: str, step: str
) -> None:
    async with a_street(tmp_path) as street:
        one, other = await ready_to_decide(street)
        requests: dict[str, Callable[[], Awaitable[Any]]] = {
            "rule": lambda: street.accept(one),
            "withdraw": lambda: street.post(f"candidates/{one}/withdraw", {"reason": "撤回"}),
            "merge_candidate": lambda: street.post(
                f"candidates/{one}/merge", {"target": other, "reason": "相同"}
            ),
        }
        await broken_off(f"process-after-step/{name}.{step}", requests[name])
        await after_a_while(street.world)
        assert (await street.get(f"candidates/{one}"))["status"] == DECIDED[name]
        if name == "merge_candidate":
            assert (await street.get(f"candidates/{other}"))["sources"] == ["s2", "s1"]


async def test_decision_when_another_was_made_meanwhile_then_the_later_one_stands(
    tmp_path: Path,
) -> None:
    """The older one came back after its lease and was written over the newer."""
    async with a_street(tmp_path) as street:
        one, _ = await ready_to_decide(street)
        await broken_off("process-after-step/rule.note", lambda: street.accept(one))
        await street.decline(one)
        await after_a_while(street.world)
        assert (await street.get(f"candidates/{one}"))["status"] == "DECLINED"
        ledger = (
            await street.world.context("screening").store.get(
                LEDGERS.key(street.charter.street, street.cycle)
            )
        ).state
        assert [proposal.noted for proposal in ledger.proposals] == ["DECLINED", "OPEN"]


async def ready_to_propose(street: Street) -> None:
    """Two suggestions are project sources, and the leg that proposes is open."""
    await street.leg("R1_DOWN", "open")
    await street.collect(2)
    await street.leg("R1_DOWN", "close")
    await street.counted(2)
    await street.leg("R1_UP", "open")
    await street.meet("R1_UP")
    for number in (1, 2):
        await street.triage(number)
    await street.leg("R1_UP", "close")
    await street.leg("R2_DOWN", "open")


# ---- check-in and preparing the ballot (ballot) --------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        "change-after-write/sessions",
        "process-after-step/check_in.session",
        "process-after-step/check_in.roll",
    ],
)
async def test_check_in_when_it_dies_between_session_and_roll_then_the_roll_has_it(
    tmp_path: Path, fault: str
) -> None:
    """Present in the session, missing on the roll, and refused ever after as checked in."""
    async with a_hall(tmp_path) as hall:
        await gathered(hall)
        await broken_off(fault, lambda: hall.check_in("m00"))
        session = hall.session
    async with a_hall(tmp_path) as hall:
        await after_a_while(hall.world)
        roll = await hall.get(f"sessions/{session}/roll", Role.TELLER)
        assert [(one["member"], one["waiting"]) for one in roll["items"]] == [("m00", True)]


@pytest.mark.parametrize("step", ["session", "roll"])
async def test_confirmation_when_it_dies_then_session_and_roll_say_the_same(
    tmp_path: Path, step: str
) -> None:
    async with a_hall(tmp_path) as hall:
        await gathered(hall)
        arrivals = [await hall.check_in(member) for member in ("m00", "m01")]
        await broken_off(f"process-after-step/confirm.{step}", lambda: hall.confirm(arrivals))
        await after_a_while(hall.world)
        roll = await hall.get(f"sessions/{hall.session}/roll", Role.TELLER)
        assert [(one["present"], one["waiting"], one["slip"]) for one in roll["items"]] == [
            (True, False, True),
            (True, False, True),
        ]


@pytest.mark.parametrize("what", ["draw_slip", "leave"])
@pytest.mark.parametrize("step", ["session", "roll"])
async def test_roll_when_drawing_or_leaving_dies_then_both_documents_say_the_same(
    tmp_path: Path, what: str, step: str
) -> None:
    async with a_hall(tmp_path) as hall:
        await gathered(hall)
        await hall.arrive("m00")
        at = f"sessions/{hall.session}/check-ins/m00"
        if what == "draw_slip":
            await without_slip(hall)
        if what == "leave":
            await hall.post(f"{at}/leave", Role.NPC_COMMITTEE)
        path = {"draw_slip": f"{at}/slip", "leave": f"{at}/leave"}[what]
        await broken_off(f"process-after-step/{what}.{step}", lambda: hall.post(path, Role.TELLER))
        await after_a_while(hall.world)
        (entry,) = (await hall.get(f"sessions/{hall.session}/roll", Role.TELLER))["items"]
        assert (entry["slip"], entry["present"]) == (True, what == "draw_slip")


async def without_slip(hall: Hall) -> None:
    """As if the member had come while a round was open."""
    from services.ballot.kinds import ROLL, SESSIONS
    from tests.service.screening_street import a_cause

    ctx = hall.world.context("ballot")
    for key, update in (
        (SESSIONS.key(hall.street, hall.session), {"drawn": ()}),
        (ROLL.key(hall.street, f"{hall.session}/m00"), {"slip": False}),
    ):
        await ctx.change(key, updating(update), a_cause(f"without/{key.id}"))


@pytest.mark.parametrize(
    "fault",
    ["process-after-step/prepare_ballot.name", "process-after-step/prepare_ballot.create"],
)
async def test_prepare_ballot_when_it_dies_after_a_step_then_the_ballot_is_there(
    tmp_path: Path, fault: str
) -> None:
    async with a_hall(tmp_path) as hall:
        await gathered(hall)
        at = f"sessions/{hall.session}/ballot"
        await broken_off(fault, lambda: hall.post(at, Role.NPC_COMMITTEE))
        session = hall.session
    async with a_hall(tmp_path) as hall:
        await after_a_while(hall.world)
        named = (await hall.get(f"sessions/{session}", Role.NPC_COMMITTEE))["ballot"]
        assert (await hall.get(f"ballots/{named}", Role.NPC_COMMITTEE))["status"]


async def test_prepare_ballot_when_another_took_its_place_then_it_is_refused_and_no_orphan_left(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await gathered(hall)
        at = f"sessions/{hall.session}/ballot"
        await broken_off(
            "process-after-step/prepare_ballot.name",
            lambda: hall.post(at, Role.NPC_COMMITTEE),
        )
        second = (await hall.post(at, Role.NPC_COMMITTEE))["id"]
        await after_a_while(hall.world)
        from services.ballot.kinds import BALLOTS

        ctx = hall.world.context("ballot")
        found = await ctx.store.every(BALLOTS, hall.street, {"cycle": "2025"})
        assert [one.id for one in found] == [second]


async def gathered(hall: Hall) -> None:
    """The doors are open."""
    await hall.furnish(members=3, items=2, seats=1)
    await hall.call()
    await hall.open_doors(3)


def updating(update: dict[str, Any]) -> Any:
    """A decision: the same with these fields."""
    return existing(lambda state: Change(state.model_copy(update=update)))
