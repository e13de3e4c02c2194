"""回避: who stands aside from candidates. The number is public; who and why is the committee's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.ballot_world import Hall, a_hall

NPC, ALL = Role.NPC_COMMITTEE, ["p01", "p02", "p03", "p04"]
REASON = "其配偶是项目施工单位负责人"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Eight members at open doors; m00 is here and has drawn a slip."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        await hall.call()
        await hall.open_doors(8)
        await hall.arrive("m00")
        yield hall


async def recused(hall: Hall, member: str, candidates: list[str], role: Role = NPC) -> int:
    """The status of what is told of a member."""
    body = {"member": member, "candidates": candidates, "reason": REASON}
    answer = await hall.ask("POST", f"sessions/{hall.session}/recusals", role, json=body)
    return int(answer.status_code)


async def test_recusal_when_told_by_the_form_then_all_see_the_number_and_only_the_committee_more(
    hall: Hall,
) -> None:
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    clerk = visitor(hall.world, NPC, street=hall.street)
    answer = await clerk.send(
        page, f"{page}/recusals", member="m01", candidates=["p02"], reason=REASON
    )
    assert answer.status_code == 303, answer.text
    assert REASON in await clerk.read(page)
    assert "第 2 号项目" in await clerk.read(page)
    for role in (Role.CHAIR, Role.TELLER, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER, None):
        assert REASON not in await hall.ask_page(f"sessions/{hall.session}", role)
        told = await hall.get(f"sessions/{hall.session}", role)
        assert told["recused"] == 1
        assert REASON not in str(told)
    assert "回避" not in await hall.ask_page(f"sessions/{hall.session}", Role.TELLER)


async def test_member_when_recused_from_every_candidate_then_counts_as_present_and_draws_no_slip(
    hall: Hall,
) -> None:
    assert await recused(hall, "m01", ALL) == 200
    await hall.arrive("m01")
    told = await hall.get(f"sessions/{hall.session}")
    assert (told["present"], told["issued"], told["recused"]) == (2, 1, 1)
    refused = await hall.ask(
        "POST", f"sessions/{hall.session}/check-ins/m01/slip", Role.TELLER, json={}
    )
    assert refused.json()["code"] == "recused"
    assert "补领码" not in await hall.ask_page(f"sessions/{hall.session}/door", Role.TELLER)
    await hall.post(f"sessions/{hall.session}/recusals/m01/withdraw", NPC)
    await hall.draw("m01")
    assert (await hall.get(f"sessions/{hall.session}"))["issued"] == 2


async def test_recusal_when_told_of_whom_or_what_it_cannot_be_then_refused_and_nothing_changes(
    hall: Hall,
) -> None:
    assert await recused(hall, "m01", ["p01"], Role.CHAIR) == 403
    assert await recused(hall, "nobody", ["p01"]) == 404
    assert await recused(hall, "m01", ["p99"]) == 422
    assert await recused(hall, "m01", []) == 422
    assert await recused(hall, "m00", ALL) == 409
    gone = await hall.ask("POST", f"sessions/{hall.session}/recusals/m01/withdraw", NPC, json={})
    assert gone.status_code == 404
    assert (await hall.get(f"sessions/{hall.session}"))["recused"] == 0


async def test_recusal_when_told_twice_of_one_member_then_the_later_word_stands(hall: Hall) -> None:
    assert await recused(hall, "m01", ["p01"]) == 200
    assert await recused(hall, "m01", ["p02", "p03"]) == 200
    told = await hall.ask_page(f"sessions/{hall.session}", NPC)
    assert "第 2、3 号项目" in told
    assert (await hall.get(f"sessions/{hall.session}"))["recused"] == 1


async def test_recusal_when_a_round_is_open_then_refused(hall: Hall) -> None:
    await hall.arrive(*(f"m{n:02}" for n in range(1, 8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.open()
    assert await recused(hall, "m01", ["p01"]) == 409


async def test_sheets_when_somebody_stood_aside_then_minutes_and_count_sheet_tell_the_number(
    hall: Hall,
) -> None:
    assert await recused(hall, "m01", ["p01"]) == 200
    await hall.arrive(*(f"m{n:02}" for n in range(1, 8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.open()
    for code in hall.codes:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()
    await hall.post(f"sessions/{hall.session}/recusals/m01/withdraw", NPC)
    report = await hall.ask_page(f"ballots/{hall.ballot}/report", Role.TELLER)
    assert "申请回避 1 人" in report
    assert REASON not in report
    drawn = {"host": "周启文", "recorder": "李书记"}
    await hall.post(f"sessions/{hall.session}/minutes", NPC, drawn)
    papers = await hall.ask_page(f"sessions/{hall.session}/papers", NPC)
    assert "申请回避1人" in papers
    assert REASON not in papers
