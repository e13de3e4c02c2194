"""The ballot service over HTTP, on the embedded pair, every delivery twice."""

import asyncio
import io
import secrets
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from chassis.core.documents import Plain
from contracts.charter import Role
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.kinds import PAPERS, PILES
from services.ballot.slips.credential import new_code
from tests.service.ballot_world import CHIEF, Hall, a_hall, appointed
from tests.world import WUJIALING

MARKS = [f"p{no:02}" for no in range(1, 11)]
NPC = Role.NPC_COMMITTEE


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish()
        yield hall


@pytest.fixture
async def open_hall(hall: Hall) -> Hall:
    """50 of 53 are there, and the ballot is open."""
    await hall.begin(present=50)
    return hall


@pytest.fixture
async def small_hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """8 of 9 are there, and the ballot is open."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=9, seats_of_street=9)
        await hall.begin(present=8, members=9)
        yield hall


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


# ---- the whole way -------------------------------------------------------------------------


async def test_session_when_played_to_its_end_then_ten_are_chosen_and_two_kept(
    open_hall: Hall,
) -> None:
    hall = open_hall
    for code in hall.codes[:50]:
        assert (await hall.cast(code, *MARKS)).json() == {"received": True}
    await hall.close()
    await hall.count()
    await hall.finish()
    seen = await hall.get(f"ballots/{hall.ballot}")
    figures = seen["figures"]
    assert seen["status"] == "ANNOUNCED"
    assert figures["selected"] == MARKS
    assert figures["reserved"] == ["p11", "p12"]
    assert (figures["expected"], figures["present"], figures["issued"]) == (53, 50, 50)
    assert (figures["returned"], figures["valid"], figures["invalid"]) == (50, 50, 0)
    assert (await hall.get(f"sessions/{hall.session}"))["status"] == "CLOSED"
    said = (await hall.get("said", NPC))["said"]
    assert {name.split(".")[2]: number for name, number in said.items()} == {
        "session-notified": 1,
        "booklet-frozen": 1,
        "panel-closed": 3,
        "ballot-opened": 1,
        "ballot-closed": 1,
        "ballot-sealed": 1,
        "ballot-certified": 1,
        "ballot-announced": 1,
        "session-closed": 1,
    }


async def test_closing_when_sixty_cast_meanwhile_then_every_201_is_counted_and_no_more(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=67, seats_of_street=67)
        await hall.begin(present=67, members=67)
        gate = asyncio.Event()

        async def vote(n: int, code: str) -> int:
            await gate.wait()
            await asyncio.sleep(n * 0.001)
            return int((await hall.cast(code, "p01", "p02")).status_code)

        async def close() -> None:
            await gate.wait()
            await asyncio.sleep(0.02)
            await hall.post(f"ballots/{hall.ballot}/close", Role.CHAIR)

        tasks = [asyncio.create_task(vote(n, c)) for n, c in enumerate(hall.codes[:60])]
        closing = asyncio.create_task(close())
        gate.set()
        answers = await asyncio.gather(*tasks)
        await closing
        hall.world.clock.forward(seconds=60)
        figures = (await hall.count())["figures"]
        assert set(answers) <= {201, 409}
        assert figures["returned"] == answers.count(201)


async def test_paper_when_the_round_is_closed_then_not_taken(small_hall: Hall) -> None:
    await small_hall.close()
    refused(await small_hall.cast(small_hall.codes[0], "p01"), 409, "not-open")


# ---- casting -------------------------------------------------------------------------------


async def test_slip_when_used_twice_then_refused_and_counted_once(small_hall: Hall) -> None:
    hall = small_hall
    code = hall.codes[0]
    assert (await hall.cast(code, "p01")).status_code == 201
    refused(await hall.cast(code.lower().replace("-", " "), "p02"), 409, "slip-used")
    answers = await asyncio.gather(*(hall.cast(hall.codes[1], "p01") for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    await hall.close()
    figures = (await hall.count())["figures"]
    assert figures["returned"] == 2


async def test_cast_when_it_takes_longer_than_the_deadline_then_told_and_not_in_the_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_hall(tmp_path, cast_deadline=0.05, count_wait=0.1) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        await hall.begin(present=8, members=8, items=4)
        engine = hall.world.context("ballot").store.engine

        insert = engine.insert

        async def slow(plain: Plain, *rest: Any) -> bool:
            if plain == PAPERS:
                await asyncio.sleep(60)
            return bool(await insert(plain, *rest))

        with monkeypatch.context() as patched:
            patched.setattr(engine, "insert", slow)
            refused(await hall.cast(hall.codes[0], "p01"), 503, "cast-late")
        await hall.close()
        assert (await hall.count())["figures"]["returned"] == 0


async def test_slip_when_forged_then_refused(small_hall: Hall) -> None:
    forged = new_code(secrets.choice)
    refused(await small_hall.cast(forged, "p01"), 403, "unknown-slip")
    refused(await small_hall.cast("short", "p01"), 422, "bad-code")
    right = small_hall.codes[0]
    wrong = "1" if right[-1] != "1" else "2"
    refused(await small_hall.cast(right[:-1] + wrong, "p01"), 422, "mistyped-code")


async def test_slip_when_cast_in_another_street_then_refused(small_hall: Hall) -> None:
    body = {"code": small_hall.codes[0], "votes_for": ["p01"], "against": []}
    path = f"/ballot/api/streets/{WUJIALING}/ballots/{small_hall.ballot}/cast"
    refused(await small_hall.world.http.post(path, json=body), 404, "no-ballot")


@pytest.mark.parametrize(
    ("votes_for", "against", "code"),
    [
        ([f"p{n:02}" for n in range(1, 12)], [], "too-many-choices"),
        (["p01"], ["p01"], "for-and-against"),
        (["p99"], [], "not-on-the-list"),
        (["p01"] * 101, [], "invalid"),
        (["<script>"], [], "invalid"),
    ],
)
async def test_paper_when_marks_are_no_choice_then_refused_and_the_slip_still_good(
    small_hall: Hall, votes_for: list[str], against: list[str], code: str
) -> None:
    answer = await small_hall.cast(small_hall.codes[0], *votes_for, against=against)
    refused(answer, 422, code)
    assert (await small_hall.cast(small_hall.codes[0])).status_code == 201


async def test_cast_when_answered_then_no_cookie_id_or_receipt(small_hall: Hall) -> None:
    answer = await small_hall.cast(small_hall.codes[0], "p01")
    assert answer.json() == {"received": True}
    assert "set-cookie" not in answer.headers
    assert "x-correlation-id" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


# ---- roll ----------------------------------------------------------------------------------


async def test_v01_ballot_when_35_of_53_are_present_then_not_opened_and_with_36_opened(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors()
    await hall.arrive(*(f"m{n:02}" for n in range(35)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels()
    await hall.prepare()
    at = f"ballots/{hall.ballot}/open"
    refused(await hall.ask("POST", at, Role.CHAIR), 409, "no-quorum")
    await hall.arrive("m35")
    assert (await hall.open())["status"] == "OPEN"


async def test_v08_member_when_arriving_while_voting_then_no_slip_until_it_is_counted(
    open_hall: Hall,
) -> None:
    hall = open_hall
    at = f"sessions/{hall.session}"
    await hall.arrive("m52")
    late = (await hall.get(f"{at}/roll?limit=200", NPC))["items"][-1]
    assert (late["member"], late["present"], late["slip"]) == ("m52", True, False)
    slip = f"{at}/check-ins/m52/slip"
    refused(await hall.ask("POST", slip, Role.TELLER), 409, "voting")
    frozen = await hall.get(at)
    assert (frozen["present"], frozen["issued"], frozen["voting"]) == (50, 50, True)
    await hall.close()
    refused(await hall.ask("POST", slip, Role.TELLER), 409, "voting")
    await hall.count()
    refused(await hall.ask("POST", slip, Role.TELLER), 409, "slips-gone")
    await hall.print_slips(1, "一名议事员迟到")
    assert (await hall.post(slip, Role.TELLER))["slip"] is True
    assert (await hall.get(at))["issued"] == 51


async def test_v10_attendee_when_without_a_vote_then_gets_no_slip_and_counts_nowhere(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors()
    at = f"sessions/{hall.session}"
    guest = await hall.post(f"{at}/attendees", NPC, {"name": "列席者", "capacity": "部门"})
    assert guest["slip"] is False
    seen = await hall.get(at)
    assert (seen["present"], seen["issued"]) == (0, 0)
    roll = (await hall.get(f"{at}/roll", NPC))["items"]
    assert [(one["name"], one["voting"]) for one in roll] == [("列席者", False)]


async def test_check_in_when_not_in_office_then_refused(hall: Hall) -> None:
    await hall.end("m01")
    await hall.call()
    await hall.open_doors()
    at = f"sessions/{hall.session}/check-ins"
    for member in ("m01", "stranger"):
        answer = await hall.ask("POST", at, Role.TELLER, json={"member": member})
        refused(answer, 404, "no-member")
    assert (await hall.get(f"sessions/{hall.session}"))["expected"] == 52


async def test_members_when_events_come_in_any_order_then_the_newest_counts(hall: Hall) -> None:
    await hall.say(appointed("late"), "members/late", sequence=9001)
    await hall.say(appointed("late"), "members/late", sequence=9000)
    await hall.end("m00")
    await hall.say(appointed("m00"), "members/m00", sequence=1)
    await hall.world.settle()
    await hall.call()
    assert (await hall.get(f"sessions/{hall.session}"))["expected"] == 53


async def test_check_in_when_five_desks_at_once_then_one_did_it(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors()
    at = f"sessions/{hall.session}/check-ins"
    answers = await asyncio.gather(
        *(hall.ask("POST", at, Role.TELLER, json={"member": "m01"}) for _ in range(5))
    )
    told = [answer.json() for answer in answers]
    assert sorted(one["already"] for one in told) == [False, True, True, True, True]
    assert len({one["arrival"] for one in told}) == 1
    assert (await hall.get(f"sessions/{hall.session}"))["waiting"] == 1


# ---- rounds --------------------------------------------------------------------------------


async def test_v04_tie_when_voted_again_then_among_the_tied_and_with_the_next_coupons(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=11, items=4, seats=2, pass_over="1/3")
        await hall.begin(present=10, members=11, items=4)
        at = f"ballots/{hall.ballot}"
        for n, code in enumerate(hall.codes[:10]):
            await hall.cast(code, "p01", "p02" if n < 5 else "p03")
        await hall.close()
        first = await hall.count()
        assert first["figures"]["selected"] == ["p01"]
        assert first["next_round"] == {"kind": "RUNOFF", "seats": 1, "candidates": ["p02", "p03"]}
        # Who came while round 1 was open takes part in round 2.
        await hall.print_slips(1, "一名议事员迟到")
        await hall.arrive("m10")
        await hall.open("runoff")
        refused(await hall.cast(hall.codes[0], "p01"), 422, "not-on-the-list")
        for n, code in enumerate(hall.codes):
            assert (await hall.cast(code, "p02" if n < 5 else "p03")).status_code == 201
        refused(await hall.cast(hall.codes[0], "p02"), 409, "slip-used")
        await hall.close()
        await hall.count()
        await hall.finish()
        figures = (await hall.get(at))["figures"]
        assert (figures["selected"], figures["reserved"]) == (["p01", "p03"], ["p02", "p04"])
        assert [(one["issued"], one["returned"]) for one in figures["rounds"]] == [
            (10, 10),
            (11, 11),
        ]


async def test_extra_round_when_too_few_pass_then_one_more_and_then_vacancies(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2)
        await hall.begin(present=10, members=10, items=4)
        at = f"ballots/{hall.ballot}"
        for n, code in enumerate(hall.codes):
            await hall.cast(code, "p01", "p02" if n < 5 else "p03")
        await hall.close()
        first = await hall.count()
        assert first["figures"]["selected"] == ["p01"]
        assert first["next_round"] == {
            "kind": "EXTRA",
            "seats": 1,
            "candidates": ["p02", "p03", "p04"],
        }
        answer = await hall.ask("POST", f"{at}/sign", Role.CHIEF_SCRUTINEER, sub=CHIEF)
        refused(answer, 409, "round-due")
        assert (await hall.open("runoff"))["status"] == "RUNOFF"
        for code in hall.codes[:5]:
            assert (await hall.cast(code, "p02")).status_code == 201
        refused(await hall.cast(hall.codes[0], "p02"), 409, "slip-used")
        refused(await hall.cast(hall.codes[6], "p01"), 422, "not-on-the-list")
        await hall.close()
        second = await hall.count()
        assert second["figures"]["vacancies"] == 1
        assert second["next_round"] is None
        await hall.finish()
        figures = (await hall.get(at))["figures"]
        assert (figures["selected"], figures["vacancies"]) == (["p01"], 1)
        assert [one["returned"] for one in figures["rounds"]] == [10, 5]
        said = (await hall.get("said", NPC))["said"]
        assert said["yishi.ballot.ballot-opened.v1"] == 2


async def test_v02_box_when_it_holds_more_than_was_issued_then_not_counted_and_a_new_ballot(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2)
        await hall.begin(present=8, members=10, items=4)
        for code in hall.codes:
            assert (await hall.cast(code, "p01")).status_code == 201
        await hall.stuff()
        await hall.close()
        await hall.seal()
        at = f"ballots/{hall.ballot}/count"
        refused(await hall.ask("POST", at, Role.CHIEF_SCRUTINEER, sub=CHIEF), 409, "check-failed")
        assert (await hall.void("CHECK_FAILED"))["status"] == "VOID"
        await hall.world.settle()
        assert (await hall.get("said", NPC))["said"]["yishi.ballot.ballot-voided.v1"] == 1
        former = hall.ballot
        assert await hall.prepare() != former
        await hall.open()
        assert (await hall.cast(hall.codes[0], "p01")).status_code == 201


async def test_papers_when_changed_after_the_count_then_not_certified_and_only_void_helps(
    open_hall: Hall,
) -> None:
    hall = open_hall
    for code in hall.codes[:40]:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.count()
    await hall.sign()
    engine = hall.world.context("ballot").store.engine
    rows = await engine.rows(PAPERS, f"{hall.street}/{hall.ballot}/", "", 1)
    await engine.remove(PAPERS, rows[0][0])
    at = f"ballots/{hall.ballot}"
    answer = await hall.ask("POST", f"{at}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    refused(answer, 409, "papers-changed")
    await engine.insert(PAPERS, rows[0][0], rows[0][1] | {"votes_for": ["p12"]})
    answer = await hall.ask("POST", f"{at}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    refused(answer, 409, "papers-changed")
    seen = await hall.get(at)
    assert [one["check"] for one in seen["failed"]] == ["RECOUNT"]
    early = {"ground": "BREAKDOWN", "note": ""}
    refused(
        await hall.ask("POST", f"{at}/propose-void", Role.CHAIR, json=early), 409, "ground-late"
    )
    assert (await hall.void("CHECK_FAILED", "票数有变"))["status"] == "VOID"
    told = await hall.get(at)
    assert told["figures"] is None  # the difference to a repeat could tell a single vote
    assert (told["void"]["ground_zh"], told["void"]["note"]) == ("核验不通过", "票数有变")
    assert (await hall.get(at, Role.CHAIR))["figures"]["returned"] == 40
    await hall.prepare()
    await hall.open()
    for code in hall.codes[:41]:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.count()
    await hall.finish()
    void, repeat = [(await hall.get(one))["figures"] for one in (at, f"ballots/{hall.ballot}")]
    assert (void["returned"], void["tallies"], void["rounds"][0]["tallies"]) == (40, [], {})
    assert repeat["tallies"][0]["votes_for"] == 41


async def test_count_when_papers_are_read_then_beside_the_event_loop(
    small_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hall that casts elsewhere does not wait for the count of this one."""
    counted_on: list[threading.Thread] = []
    real = rounds.count_papers

    def noted(ballot: Ballot, rows: Any) -> rounds.Counted:
        counted_on.append(threading.current_thread())
        return real(ballot, rows)

    monkeypatch.setattr(rounds, "count_papers", noted)
    await small_hall.cast(small_hall.codes[0], "p01")
    await small_hall.close()
    await small_hall.count()
    assert counted_on
    assert threading.main_thread() not in counted_on


async def test_seal_when_just_closed_then_too_early_and_no_count_without_it(
    small_hall: Hall,
) -> None:
    await small_hall.post(f"ballots/{small_hall.ballot}/close", Role.CHAIR)
    at = f"ballots/{small_hall.ballot}"
    answer = await small_hall.ask("POST", f"{at}/seal", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    refused(answer, 425, "count-wait")
    answer = await small_hall.ask("POST", f"{at}/count", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    refused(answer, 409, "not-sealed")


# ---- paper votes ---------------------------------------------------------------------------


async def test_pile_when_two_tellers_agree_then_counted_with_the_phones(open_hall: Hall) -> None:
    hall = open_hall
    for code in hall.codes[:30]:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.seal()
    pile: list[dict[str, Any]] = [{"code": code, "votes_for": MARKS} for code in hall.codes[30:38]]
    pile.append({"code": hall.codes[38], "votes_for": [*MARKS, "p11"]})
    pile.append({"code": hall.codes[39], "spoiled": True})
    pile.append({"code": hall.codes[0], "votes_for": MARKS})
    at = f"ballots/{hall.ballot}/piles"
    wrong = [*pile[:-1], {"code": hall.codes[0], "votes_for": ["p11"]}]
    first = await hall.post(at, Role.TELLER, {"papers": pile}, sub="teller-1")
    assert (first["agreed"], first["typed_by"]) == (False, 1)
    second = await hall.post(at, Role.TELLER, {"papers": wrong}, sub="teller-2")
    assert (second["agreed"], second["differing"]) == (False, [hall.codes[0]])
    answer = await hall.ask("POST", f"ballots/{hall.ballot}/count", Role.TELLER)
    refused(answer, 409, "pile-differs")
    third = await hall.post(at, Role.TELLER, {"papers": pile}, sub="teller-2")
    assert (third["agreed"], third["papers"], third["doubles"]) == (True, 10, 1)
    figures = (await hall.count())["figures"]
    assert (figures["returned"], figures["valid"], figures["invalid"]) == (40, 38, 2)
    assert figures["rounds"][0]["doubles"] == 1
    pile_doc = await hall.world.context("ballot").store.get(
        PILES.key(hall.street, f"{hall.ballot}/1")
    )
    assert pile_doc.state.typed == {}


async def test_pile_when_the_box_is_not_sealed_then_not_taken(small_hall: Hall) -> None:
    hall = small_hall
    await hall.close()
    body = {"papers": [{"code": code, "votes_for": ["p01"]} for code in hall.codes[:6]]}
    at = f"ballots/{hall.ballot}/piles"
    answer = await hall.ask("POST", at, Role.TELLER, json=body, sub="teller-1")
    refused(answer, 409, "not-sealed")
    await hall.seal()
    for teller in ("teller-1", "teller-2"):
        typed = await hall.post(at, Role.TELLER, body, sub=teller)
    assert (typed["agreed"], typed["status"]) == (True, "PUT_AWAY")
    seen = await hall.get(f"ballots/{hall.ballot}")
    assert [(one["number"], one["papers"]) for one in seen["seals"]] == [(1, 0), (2, 6)]
    assert (await hall.count())["figures"]["returned"] == 6


@pytest.mark.parametrize(
    ("codes", "problem"),
    [(["0000-0000-0000-0000"], "bad-pile"), (["same", "same"], "bad-code"), ([0, 0], "bad-pile")],
)
async def test_pile_when_a_code_is_unknown_or_doubled_then_refused(
    small_hall: Hall, codes: list[Any], problem: str
) -> None:
    await small_hall.close()
    await small_hall.seal()
    real = [small_hall.codes[code] if isinstance(code, int) else code for code in codes]
    body = {"papers": [{"code": code, "votes_for": ["p01"]} for code in real]}
    at = f"ballots/{small_hall.ballot}/piles"
    answer = await small_hall.ask("POST", at, Role.TELLER, json=body, sub="teller-1")
    refused(answer, 422, problem)


async def test_pile_when_typed_by_a_stranger_or_before_closing_then_refused(
    small_hall: Hall,
) -> None:
    at = f"ballots/{small_hall.ballot}/piles"
    body: dict[str, Any] = {"papers": []}
    answer = await small_hall.ask("POST", at, Role.TELLER, json=body, sub="teller-1")
    refused(answer, 409, "wrong-state")
    await small_hall.close()
    await small_hall.seal()
    answer = await small_hall.ask("POST", at, Role.TELLER, json=body, sub="stranger")
    refused(answer, 403, "not-named")


# ---- guards over HTTP ----------------------------------------------------------------------


async def test_ballot_when_a_panel_is_open_then_not_opened(hall: Hall) -> None:
    await hall.call()
    await hall.open_doors()
    await hall.arrive(*(f"m{n:02}" for n in range(50)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.prepare()
    answer = await hall.ask("POST", f"ballots/{hall.ballot}/open", Role.CHAIR)
    refused(answer, 409, "panels-open")
    told = {row["zh"] for row in answer.json()["errors"]}
    assert told == {"群众评尚未结束", "议事员评尚未结束", "专家评尚未结束"}


async def test_figures_when_not_announced_then_only_for_officials(open_hall: Hall) -> None:
    hall = open_hall
    for code in hall.codes[:10]:
        await hall.cast(code, *MARKS)
    at = f"ballots/{hall.ballot}"
    for role in (None, NPC, Role.CHAIR):
        assert (await hall.get(at, role))["figures"] is None
    await hall.close()
    await hall.count()
    assert (await hall.get(at, NPC))["figures"]["returned"] == 10
    public = await hall.get(at)
    assert (public["figures"], public["chief_scrutineer"], public["signed"]) == (None, "", [])
    listed = (await hall.get("ballots?cycle=2025"))["items"]
    assert [one["figures"] for one in listed] == [None]
    assert (await hall.ask("GET", f"{at}/result.xlsx")).status_code == 404
    other = await hall.ask("GET", at, NPC, scope=WUJIALING)
    assert other.json()["figures"] is None


async def test_result_when_few_papers_then_public_sees_no_breakdown(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as hall:
        rules = {"pass_of": "VALID", "extra_rounds": 0}
        await hall.furnish(members=6, items=3, seats=1, **rules)
        await hall.begin(present=6, members=6, items=3)
        for code in hall.codes[:4]:
            await hall.cast(code, "p01")
        await hall.close()
        await hall.count()
        await hall.finish()
        figures = (await hall.get(f"ballots/{hall.ballot}"))["figures"]
        assert figures["selected"] == ["p01"]
        assert figures["tallies"] == []
        assert figures["rounds"][0]["tallies"] == {}


async def test_agenda_when_too_long_then_refused_without_a_reason(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(agenda_limit=6)
        body = {
            "cycle": "2025",
            "term": 1,
            "number": 1,
            "at": "2025-06-12T09:00:00+08:00",
            "venue": "V",
            "agenda": ["A"] * 7,
        }
        refused(await hall.ask("POST", "sessions", NPC, json=body), 422, "agenda-too-long")
        await hall.call(["A"] * 7, override_reason="增加一项紧急议题")
        assert (await hall.get(f"sessions/{hall.session}"))["override_reason"]


async def test_booklet_when_the_slate_has_not_come_then_not_frozen(hall: Hall) -> None:
    await hall.call(cycle="2026")
    answer = await hall.ask("POST", f"sessions/{hall.session}/freeze", NPC)
    refused(answer, 409, "no-slate")
    assert (await hall.get(f"sessions/{hall.session}"))["slate"] == 0


COMMANDS: list[tuple[str, str, list[Role], dict[str, Any]]] = [
    ("sessions/{session}/notify", "POST", [Role.CHAIR, Role.RESIDENT], {}),
    ("sessions/{session}/order-slips", "POST", [Role.TELLER, Role.SCRUTINEER], {"number": 5}),
    ("sessions/{session}/cancel-slips", "POST", [Role.TELLER, Role.CHAIR], {"codes": ["x"]}),
    ("sessions/{session}/check-ins", "POST", [Role.RESIDENT], {"member": "m01"}),
    ("ballots/{ballot}/open", "POST", [NPC, Role.CHIEF_SCRUTINEER], {}),
    ("ballots/{ballot}/close", "POST", [NPC, Role.TELLER], {}),
    ("ballots/{ballot}/piles", "POST", [Role.SCRUTINEER], {"papers": []}),
    ("ballots/{ballot}/seal", "POST", [NPC, Role.CHAIR, Role.SCRUTINEER], {}),
    ("ballots/{ballot}/set-aside", "POST", [NPC, Role.TELLER], {"tag": "AAAA-0000"}),
    ("ballots/{ballot}/confirm-officers", "POST", [Role.CHAIR, Role.TELLER], {}),
    ("ballots/{ballot}/count", "POST", [NPC, Role.CHAIR, Role.SCRUTINEER], {}),
    ("ballots/{ballot}/sign", "POST", [Role.TELLER, NPC], {}),
    ("ballots/{ballot}/certify", "POST", [Role.SCRUTINEER, NPC], {}),
    ("ballots/{ballot}/announce", "POST", [Role.CHAIR, Role.CITY], {}),
    ("ballots/{ballot}/propose-void", "POST", [Role.TELLER], {"ground": "SLIPS"}),
    ("ballots/{ballot}/void", "POST", [Role.TELLER, Role.RESIDENT], {}),
    ("sessions/{session}/roll", "GET", [Role.RESIDENT, Role.DELIBERATOR], {}),
    ("sessions/{session}/roll.xlsx", "GET", [Role.RESIDENT], {}),
]


async def test_routes_when_asked_by_the_wrong_role_then_refused(small_hall: Hall) -> None:
    hall = small_hall
    for path, method, roles, body in COMMANDS:
        at = path.format(session=hall.session, ballot=hall.ballot)
        given = {"json": body} if method == "POST" else {}
        assert (await hall.ask(method, at, None, **given)).status_code == 401, path
        for role in roles:
            assert (await hall.ask(method, at, role, **given)).status_code == 403, (path, role)
        allowed = NPC if "sessions" in path else Role.CHAIR
        other = await hall.ask(method, at, allowed, scope=WUJIALING, **given)
        assert other.status_code == 403, path


async def test_routes_when_the_thing_is_unknown_then_404(hall: Hall) -> None:
    answer = await hall.ask("POST", "sessions/nothing/notify", NPC)
    refused(answer, 404, "no-session")
    answer = await hall.ask("POST", "ballots/nothing/open", Role.CHAIR)
    refused(answer, 404, "no-ballot")
    for path in ("sessions/nothing", "ballots/nothing"):
        assert (await hall.ask("GET", path)).status_code == 404
    body = {"cycle": "x", "term": 1, "number": 1, "at": "2025-06-12T09:00", "venue": "V"}
    unknown = await hall.world.ask(
        "POST", "ballot", "sessions", NPC, street="430105999", json=body | {"agenda": ["A"]}
    )
    refused(unknown, 404, "unknown-street")


async def test_session_when_the_version_is_stale_then_412(hall: Hall) -> None:
    await hall.call()
    at = f"sessions/{hall.session}/freeze"
    answer = await hall.ask("POST", at, NPC, headers={"If-Match": '"1"'})
    refused(answer, 412, "stale")
    assert (await hall.ask("POST", at, NPC, headers={"If-Match": '"2"'})).status_code == 200


async def test_commands_when_repeated_under_one_key_then_same_answer_and_done_once(
    hall: Hall,
) -> None:
    body: dict[str, Any] = {
        "cycle": "2025",
        "term": 1,
        "number": 1,
        "at": "2025-06-12T09:00",
        "venue": "V",
        "agenda": ["A"],
    }
    key = {"Idempotency-Key": "plan-1"}
    first = await hall.ask("POST", "sessions", NPC, json=body, headers=key)
    again = await hall.ask("POST", "sessions", NPC, json=body, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len((await hall.get("sessions"))["items"]) == 1
    other = await hall.ask("POST", "sessions", NPC, json=body | {"venue": "W"}, headers=key)
    refused(other, 422, "idempotency-key-reused")


@pytest.mark.parametrize("step", ["open", "close", "seal", "count", "sign", "certify", "announce"])
async def test_ballot_steps_when_repeated_under_one_key_then_same_answer(
    open_hall: Hall, step: str
) -> None:
    hall = open_hall
    at = f"ballots/{hall.ballot}"
    if step == "open":
        await hall.void()
        await hall.prepare()
        at = f"ballots/{hall.ballot}"
    else:
        for code in hall.codes[:40]:
            await hall.cast(code, *MARKS)
    before = ["close", "seal", "count", "sign", "certify", "announce"]
    for earlier in before[: before.index(step)] if step in before else []:
        steps = {"close": hall.close, "seal": hall.seal, "count": hall.count, "sign": hall.sign}
        await steps.get(
            earlier,
            lambda: hall.post(f"{at}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF),
        )()
    roles = {"open": Role.CHAIR, "close": Role.CHAIR, "announce": NPC}
    role = roles.get(step, Role.CHIEF_SCRUTINEER)
    given = {"sub": CHIEF} if role == Role.CHIEF_SCRUTINEER else {}
    key = {"Idempotency-Key": f"{step}-1"}
    first = await hall.ask("POST", f"{at}/{step}", role, headers=key, **given)
    again = await hall.ask("POST", f"{at}/{step}", role, headers=key, **given)
    assert first.is_success, first.text
    assert (first.status_code, first.json()) == (again.status_code, again.json())


async def test_texts_when_2001_characters_then_refused(small_hall: Hall) -> None:
    hall = small_hall
    at = f"ballots/{hall.ballot}/propose-void"
    for wrong in ({"ground": "SLIPS", "note": "理" * 2001}, {"note": "理"}, {"ground": "BORED"}):
        assert (await hall.ask("POST", at, Role.CHAIR, json=wrong)).status_code == 422
    panel = f"sessions/{hall.session}/panels/EXPERT_PANEL"
    body = {"people": 3, "scores": {"p01": 101}, "remarks": ""}
    assert (await hall.ask("PUT", panel, NPC, json=body)).status_code == 422
    remarks = {"people": 3, "scores": {}, "remarks": "理" * 2001}
    assert (await hall.ask("PUT", panel, NPC, json=remarks)).status_code == 422


async def test_sheets_when_downloaded_then_roll_and_ranking(open_hall: Hall) -> None:
    hall = open_hall
    for code in hall.codes[:40]:
        await hall.cast(code, *MARKS)
    await hall.close()
    await hall.count()
    await hall.finish()
    answer = await hall.ask("GET", f"ballots/{hall.ballot}/result.xlsx")
    rows = _sheet(answer.content)
    assert rows[1][:4] == [1.0, 1.0, "项目1", 40.0]
    answer = await hall.ask("GET", f"sessions/{hall.session}/roll.xlsx", NPC)
    assert len(_sheet(answer.content)) == 51


def _sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
