"""The three rounds from the first suggestion to the result, through HTTP, everything twice."""

from pathlib import Path

from contracts.charter import Role
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    Decision,
    LegClosed,
    SlateFinalised,
    SuggestionSetAside,
)
from tests.service.screening_street import Street, a_street


async def to_proposing(street: Street, suggestions: int = 6) -> None:
    """Round one is over: ``suggestions`` suggestions, all project sources but the last."""
    await street.leg("R1_DOWN", "open")
    await street.collect(suggestions)
    await street.leg("R1_DOWN", "close")
    await street.counted(suggestions)
    await street.leg("R1_UP", "open")
    await street.meet("R1_UP")
    for n in range(1, suggestions):
        await street.triage(n)
    await street.triage(suggestions, "REFERENCE")
    await street.leg("R1_UP", "close")
    await street.leg("R2_DOWN", "open")


async def to_deciding(street: Street) -> list[str]:
    """Round two down is over: three alternatives, suggestion 5 is cited by none."""
    await to_proposing(street)
    forum = await street.forum()
    made = [
        await street.propose(1, ["s1", "s2"], forum=forum),
        await street.propose(2, ["s2", "s3"]),
        await street.propose(3, ["s4"]),
    ]
    await street.leg("R2_DOWN", "close")
    await street.leg("R2_UP", "open")
    return made


async def to_prereview(street: Street) -> list[str]:
    """Round two up is over: the third alternative was declined."""
    made = await to_deciding(street)
    await street.meet("R2_UP")
    await street.accept(made[0])
    await street.accept(made[1])
    await street.decline(made[2])
    await street.leg("R2_UP", "close")
    await street.leg("R3_DOWN", "open")
    return made


async def to_slate(street: Street) -> tuple[list[str], SlateFinalised]:
    """Round three down is over: two candidates on the slate."""
    made = await to_prereview(street)
    await street.leg("R3_DOWN", "close")
    await street.world.settle()
    slates = await street.events(SlateFinalised)
    return made, slates[-1]


async def test_flow_when_every_leg_is_walked_then_the_result_reaches_everyone(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        given = await street.post(
            f"candidates/{made[0]}/opinions",
            {"text": "开放时间要加周六"},
            Role.DELIBERATOR,
            member="m7",
        )
        assert await street.gaps() == ["unanswered"]
        revision = {"title": "第一个项目（修订）", "content": "加开周六上午"}
        answer = {"accepted": True, "answer": "采纳", "revision": revision}
        await street.post(f"opinions/{given['id']}/answer", answer)
        await street.leg("R3_DOWN", "close")
        await street.leg("R3_UP", "open")
        await street.world.settle()

        (slate,) = await street.events(SlateFinalised)
        assert [(item.no, item.title) for item in slate.items] == [
            (1, "第一个项目（修订）"),
            (2, "第 2 个项目"),
        ]
        assert slate.items[0].approved_by == "党政联席会议 2025-03-05"
        assert slate.items[0].sources == ("s1", "s2")

        await street.freeze(slate)
        await street.announce(slate, 1)
        await street.world.settle()

        funnel = await street.get("cycles/2025/funnel")
        assert [stage["count"] for stage in funnel["stages"]] == [6, 3, 2, 1]
        assert funnel["reserve"] == 1
        candidate = await street.get(f"candidates/{made[0]}")
        assert candidate["status"] == "SELECTED"
        assert candidate["revision"] == 2
        assert candidate["history"][0]["title"] == "第 1 个项目"
        assert candidate["approved_by"] == "党政联席会议 2025-03-05"
        assert (await street.get(f"candidates/{made[1]}"))["status"] == "RESERVED"
        assert (await street.get(f"candidates/{made[2]}"))["reason"] == "场地未落实"
        ledger = await street.get("cycles/2025")
        assert {leg["status"] for leg in ledger["legs"]} == {"CLOSED"}
        await everything_was_said_once(street)


async def everything_was_said_once(street: Street) -> None:
    """Each fact went out exactly once, though every event was delivered twice."""
    assert [said.suggestion for said in await street.events(SuggestionSetAside)] == ["s5"]
    assert [said.no for said in await street.events(AlternativeProposed)] == [1, 2, 3]
    decisions = [said.decision for said in await street.events(CandidateDecided)]
    assert sorted(decisions) == sorted(
        [
            Decision.CANDIDATE,
            Decision.CANDIDATE,
            Decision.DECLINED,
            Decision.SELECTED,
            Decision.RESERVED,
        ]
    )
    closed = [(said.leg, said.incoming, said.outgoing) for said in await street.events(LegClosed)]
    assert closed == [
        ("R1_DOWN", 6, 6),
        ("R1_UP", 6, 6),
        ("R2_DOWN", 6, 3),
        ("R2_UP", 3, 2),
        ("R3_DOWN", 2, 2),
        ("R3_UP", 2, 1),
    ]
