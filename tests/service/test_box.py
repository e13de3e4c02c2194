"""The box between the close and the result: who alters it, reads it or stalls it is found."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Role
from services.ballot.kinds import PILES
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall, a_hall

NPC = Role.NPC_COMMITTEE


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A closed and sealed round: ten slips drawn, six papers by phone."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, seats_of_street=10)
        await hall.begin(present=10, members=10, items=4)
        for code in hall.codes[:6]:
            assert (await hall.cast(code, "p01", "p02")).status_code == 201
        await hall.close()
        await hall.seal()
        yield hall


def files(hall: Hall) -> Path:
    directory = hall.world.settings.directory
    assert directory is not None
    return directory / "ballot.sqlite"


def alter(hall: Hall, *statements: str) -> None:
    """Somebody who can write to the database."""
    with closing(sqlite3.connect(files(hall))) as base, base:
        for statement in statements:
            assert base.execute(statement).rowcount > 0, statement


def refused(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (409, code), answer.text


async def asked(hall: Hall, step: str, role: Role = Role.CHIEF_SCRUTINEER, **given: Any) -> Any:
    sub = CHIEF if role is Role.CHIEF_SCRUTINEER else ""
    who = {"sub": sub} if sub else {}
    return await hall.ask("POST", f"ballots/{hall.ballot}/{step}", role, **(who | given))


# ---- what somebody with the database does -----------------------------------------------------

EXCHANGED = """UPDATE plain_papers SET body = json_set(body, '$.votes_for', json('["p03"]'))
WHERE id IN (SELECT id FROM plain_papers LIMIT 5)"""
STUFFED = f"""INSERT INTO plain_papers
SELECT substr(id, 1, length(id) - 64) || '{"0" * 62}ff', body FROM plain_papers LIMIT 1"""
GONE = "DELETE FROM plain_papers WHERE id IN (SELECT id FROM plain_papers LIMIT 1)"


@pytest.mark.parametrize("attack", [EXCHANGED, STUFFED, GONE], ids=["exchanged", "stuffed", "gone"])
async def test_box_when_papers_are_altered_after_the_seal_then_the_count_stops_for_all_to_see(
    hall: Hall, attack: str
) -> None:
    alter(hall, attack)
    refused(await asked(hall, "count"), "check-failed")
    seen = await hall.get(f"ballots/{hall.ballot}")
    assert (seen["status"], seen["figures"]) == ("CLOSED", None)
    assert "SEAL" in [one["check"] for one in seen["failed"]]
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    shown = await hall.world.http.get(page, headers={"Accept": "text/html"})
    assert "票箱内的选票与封箱时不一致" in shown.text
    refused(await asked(hall, "count"), "check-failed")
    assert (await hall.void("CHECK_FAILED"))["status"] == "VOID"


# Another first digit, whatever it was: one signature in sixteen ends with 00 by itself.
FORGED = """UPDATE plain_papers SET body = json_set(body, '$.signature',
iif(json_extract(body, '$.signature') LIKE '0%', '1', '0')
|| substr(json_extract(body, '$.signature'), 2))
WHERE id IN (SELECT id FROM plain_papers LIMIT 1)"""


@pytest.mark.parametrize(
    ("attack", "checks"),
    [(EXCHANGED, {"SIGNATURES"}), (STUFFED, {"KEYS", "SIGNATURES"}), (FORGED, {"SIGNATURES"})],
    ids=["exchanged", "stuffed", "forged"],
)
async def test_box_when_papers_are_altered_before_the_seal_then_keys_and_signatures_tell(
    tmp_path: Path, attack: str, checks: set[str]
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, seats_of_street=10)
        await hall.begin(present=10, members=10, items=4)
        for code in hall.codes[:6]:
            await hall.cast(code, "p01", "p02")
        alter(hall, attack)
        await hall.close()
        await hall.seal()
        refused(await asked(hall, "count"), "check-failed")
        seen = await hall.get(f"ballots/{hall.ballot}")
        assert {one["check"] for one in seen["failed"]} == checks


# ---- the pile ----------------------------------------------------------------------------------


async def typed(hall: Hall, who: str, papers: list[dict[str, Any]]) -> Any:
    role = Role.CHIEF_SCRUTINEER if who == CHIEF else Role.TELLER
    return await hall.post(f"ballots/{hall.ballot}/piles", role, {"papers": papers}, sub=who)


def paper(code: str, *votes_for: str) -> dict[str, Any]:
    return {"code": code, "votes_for": list(votes_for)}


async def test_pile_when_one_teller_types_a_bogus_one_then_a_third_reading_lets_the_count_go_on(
    hall: Hall,
) -> None:
    honest = [paper(code, "p01") for code in hall.codes[6:8]]
    await typed(hall, TELLERS[0], [paper(hall.codes[8], "p03")])
    await typed(hall, TELLERS[1], honest)
    refused(await asked(hall, "count"), "pile-differs")
    done = await typed(hall, CHIEF, honest)
    assert (done["agreed"], done["papers"]) == (True, 2)
    assert (await hall.count())["figures"]["returned"] == 8


async def test_pile_when_there_is_no_paper_but_a_bogus_one_then_two_empty_readings_agree(
    hall: Hall,
) -> None:
    await typed(hall, TELLERS[0], [paper(hall.codes[8], "p03")])
    await typed(hall, TELLERS[1], [])
    assert (await typed(hall, CHIEF, []))["papers"] == 0
    assert (await hall.count())["figures"]["returned"] == 6


async def test_credential_when_it_holds_two_different_papers_then_chief_and_scrutineer_decide(
    hall: Hall,
) -> None:
    pile = [paper(hall.codes[0], "p04"), paper(hall.codes[1], "p02", "p01")]
    for who in TELLERS:
        done = await typed(hall, who, pile)
    assert (done["doubles"], done["conflicts"], done["papers"]) == (1, 1, 0)
    refused(await asked(hall, "count"), "two-papers")
    seen = await hall.get(f"ballots/{hall.ballot}")
    (conflict,) = seen["conflicts"]
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    shown = await hall.world.http.get(page, headers={"Accept": "text/html"})
    assert f"校验号 {conflict['tag']}：手机票与纸质票内容不同" in shown.text
    body = {"tag": conflict["tag"]}
    await hall.post(f"ballots/{hall.ballot}/set-aside", Role.SCRUTINEER, body, sub=SCRUTINEERS[0])
    refused(await asked(hall, "count"), "two-papers")
    second = await asked(hall, "set-aside", Role.SCRUTINEER, json=body, sub=SCRUTINEERS[1])
    refused(second, "chief-too")
    await hall.post(f"ballots/{hall.ballot}/set-aside", Role.CHIEF_SCRUTINEER, body, sub=CHIEF)
    figures = (await hall.count())["figures"]
    assert (figures["returned"], figures["valid"], figures["invalid"]) == (6, 5, 1)
    assert figures["rounds"][0]["set_aside"] == [conflict["tag"]]
    assert len(figures["rounds"][0]["doubled"]) == 1


# ---- void --------------------------------------------------------------------------------------


async def test_void_when_declared_three_times_then_the_third_repeat_is_refused_and_all_are_public(
    hall: Hall,
) -> None:
    answer = await asked(hall, "void", NPC)
    refused(answer, "no-proposal")
    body = {"ground": "BREAKDOWN", "note": "停电"}
    await hall.post(f"ballots/{hall.ballot}/propose-void", Role.CHAIR, body)
    alone = await asked(hall, "void", Role.CHAIR)
    assert (alone.status_code, alone.json()["code"]) == (403, "another-office")
    await hall.post(f"ballots/{hall.ballot}/void", NPC)
    for _ in range(2):
        await hall.prepare()
        await hall.post(f"ballots/{hall.ballot}/open", Role.CHAIR)
        await hall.void("DISTURBANCE")
    again = await hall.ask("POST", f"sessions/{hall.session}/ballot", NPC)
    refused(again, "repeats-used")
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    shown = (await hall.world.http.get(page, headers={"Accept": "text/html"})).text
    assert shown.count("会场秩序被扰乱，投票中断") == 2
    assert "停电、断网或设备故障：停电" in shown


# ---- at rest -----------------------------------------------------------------------------------


def remains(hall: Hall, *words: str) -> list[str]:
    """Which of these stand anywhere in the files of the database, as bytes."""
    path = files(hall)
    raw = b"".join(
        one.read_bytes()
        for one in path.parent.glob(path.name + "*")
        if not one.name.endswith("shm")
    )
    return [word for word in words if word.encode() in raw]


def in_order(path: Path, keys: list[str], seen: Callable[[bytes, bytes], int]) -> float:
    """Share of pairs of these keys that lie in a file in this order, by the position they have."""
    raw = path.read_bytes() if path.exists() else b""
    at = [seen(raw, key.encode()) for key in keys]
    pairs = [(a, b) for n, a in enumerate(at) for b in at[n + 1 :] if a >= 0 and b >= 0]
    return sum(a < b for a, b in pairs) / len(pairs) if pairs else 0.5


async def keys_in_order_of_casting(hall: Hall) -> list[str]:
    """The keys of the papers, one after the other as they come into the box."""
    found: list[str] = []
    for code in hall.codes:
        before = set(found)
        assert (await hall.cast(code, "p01")).status_code == 201
        with closing(sqlite3.connect(files(hall))) as base:
            ids = [row[0] for row in base.execute("SELECT id FROM plain_papers")]
        found += [key for key in ids if key not in before]
    return found


async def test_files_when_read_raw_after_the_count_then_no_order_of_casting_is_left(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=40, items=4, seats=2, seats_of_street=40)
        await hall.begin(present=40, members=40, items=4)
        cast = await keys_in_order_of_casting(hall)
        log = files(hall).with_name(files(hall).name + "-wal")
        assert in_order(log, cast, bytes.find) > 0.9  # what somebody who reads the log has
        await hall.close()
        await hall.count()
        assert in_order(log, cast, bytes.find) == 0.5
        orders = [in_order(files(hall), cast, seen) for seen in (bytes.find, bytes.rfind)]
        assert all(0.25 < order < 0.75 for order in orders)  # as of any two random orders


async def test_pile_when_put_away_and_counted_then_nothing_of_it_is_in_any_file(hall: Hall) -> None:
    pile = [paper(code, "p01") for code in hall.codes[6:]]
    await typed(hall, TELLERS[0], pile)
    found = await hall.world.context("ballot").store.get(PILES.key(hall.street, f"{hall.ballot}/1"))
    assert found is not None
    salt = found.state.salt
    typed_by = f'"{TELLERS[0]}":{{"'
    assert remains(hall, salt, typed_by) == [salt, typed_by]
    await typed(hall, TELLERS[1], pile)
    await hall.count()
    assert remains(hall, salt, typed_by) == []


# ---- at once -----------------------------------------------------------------------------------


async def test_seal_count_and_close_when_asked_twice_at_once_then_each_happens_once(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, seats_of_street=10)
        await hall.begin(present=10, members=10, items=4)
        for code in hall.codes[:6]:
            await hall.cast(code, "p01", "p02")
        for step, role in (("close", Role.CHAIR), ("seal", Role.TELLER), ("count", Role.TELLER)):
            both = await asyncio.gather(*(asked(hall, step, role) for _ in range(2)))
            assert sorted(one.status_code for one in both) == [200, 409], step
            hall.world.clock.forward(seconds=60)
        await hall.world.settle()
        said = (await hall.get("said", NPC))["said"]
        assert said["yishi.ballot.ballot-sealed.v1"] == said["yishi.ballot.ballot-closed.v1"] == 1
        assert (await hall.get(f"ballots/{hall.ballot}", NPC))["figures"]["returned"] == 6


async def test_pile_when_two_tellers_type_it_at_once_then_each_paper_is_in_the_box_once(
    hall: Hall,
) -> None:
    pile = [paper(code, "p01") for code in hall.codes[6:]]
    answers = await asyncio.gather(*(typed(hall, who, pile) for who in TELLERS))
    assert any(one["agreed"] for one in answers)
    seals = (await hall.get(f"ballots/{hall.ballot}"))["seals"]
    assert [one["papers"] for one in seals] == [6, 10]
    assert (await hall.count())["figures"]["returned"] == 10


async def test_officers_when_misnamed_then_the_chair_corrects_and_the_committee_confirms(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, seats_of_street=10)
        await hall.call()
        await hall.open_doors(10)
        await hall.prepare()
        at = f"ballots/{hall.ballot}"
        for who in ("new-1", "new-2"):
            await hall.post(f"sessions/{hall.session}/report", Role.TELLER, sub=who)
        body = {
            "chief_scrutineer": CHIEF,
            "scrutineers": SCRUTINEERS,
            "tellers": ["new-1", "new-2"],
        }
        await hall.post(f"{at}/correct-officers", Role.CHAIR, body)
        assert (await hall.get(at, NPC))["tellers"] == ["计票人", "计票人"]
        await hall.post(f"{at}/confirm-officers", NPC)
        assert (await hall.get(at, NPC))["tellers"] == ["new-1", "new-2"]
