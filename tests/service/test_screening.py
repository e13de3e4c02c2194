"""The screening by HTTP: guards, races, repetitions, what breaks off, and wrong input."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from chassis.core.decision import created, existing
from chassis.flow.dead_letters import DEAD_LETTERS
from contracts.ballot import BookletFrozen
from contracts.charter import Role, Work
from contracts.intake import NEXT_CYCLE, SuggestionCorrected, SuggestionMerged, SuggestionReopened
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    Decision,
    LegClosed,
    LegOpened,
    LegReopened,
    SlateFinalised,
    SuggestionSetAside,
    SuggestionTriaged,
)
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.kinds import CANDIDATES, LEDGERS
from services.screening.ledger.domain import notes
from services.screening.ledger.queries import figures_of
from tests.service.screening_street import CLERK, CRITERIA, Street, a_cause, a_street
from tests.service.test_screening_flow import to_deciding, to_prereview, to_proposing, to_slate
from tests.service.test_screening_pages import browse
from tests.service.test_screening_tasks import told
from tests.world import WUJIALING


async def status_of(street: Street, method: str, rest: str, **given: Any) -> tuple[int, str]:
    """Status and problem code of an answer."""
    answer = await street.ask(method, rest, **given)
    return answer.status_code, answer.json().get("code", "")


# ---- legs ------------------------------------------------------------------------------------


async def test_legs_when_out_of_order_then_refused(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        path = "cycles/2025/legs"
        assert await status_of(street, "POST", f"{path}/R1_UP/open") == (409, "leg-order")
        assert await status_of(street, "POST", f"{path}/R1_DOWN/close") == (409, "wrong-state")
        assert await status_of(street, "POST", f"{path}/R9/open") == (404, "unknown-leg")
        await street.leg("R1_DOWN", "open")
        assert await status_of(street, "POST", f"{path}/R1_DOWN/open") == (409, "wrong-state")
        refused = await street.ask("POST", f"{path}/R1_DOWN/close")
        assert refused.json()["errors"][0]["code"] == "no-suggestion"
        await street.world.settle()
        assert [one.leg for one in await street.events(LegOpened)] == ["R1_DOWN"]


async def test_triage_leg_when_things_are_missing_then_all_are_told_one_by_one(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await street.leg("R1_DOWN", "open")
        await street.collect(3)
        await street.leg("R1_DOWN", "close")
        await street.leg("R1_UP", "open")
        assert await street.gaps() == ["meeting", "meeting", "collection", "untriaged"]
        await street.meet("R1_UP")
        await street.counted(4)
        assert await street.gaps() == ["on-their-way", "untriaged"]
        await street.hear(street.accepted(4))
        await street.world.settle()
        for n in (1, 2, 3):
            await street.triage(n)
        await street.hear(SuggestionMerged(suggestion="s4", cycle="2025", target="s1"), 2)
        await street.world.settle()
        assert await street.gaps() == []
        await street.hear(SuggestionReopened(suggestion="s4", cycle="2025"), 3)
        await street.world.settle()
        assert await street.gaps() == ["untriaged"], "parted again it is back on the board"
        await street.hear(SuggestionMerged(suggestion="s4", cycle="2025", target="s1"), 4)
        await street.world.settle()
        closed = await street.leg("R1_UP", "close")
        assert (closed["incoming"], closed["outgoing"]) == (4, 3)
        figures = [(one.leg, one.outgoing) for one in await street.events(LegClosed)]
        assert figures == [("R1_DOWN", 3), ("R1_DOWN", 4), ("R1_UP", 3)]


async def test_reopen_when_a_leg_is_walked_again_then_a_new_slate_follows(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made, first = await to_slate(street)
        assert len(first.items) == 2
        body = {"reason": "第三个项目场地已落实"}
        await street.post("cycles/2025/legs/R2_UP/reopen", body)
        ledger = await street.get("cycles/2025")
        assert [leg["status"] for leg in ledger["legs"]][3:] == ["OPEN", "PENDING", "PENDING"]
        await street.accept(made[2])
        await street.leg("R2_UP", "close")
        await street.leg("R3_DOWN", "open")
        await street.leg("R3_DOWN", "close")
        await street.world.settle()
        slates = await street.events(SlateFinalised)
        assert [(one.slate, len(one.items)) for one in slates] == [("2025-1", 2), ("2025-2", 3)]
        assert [one.leg for one in await street.events(LegReopened)] == ["R2_UP"]
        await street.freeze(slates[-1])
        await street.world.settle()
        again = await status_of(street, "POST", "cycles/2025/legs/R2_UP/reopen", json=body)
        assert again == (409, "booklet-frozen")
        assert {one["status"] for one in (await street.get("cycles/2025/candidates"))["items"]} == {
            "ON_BALLOT"
        }


async def test_reopen_when_proposing_begins_again_then_what_was_set_aside_can_be_taken_up(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        await street.world.settle()
        assert (await street.get("items/s5"))["item"]["set_aside"]
        await street.post("cycles/2025/legs/R2_DOWN/reopen", {"reason": "补提"})
        await street.propose(4, ["s5"])
        assert not (await street.get("items/s5"))["item"]["set_aside"]
        await street.leg("R2_DOWN", "close")
        await street.world.settle()
        assert len(await street.events(SuggestionSetAside)) == 1


async def test_session_leg_when_a_clerk_closes_it_then_only_the_result_does(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        _, slate = await to_slate(street)
        await street.leg("R3_UP", "open")
        refused = await street.ask("POST", "cycles/2025/legs/R3_UP/close")
        assert refused.json()["errors"][0]["code"] == "ballot"
        # The announcement overtakes the news that the papers were final.
        await street.announce(slate, 1)
        await street.freeze(slate)
        await street.world.settle()
        statuses = [one["status"] for one in (await street.get("cycles/2025/candidates"))["items"]]
        assert statuses == ["SELECTED", "RESERVED", "DECLINED"]


# ---- what arrives ----------------------------------------------------------------------------


async def test_items_when_words_arrive_in_any_order_then_the_newest_facts_stand(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        facts = street.accepted(1, title="加装电梯").model_dump()
        await street.hear(SuggestionMerged(suggestion="s1", cycle="2025", target="s2"), 5)
        await street.hear(SuggestionCorrected(**facts), 4)
        await street.hear(street.accepted(1), 2)
        await street.hear(street.accepted(2), 2)
        await street.world.settle()
        found = await street.get("items/s1")
        assert (found["item"]["title"], found["item"]["status"]) == ("加装电梯", "MERGED")
        assert found["lead"]["id"] == "s2"


async def test_fate_when_a_suggestion_was_merged_then_it_shows_its_targets_project(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.hear(SuggestionMerged(suggestion="s5", cycle="2025", target="s1"), 9)
        await street.world.settle()
        fate = await street.get("items/s5")
        assert [one["id"] for one in fate["candidates"]] == [made[0]]


async def test_suggestion_when_parted_after_the_triage_closed_then_a_clerk_still_finds_it_a_place(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        for sequence, said in enumerate((SuggestionMerged, SuggestionReopened), 8):
            given = {"target": "s1"} if said is SuggestionMerged else {}
            await street.hear(said(suggestion="s5", cycle="2025", **given), sequence)
            await street.world.settle()
        waiting = (await told(street, Role.STREET_OFFICE))["Place what was parted late"]
        assert (waiting.count, waiting.href[-12:]) == (1, "?status=OPEN")
        funnel = [leg["outgoing"] for leg in (await street.get("cycles/2025"))["legs"]]
        page = await browse(street, "/items/s5", CLERK)
        assert "环节已经结束" in page
        assert 'value="PROJECT_SOURCE"' not in page
        body = {"level": "STREET", "category": street.charter.suggestion_categories[0].zh}
        source = {**body, "disposition": "PROJECT_SOURCE"}
        assert await status_of(street, "POST", "items/s5/triage", json=source) == (409, "too-late")
        assert await status_of(street, "POST", "items/s1/triage", json=source) == (
            409, "leg-not-open",
        )  # fmt: skip
        await street.post("items/s5/triage", {**body, "disposition": "REFERENCE"})
        assert "Place what was parted late" not in await told(street, Role.STREET_OFFICE)
        assert (await street.events(SuggestionTriaged))[-1].suggestion == "s5"
        assert [leg["outgoing"] for leg in (await street.get("cycles/2025"))["legs"]] == funnel
        # Of no cycle yet: nothing of it is here, and nothing waits for it.
        for place, none in enumerate(("", NEXT_CYCLE)):
            await street.hear(SuggestionReopened(suggestion=f"elsewhere-{place}", cycle=none))
        await street.world.settle()
        store = street.world.context("screening").store
        assert await store.count(DEAD_LETTERS, street.charter.street) == {"": 0}


# ---- proposing -------------------------------------------------------------------------------


async def test_propose_when_twenty_do_at_once_then_numbers_have_no_gap_and_no_double(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        await asyncio.gather(*(street.propose(n, ["s1", "s2"]) for n in range(20)))
        rows = (await street.get("cycles/2025/candidates"))["items"]
        assert [row["no"] for row in rows] == list(range(1, 21))
        assert (await street.get("items/s1"))["item"]["candidates"]
        await street.leg("R2_DOWN", "close")


async def test_propose_when_repeated_with_its_key_then_the_same_answer_and_one_project(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        path, key = "cycles/2025/alternatives", {"Idempotency-Key": "k-1"}
        body = street.alternative(1, ["s1"])
        first = await street.ask("POST", path, json=body, headers=key)
        again = await street.ask("POST", path, json=body, headers=key)
        assert (first.status_code, first.json()) == (201, again.json())
        other = await street.ask("POST", path, json=body | {"title": "另一个"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
        await street.leg("R2_DOWN", "close")
        late = await street.ask("POST", path, json=body, headers=key)
        assert late.json() == first.json(), "a repetition gets its answer also after closing"
        assert len((await street.get("cycles/2025/candidates"))["items"]) == 1


async def test_propose_when_it_broke_off_after_its_number_then_closing_finishes_it(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        await street.propose(1, ["s1"])
        await break_off(street, "half")
        assert (await street.ask("GET", "candidates/half")).status_code == 404
        await street.leg("R2_DOWN", "close")
        await street.world.settle()
        found = await street.get("candidates/half")
        assert (found["no"], found["status"]) == (2, "ALTERNATIVE")
        assert (await street.get("items/s5"))["item"]["candidates"] == ["half"]
        assert await street.events(SuggestionSetAside) != []
        said = [one.suggestion for one in await street.events(SuggestionSetAside)]
        assert "s5" not in said


async def break_off(street: Street, candidate: str) -> None:
    """A proposal that stopped after the ledger gave its number."""
    ctx = street.world.context("screening")
    wish = {
        name: value
        for name, value in street.alternative(2, ["s5"]).items()
        if name in Candidate.model_fields
    }
    state = Candidate(cycle="2025", **(wish | {"sources": ("s5",)}))
    code = street.charter.street
    await ctx.change(CANDIDATES.key(code, candidate), created(state), a_cause("one"))
    register = existing(notes.register(candidate))
    await ctx.change(LEDGERS.key(code, "2025"), register, a_cause("two"))
    found = await ctx.store.get(CANDIDATES.key(code, candidate))
    assert found.state.status is CandidateStatus.PROPOSED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sources": ["s6"]}, (422, "source")),
        ({"sources": ["nowhere"]}, (422, "source")),
        ({"sources": []}, (422, "sources-missing")),
        ({"forum": "nowhere"}, (404, "unknown-forum")),
        ({"project_class": "文艺类"}, (422, "unknown-choice")),
        ({"content": "字" * 2001}, (422, "invalid")),
        ({"title": ""}, (422, "invalid")),
        ({"budget_yuan": -1}, (422, "invalid")),
        ({"colour": "red"}, (422, "invalid")),
    ],
)
async def test_propose_when_the_body_is_wrong_then_refused(
    tmp_path: Path, given: dict[str, Any], expected: tuple[int, str]
) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        body = street.alternative(1, ["s1"]) | given
        assert await status_of(street, "POST", "cycles/2025/alternatives", json=body) == expected


# ---- deciding --------------------------------------------------------------------------------


async def test_decide_when_the_leg_is_not_open_then_refused_and_nothing_noted(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        body = {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合"}
        refused = await status_of(street, "POST", f"candidates/{made[2]}/decide", json=body)
        assert refused == (409, "leg-not-open")
        assert await street.gaps() == []


async def test_decide_when_it_is_changed_before_the_leg_closes_then_the_last_word_counts(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        for one in made:
            await street.accept(one)
        await street.decline(made[0])
        closed = await street.leg("R2_UP", "close")
        assert closed["outgoing"] == 2
        decisions = [one.decision for one in await street.events(CandidateDecided)]
        await street.world.settle()
        assert decisions.count(Decision.DECLINED) <= 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"decision": "CANDIDATE", "criteria": {"INCLUSIVE": True}}, "criteria-unmarked"),
        ({"decision": "CANDIDATE", "criteria": CRITERIA | {"FEASIBLE": False}}, "criteria-not-met"),
        ({"decision": "DECLINED", "criteria": CRITERIA}, "reason-missing"),
        ({"decision": "DECLINED", "criteria": CRITERIA, "reason": "无"}, "reason-code"),
        ({"decision": "SELECTED", "criteria": CRITERIA}, "decision"),
        ({"decision": "CANDIDATE", "criteria": CRITERIA | {"NICE": True}}, "invalid"),
    ],
)
async def test_decide_when_the_ruling_is_incomplete_then_refused(
    tmp_path: Path, body: dict[str, Any], expected: str
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        refused = await status_of(street, "POST", f"candidates/{made[0]}/decide", json=body)
        assert refused == (422, expected)
        assert "half-recorded" not in await street.gaps()


async def test_decide_when_clerks_contradict_each_other_at_once_then_closing_waits_or_agrees(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        await street.accept(made[1])
        await street.accept(made[2])
        no = {"reason_code": "NOT_FEASIBLE", "reason": "场地未落实", "criteria": CRITERIA}
        words = (
            no | {"decision": "DECLINED"},
            {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合"},
        )
        path = f"candidates/{made[0]}/decide"
        answers = await asyncio.gather(
            *(status_of(street, "POST", path, json=words[n % 2]) for n in range(10))
        )
        # Who comes between the note and the writing of another is told so.
        assert {*answers} <= {(200, ""), (409, "overtaken")}
        if "half-recorded" in await street.gaps():
            await street.decline(made[0])
        closed = await street.leg("R2_UP", "close")
        rows = (await street.get("cycles/2025/candidates?status=CANDIDATE"))["items"]
        assert closed["outgoing"] == len(rows)


async def test_decide_when_the_version_is_stale_then_refused_and_nothing_noted(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        body = {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合"}
        path = f"candidates/{made[0]}/decide"
        stale = {"If-Match": '"99"'}
        assert await status_of(street, "POST", path, json=body, headers=stale) == (412, "stale")
        assert "half-recorded" not in await street.gaps()
        version = (await street.get(f"candidates/{made[0]}"))["version"]
        fresh = {"If-Match": f'"{version}"'}
        assert (await street.ask("POST", path, json=body, headers=fresh)).status_code == 200


async def test_close_when_a_decision_slips_in_after_counting_then_it_is_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        for one in made:
            await street.accept(one)
        slips_in = [made[0], made[1]]

        async def counting(*asked: Any) -> Any:
            counted = await figures_of(*asked)
            if slips_in:
                await street.decline(slips_in.pop())
            return counted

        monkeypatch.setattr("services.screening.ledger.closing.figures_of", counting)
        closed = await street.leg("R2_UP", "close")
        rows = (await street.get("cycles/2025/candidates?status=CANDIDATE"))["items"]
        assert (closed["outgoing"], len(rows)) == (1, 1)


async def test_close_when_a_decision_was_noted_and_broke_off_then_refused_until_repeated(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        await street.accept(made[0])
        await street.accept(made[1])
        ctx, key = street.world.context("screening"), LEDGERS.key(street.charter.street, "2025")
        for action, path, body in (
            ("accept", "decide", {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合"}),
            ("withdraw", "withdraw", {"reason": "另有安排"}),
        ):
            note = existing(notes.note(made[2], action, Work.DECIDE))
            await ctx.change(key, note, a_cause(action))
            assert await street.gaps() == ["half-recorded"]
            refused = await street.ask("POST", "cycles/2025/legs/R2_UP/close")
            assert refused.status_code == 409
            await street.post(f"candidates/{made[2]}/{path}", body)
            assert await street.gaps() == []
        assert (await street.leg("R2_UP", "close"))["outgoing"] == 2


async def test_close_when_repeated_with_its_key_then_the_same_answer(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        await street.propose(1, ["s1"])
        path, key = "cycles/2025/legs/R2_DOWN/close", {"Idempotency-Key": "close-1"}
        first = await street.ask("POST", path, headers=key)
        again = await street.ask("POST", path, headers=key)
        assert (first.status_code, again.json()) == (200, first.json())
        stale = {"If-Match": '"1"'}
        assert await status_of(street, "POST", path, headers=stale) == (412, "stale")


async def test_withdraw_and_merge_when_done_then_history_and_sources_stay(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        body = {"target": made[0], "reason": "内容相近"}
        merged = await street.post(f"candidates/{made[2]}/merge", body)
        assert merged["status"] == "MERGED"
        target = await street.get(f"candidates/{made[0]}")
        assert (target["sources"], target["taken"]) == (["s1", "s2", "s4"], [made[2]])
        assert (await street.get("items/s4"))["item"]["candidates"] == [made[2], made[0]]
        await street.post(f"candidates/{made[1]}/withdraw", {"reason": "街道已立项"})
        again = {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": "符合"}
        refused = await status_of(street, "POST", f"candidates/{made[1]}/decide", json=again)
        assert refused == (409, "wrong-state")
        itself = {"target": made[0], "reason": "x"}
        refused = await status_of(street, "POST", f"candidates/{made[0]}/merge", json=itself)
        assert refused == (409, "merge-target")
        await street.meet("R2_UP")
        await street.accept(made[0])
        assert (await street.leg("R2_UP", "close"))["outgoing"] == 1
        await street.world.settle()
        proposed = await street.events(AlternativeProposed)
        assert proposed[-1].sources == ("s1", "s2", "s4")


# ---- the pre-review --------------------------------------------------------------------------


async def test_opinion_when_answered_twice_or_for_another_member_then_refused(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        path = f"candidates/{made[0]}/opinions"
        given = {"json": {"text": "加开周六", "member": "m8"}, "role": Role.DELIBERATOR}
        assert await status_of(street, "POST", path, member="m7", **given) == (422, "member")
        opinion = await street.post(path, {"text": "加开周六", "member": "m8"})
        answer = {"accepted": False, "answer": "人手不够"}
        path = f"opinions/{opinion['id']}/answer"
        revised = answer | {"revision": {"title": "新", "content": "新"}}
        refused = await status_of(street, "POST", path, json=revised)
        assert refused == (422, "revision-not-accepted")
        key = {"Idempotency-Key": "a-1"}
        first = await street.ask("POST", path, json=answer, headers=key)
        again = await street.ask("POST", path, json=answer, headers=key)
        assert (first.status_code, again.json()) == (200, first.json())
        assert await status_of(street, "POST", path, json=answer) == (409, "wrong-state")
        shown = await street.get(f"candidates/{made[0]}")
        assert shown["opinions"][0]["member"] == "", "who said it is for the staff"
        staff = await street.get(f"candidates/{made[0]}", Role.NPC_COMMITTEE)
        assert staff["opinions"][0]["member"] == "m8"


async def test_opinion_when_two_clerks_revise_at_once_then_one_wins_and_the_leg_closes(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        ids = [
            (await street.post(f"candidates/{made[0]}/opinions", {"text": t, "member": "m1"}))["id"]
            for t in ("一", "二")
        ]
        bodies = [
            {"accepted": True, "answer": "采纳", "revision": {"title": "新", "content": text}}
            for text in ("新", "又新")
        ]
        answers = await asyncio.gather(
            *(
                street.ask("POST", f"opinions/{one}/answer", json=body)
                for one, body in zip(ids, bodies, strict=True)
            )
        )
        for one, body, answer in zip(ids, bodies, answers, strict=True):
            if answer.status_code != 200:
                assert answer.status_code == 412
                await street.post(f"opinions/{one}/answer", body)
        assert (await street.get(f"candidates/{made[0]}"))["revision"] == 3
        await street.leg("R3_DOWN", "close")


async def test_opinion_when_the_alternative_was_declined_then_refused(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        body = {"text": "重提", "member": "m1"}
        refused = await status_of(street, "POST", f"candidates/{made[2]}/opinions", json=body)
        assert refused == (409, "wrong-state")


# ---- who may, and what is read ---------------------------------------------------------------

COMMANDS = (
    ("cycles/2025/legs/R1_DOWN/open", Role.STREET_OFFICE),
    ("cycles/2025/legs/R1_DOWN/close", Role.STREET_OFFICE),
    ("cycles/2025/legs/R1_DOWN/reopen", Role.STREET_OFFICE),
    ("cycles/2025/legs/R1_DOWN/meetings", Role.COMMUNITY),
    ("items/s1/triage", Role.COMMUNITY),
    ("cycles/2025/forums", Role.DEPUTY),
    ("cycles/2025/alternatives", Role.DELIBERATOR),
    ("candidates/c1/decide", Role.STREET_OFFICE),
    ("candidates/c1/withdraw", Role.STREET_OFFICE),
    ("candidates/c1/merge", Role.STREET_OFFICE),
    ("candidates/c1/opinions", Role.STREET_OFFICE),
    ("opinions/o1/answer", Role.DELIBERATOR),
)


async def test_commands_when_the_asker_may_not_then_refused(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        for path, role in COMMANDS:
            assert (await street.ask("POST", path, None, json={})).status_code == 401, path
            assert (await street.ask("POST", path, role, json={})).status_code == 403, path
            other = await street.ask("POST", path, Role.NPC_COMMITTEE, json={}, scope=WUJIALING)
            assert (other.status_code, other.json()["code"]) == (403, "other-street"), path


@pytest.mark.parametrize(
    "rest",
    [
        "cycles/1999",
        "cycles/1999/funnel",
        "cycles/1999/items.xlsx",
        "cycles/1999/candidates.xlsx",
        "items/none",
        "candidates/none",
        "candidates/none/trace",
    ],
)
async def test_reads_when_there_is_no_such_thing_then_not_found(tmp_path: Path, rest: str) -> None:
    async with a_street(tmp_path) as street:
        assert (await street.ask("GET", rest, None)).status_code == 404


async def test_objects_when_asked_through_another_street_then_not_found(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        for rest in (f"candidates/{made[0]}", "items/s1", "cycles/2025"):
            answer = await street.world.ask("GET", "screening", rest, street=WUJIALING)
            assert answer.status_code == 404, rest


async def test_triage_when_repeated_or_wrong_then_said_once_and_refused(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await street.leg("R1_DOWN", "open")
        await street.collect(2)
        await street.leg("R1_DOWN", "close")
        await street.counted(2)
        body = {
            "level": "STREET",
            "category": "不存在的类别",
            "disposition": "PROJECT_SOURCE",
            "opinion": "列入",
        }
        known = body | {"category": street.charter.suggestion_categories[0].id}
        early = await status_of(street, "POST", "items/s1/triage", json=known)
        assert early == (409, "leg-not-open")
        await street.leg("R1_UP", "open")
        assert (await status_of(street, "POST", "items/s1/triage", json=body))[0] == 422
        long = known | {"opinion": "字" * 2001}
        assert (await status_of(street, "POST", "items/s1/triage", json=long))[0] == 422
        assigned = known | {"disposition": "ASSIGNED"}
        refused = await status_of(street, "POST", "items/s1/triage", json=assigned)
        assert refused == (422, "unit-missing")
        await street.triage(1)
        await street.triage(1)
        await street.world.settle()
        assert len(await street.events(SuggestionTriaged)) == 1


async def test_lists_when_paged_then_every_row_comes_once_in_order(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await street.collect(12)
        seen: list[str] = []
        after = ""
        while True:
            page = await street.get(f"cycles/2025/items?limit=5&after={after}")
            seen += [row["no"] for row in page["items"]]
            after = page["next"]
            if not after:
                break
        assert seen == [str(n) for n in range(1, 13)]


async def test_sheets_when_downloaded_then_they_hold_the_ledger(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        for rest, role, rows, word in (
            ("cycles/2025/items.xlsx", None, 6, "项目来源"),
            ("cycles/2025/candidates.xlsx", None, 3, "备选项目"),
            ("cycles/2025/forums.xlsx", Role.NPC_COMMITTEE, 3, "邱满秀、欧建平"),
        ):
            answer = await street.ask("GET", rest, role)
            assert answer.status_code == 200
            book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
            cells = book.get_sheet_by_index(0).to_python()
            assert len(cells) == rows + 1
            assert any(word in str(cell) for row in cells for cell in row)
        assert (await street.ask("GET", "cycles/2025/forums.xlsx", None)).status_code == 401


async def test_forums_when_residents_read_them_then_neighbours_are_counted_not_named(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        *_, seen = (await street.get("cycles/2025/forums"))["items"]
        assert (seen["neighbour_leads"], seen["neighbour_lead_count"]) == ([], 2)
        *_, staff = (await street.get("cycles/2025/forums", Role.STREET_OFFICE))["items"]
        assert staff["neighbour_leads"] == ["邱满秀", "欧建平"]


async def test_papers_when_they_name_an_unknown_candidate_then_tried_again_and_nothing_breaks(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_slate(street)
        lost = BookletFrozen(session="m1", cycle="2025", candidates=("nowhere",), digest="0")
        await street.hear(lost)
        await street.world.settle()
        assert (await street.get("cycles/2025"))["frozen"]


# ---- another street, another shape -----------------------------------------------------------


async def test_wujialing_when_three_legs_combine_works_then_the_same_rules_hold(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path, "wujialing") as street:
        await street.leg("COLLECTING", "open")
        await street.collect(3)
        await street.leg("COLLECTING", "close")
        await street.counted(3)
        await street.leg("CO_DISCUSSING", "open")
        assert await street.gaps() == ["untriaged", "no-alternative"]
        for n in (1, 2, 3):
            await street.triage(n)
        body = street.alternative(1, ["s1"], budget_yuan=150_000)
        warned = await street.post("cycles/2025/alternatives", body)
        assert [one["code"] for one in warned["warnings"]] == ["budget-outside-guide"]
        body |= {"budget_reason": "含三年养护", "support": 18}
        assert (await street.post("cycles/2025/alternatives", body))["warnings"] == []
        await street.leg("CO_DISCUSSING", "close")
        await street.leg("SHORTLISTED", "open")
        rows = (await street.get("cycles/2025/candidates"))["items"]
        for body_of_meeting in street.charter.leg("SHORTLISTED").meetings:
            minutes = {"body": body_of_meeting.id, "held_on": "2025-03-20"}
            await street.post("cycles/2025/legs/SHORTLISTED/meetings", minutes)
        await street.accept(rows[0]["id"])
        await street.decline(rows[1]["id"])
        await street.leg("SHORTLISTED", "close")
        await street.world.settle()
        (slate,) = await street.events(SlateFinalised)
        assert [item.no for item in slate.items] == [1]
        aside = [one.suggestion for one in await street.events(SuggestionSetAside)]
        assert aside == ["s2", "s3"]
