"""What is sent wrongly, through the whole house of five services.

Each row of the table is answered clearly in Chinese and in English, leaves one line in the log
with its code and one count in ``yishi_http_refused_total``, and changes nothing anywhere. What
concerns a vote leaves no line and no count instead (C-11).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from chassis.audit.check import AuditCheck
from contracts.charter import Role
from tests.service.bad_input import TABLE, Bad
from tests.service.ballot_world import CHIEF, Hall
from tests.service.intake_world import STORE
from tests.service.played_town import OTHER, PLAYED, Town, a_town

CHINESE, ENGLISH = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{2}")
HALL = "900000003"


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


async def test_bad_input_when_anything_of_the_table_is_sent_then_told_logged_counted_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        before = await everything(town)
        for bad in TABLE:
            logged.clear()
            counted = figure(town, "yishi_http_refused_total", bad)
            answer = await send(town, bad)
            assert answer.status_code == bad.status, f"{bad.what}: {answer.text[:400]}"
            check_answer(bad, answer)
            check_line(bad, logged, answer)
            assert figure(town, "yishi_http_refused_total", bad) == counted + 1, bad.what
        await check_nothing_moved(town, before)


async def send(town: Town, bad: Bad) -> httpx.Response:
    """Ask as this person."""
    given = bad.sent()
    person = town.people(bad.by[1], bad.by[0]) if bad.by else {}
    headers = person | given.pop("headers", {})
    address = bad.address(town)
    return await town.world.http.request(bad.method, address, headers=headers, **given)


def check_answer(bad: Bad, answer: httpx.Response) -> None:
    """A sentence in each language and the code; on a page in the language of the page."""
    if bad.page:
        assert "不能进行这一步" in answer.text, bad.what
        return
    told = answer.json()
    assert told["code"] == bad.code, f"{bad.what}: {told}"
    assert CHINESE.search(told["detail"]), bad.what
    assert ENGLISH.search(told["detail_en"]), bad.what
    assert not CHINESE.search(told["detail_en"]), bad.what
    for problem in told["errors"]:
        assert CHINESE.search(problem["zh"]), bad.what
        assert ENGLISH.search(problem["en"]), bad.what
    assert "长长" not in answer.text, bad.what
    assert "999999199001010016" not in answer.text, bad.what


def check_line(bad: Bad, logged: list[Any], answer: httpx.Response) -> None:
    """One line of the request, with route and code and nothing that was sent."""
    lines = [line for line in logged if line["event"] == "request"]
    assert len(lines) == 1, bad.what
    assert (lines[0]["status"], lines[0]["code"]) == (bad.status, bad.code), bad.what
    assert "{street}" in lines[0]["route"], bad.what
    assert lines[0]["correlation"] == answer.headers["x-correlation-id"], bad.what
    assert not any("长长" in str(line) or "Bearer" in str(line) for line in logged), bad.what


def figure(town: Town, name: str, bad: Bad) -> float:
    """How often this service refused with this code so far."""
    labels = {"service": bad.service, "code": bad.code}
    return town.world.system.metrics.registry.get_sample_value(name, labels) or 0.0


async def everything(town: Town) -> Any:
    """Versions of all documents of all streets, once nothing is on its way."""
    await town.world.settle()
    streets = (PLAYED, OTHER, "999999999")
    return [await town.documents(street) for street in streets]


async def check_nothing_moved(town: Town, before: Any) -> None:
    """Nothing lost, nothing half done, and every trail still whole."""
    assert await everything(town) == before
    for part in town.world.system.parts:
        assert (await AuditCheck(part.engine, part.kinds).verify()).problems == ()


# ---- what needs more than one request ---------------------------------------------------------


async def test_key_when_repeated_then_the_same_answer_once_and_refused_for_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        before = len(await town.documents(PLAYED))
        address = f"/intake/api/streets/{PLAYED}/suggestions"
        key = {"Idempotency-Key": "double-click"}
        first, again = [
            await town.world.http.post(address, json=STORE, headers=key) for _ in range(2)
        ]
        assert (first.status_code, again.json()) == (201, first.json())
        assert len(await town.documents(PLAYED)) == before + 1
        logged.clear()
        other = STORE | {"content": "另一件事。"}
        refused = await town.world.http.post(address, json=other, headers=key)
        bad = Bad("key", 422, "idempotency-key-reused", "suggestions")
        assert refused.status_code == bad.status
        check_answer(bad, refused)
        check_line(bad, logged, refused)
        assert figure(town, "yishi_http_refused_total", bad) == 1
        assert len(await town.documents(PLAYED)) == before + 1


async def test_slip_when_used_twice_then_told_and_counted_once_and_nothing_notes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        hall = await a_hall_of_five(town)
        first = await hall.cast(hall.codes[0], "p01")
        await town.world.settle()
        logged.clear()
        figures = town.world.system.metrics.exposition()
        again = await hall.cast(hall.codes[0], "p02")
        assert (first.status_code, again.status_code) == (201, 409)
        check_answer(Bad("slip", 409, "slip-used", ""), again)
        assert logged == []
        assert town.world.system.metrics.exposition() == figures
        await hall.close()
        assert (await hall.count())["figures"]["returned"] == 1


async def test_box_when_it_holds_more_than_was_issued_then_stopped_told_and_void_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        hall = await a_hall_of_five(town)
        for code in hall.codes:
            assert (await hall.cast(code, "p01")).status_code == 201
        await hall.stuff()
        await hall.close()
        await hall.seal()
        logged.clear()
        at = f"ballots/{hall.ballot}/count"
        counted = await hall.ask("POST", at, Role.CHIEF_SCRUTINEER, sub=CHIEF)
        check_answer(Bad("surplus", 409, "check-failed", ""), counted)
        assert [line["status"] for line in logged if line["event"] == "request"] == [409]
        await hall.void("CHECK_FAILED")
        await town.world.settle()
        labels = {"service": "ballot", "event": "yishi.ballot.ballot-voided.v1"}
        value = town.world.system.metrics.registry.get_sample_value
        assert value("yishi_events_published_total", labels) == 1
        sign = await hall.ask(
            "POST", f"ballots/{hall.ballot}/sign", Role.CHIEF_SCRUTINEER, sub=CHIEF
        )
        assert sign.status_code == 409


async def a_hall_of_five(town: Town) -> Hall:
    """A third street of the same house: an open ballot, five slips drawn, a sixth cancelled."""
    hall = Hall(town.world, HALL)
    await hall.furnish(members=6, seats_of_street=6)
    await hall.begin(present=5, members=6)
    return hall
