"""``yishi audit verify`` counts again: papers touched after the announcement do not stay unseen."""

from pathlib import Path

from chassis.audit.check import AuditCheck
from services.ballot.kinds import PAPERS, SLIPS
from tests.service.ballot_world import Hall, a_hall


async def flaws(hall: Hall) -> list[tuple[str, str]]:
    part = hall.world.system.parts[0]
    check = AuditCheck(part.engine, part.kinds, part.service.proofs)
    return [(flaw.at, flaw.en) for flaw in (await check.verify(hall.street)).problems]


async def announced(hall: Hall) -> None:
    """A street of seven with its result announced."""
    await hall.furnish(members=7, items=3, seats=2, seats_of_street=7, contested=True)
    await hall.begin(present=7, members=7, items=3)
    for code in hall.codes:
        assert (await hall.cast(code, "p01", "p02")).status_code == 201
    await hall.close()
    await hall.count()
    await hall.finish()


async def test_papers_when_taken_out_changed_or_added_after_the_result_then_the_trail_says_so(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await announced(hall)
        assert await flaws(hall) == []
        engine = hall.world.context("ballot").store.engine
        wanted = [(f"papers/{hall.ballot}/1", "the papers are not those that were counted")]
        (row_id, body), *_ = await engine.rows(PAPERS, f"{hall.street}/{hall.ballot}/", "", 1)
        await engine.remove(PAPERS, row_id)
        assert await flaws(hall) == wanted
        await engine.insert(PAPERS, row_id, body | {"votes_for": ["p03"]})
        assert await flaws(hall) == wanted
        await engine.remove(PAPERS, row_id)
        await engine.insert(PAPERS, row_id, body)
        assert await flaws(hall) == []
        await engine.insert(PAPERS, f"{hall.street}/{hall.ballot}/1/stuffed", body)
        assert await flaws(hall) == wanted


async def test_slip_when_added_after_the_result_then_the_trail_says_so(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as hall:
        await announced(hall)
        engine = hall.world.context("ballot").store.engine
        (row_id, body), *_ = await engine.rows(SLIPS, f"{hall.street}/", "", 1)
        last = "0" if row_id[-1] != "0" else "1"
        assert await engine.insert(SLIPS, row_id[:-1] + last, body)
        assert [at for at, _ in await flaws(hall)] == [f"papers/{hall.ballot}/1"]
