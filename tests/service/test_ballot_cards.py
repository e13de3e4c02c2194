"""参会卡: a member's card at the desk and on the member's own phone."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from chassis.web import public_rate
from contracts.charter import Role
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.ballot_world import Hall, a_hall

NPC, TELLER = Role.NPC_COMMITTEE, Role.TELLER
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=9, items=4, seats=2, seats_of_street=9)
        await hall.call()
        await hall.open_doors(9)
        yield hall


async def cards(hall: Hall, *members: str) -> dict[str, str]:
    """Print; member → code."""
    body = {"members": list(members)}
    made = await hall.post(f"sessions/{hall.session}/cards", NPC, body)
    return {one["member"]: one["code"] for one in made["cards"]}


async def scan(hall: Hall, code: str, role: Role = TELLER) -> Any:
    """The card at a desk."""
    at = f"sessions/{hall.session}/check-ins/card"
    return await hall.ask("POST", at, role, json={"code": code})


def phone_page(hall: Hall) -> str:
    return f"/ballot/arrive/{hall.street}/{hall.session}"


async def by_phone(hall: Hall, code: str) -> Any:
    """A member's own phone, without JavaScript."""
    phone, path = visitor(hall.world), phone_page(hall)
    form = Page((await phone.http.get(path)).text).form(path)
    return await phone.submit(form.fill({"code": code}))


async def counts(hall: Hall) -> tuple[int, int]:
    """(present, waiting)."""
    view = await hall.get(f"sessions/{hall.session}")
    return view["present"], view["waiting"]


async def test_attack_when_the_printer_uses_the_cards_of_the_absent_then_nobody_counts(
    hall: Hall,
) -> None:
    printed = await cards(hall)
    for code in list(printed.values())[:3]:
        assert (await by_phone(hall, code)).status_code == 200
    for code in list(printed.values())[3:6]:
        assert (await scan(hall, code, NPC)).is_success
    assert await counts(hall) == (0, 6)
    waiting = (await hall.get(f"sessions/{hall.session}/roll", NPC))["items"]
    told = await hall.confirm([one["arrival"] for one in waiting], NPC, "another-clerk")
    assert told["present"] == 0


async def test_card_when_scanned_at_a_tellers_desk_then_counts_at_once(hall: Hall) -> None:
    printed = await cards(hall)
    address = f"http://yishi.test{phone_page(hall)}#{printed['m03']}"
    line = (await scan(hall, address)).json()
    assert (line["member"], line["present"], line["slip"]) == ("m03", True, True)
    assert (await scan(hall, printed["m03"].lower())).is_success
    assert await counts(hall) == (1, 0)


async def test_invitations_when_downloaded_then_a_page_for_each_member_and_once(hall: Hall) -> None:
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    clerk = visitor(hall.world, NPC, street=hall.street)
    form = Page(await clerk.read(page)).form(f"{page}/cards")
    answers = [await clerk.http.post(f"{page}/invitations", data=dict(form.press())) for _ in "12"]
    assert answers[0].headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answers[0].content)) as pdf:
        assert len(pdf.pages) == 9
    assert "参会卡只显示一次" in answers[1].text


async def test_card_when_shown_on_leaving_then_counts_at_once_only_at_another_office(
    hall: Hall,
) -> None:
    printed = await cards(hall)
    at = f"sessions/{hall.session}/check-ins/leave-card"
    for member in ("m03", "m04"):
        await scan(hall, printed[member])
    by_printer = await hall.post(at, NPC, {"code": printed["m03"]})
    assert (by_printer["present"], by_printer["leaving"]) == (True, True)
    by_teller = await hall.post(at, TELLER, {"code": printed["m04"]})
    assert (by_teller["present"], by_teller["leaving"]) == (False, False)
    assert (await hall.post(at, TELLER, {"code": printed["m03"]}))["present"] is False
    again = await hall.ask("POST", at, TELLER, json={"code": printed["m03"]})
    assert (again.status_code, again.json()["code"]) == (409, "not-here")
    assert await counts(hall) == (0, 0)


async def test_card_when_scanned_into_the_board_then_the_board_says_so(hall: Hall) -> None:
    printed = await cards(hall)
    door = f"/ballot/streets/{hall.street}/sessions/{hall.session}/door"
    teller = visitor(hall.world, TELLER, sub="teller", street=hall.street)
    address = f"http://yishi.test{phone_page(hall)}#{printed['m02']}"
    answer = await teller.send(door, f"{door}/card", code=address)
    assert "议事员m02已签到（09:00），本人在场。" in answer.text
    assert await counts(hall) == (1, 0)


async def test_card_when_used_on_a_phone_then_waits_for_an_officer_who_sees_the_member(
    hall: Hall,
) -> None:
    printed = await cards(hall)
    answer = await by_phone(hall, printed["m00"])
    assert "议事员m00，您已签到" in answer.text
    assert "待确认" in answer.text
    assert await counts(hall) == (0, 1)
    assert (await scan(hall, printed["m00"])).json()["present"] is True
    again = await by_phone(hall, printed["m00"])
    assert "计入实到" in again.text
    assert await counts(hall) == (1, 0)


async def test_phone_when_it_checks_in_then_no_cookie_and_no_line_of_it(hall: Hall) -> None:
    printed = await cards(hall)
    answer = await by_phone(hall, printed["m00"])
    assert "set-cookie" not in answer.headers
    assert "x-correlation-id" not in answer.headers


async def test_cards_when_printed_again_then_the_old_ones_are_worth_nothing(hall: Hall) -> None:
    old = await cards(hall)
    new = await cards(hall, "m00")
    assert list(new) == ["m00"]
    assert (await scan(hall, old["m00"])).json()["code"] == "unknown-card"
    assert (await scan(hall, new["m00"])).is_success
    assert (await scan(hall, old["m01"])).is_success


async def test_cards_when_stored_then_no_code_is_in_the_database(hall: Hall) -> None:
    printed = await cards(hall)
    engine = hall.world.context("ballot").store.engine
    from services.ballot.kinds import CARDS

    rows = await engine.rows(CARDS, f"{hall.street}/", "", 100)
    assert len(rows) == 9
    assert all(code not in str(rows) for code in printed.values())


async def test_cards_when_asked_again_under_one_key_then_never_shown_twice(hall: Hall) -> None:
    at, key = f"sessions/{hall.session}/cards", {"Idempotency-Key": "cards-1"}
    first = await hall.post(at, NPC, {"members": []}, headers=key)
    answer = await hall.ask("POST", at, NPC, json={"members": []}, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "cards-once")
    assert (await scan(hall, first["cards"][0]["code"])).is_success


async def test_phone_when_guessing_then_stopped_and_a_right_code_still_passes(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_rate, "GUESSES", 2)
    printed = await cards(hall)
    wrong = await cards(hall, "m08")
    await cards(hall, "m08")
    told = [(await by_phone(hall, wrong["m08"])).status_code for _ in range(3)]
    assert told == [403, 403, 429]
    assert (await by_phone(hall, "nonsense")).status_code == 422
    assert (await by_phone(hall, printed["m00"])).status_code == 200


async def test_phones_when_all_members_check_in_at_once_then_each_once(hall: Hall) -> None:
    printed = await cards(hall)
    answers = await asyncio.gather(
        *(by_phone(hall, code) for code in printed.values() for _ in range(2))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await counts(hall) == (0, 9)


async def test_sheets_when_printed_then_cards_with_names_and_a_poster(hall: Hall) -> None:
    clerk = visitor(hall.world, NPC, sub="clerk", street=hall.street)
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    sheet = await clerk.send(page, f"{page}/cards")
    assert sheet.headers["cache-control"] == "no-store"
    assert len(set(CODE.findall(sheet.text))) == 9
    assert "议事员m00" in sheet.text
    poster = await clerk.read(f"{page}/door/poster")
    assert phone_page(hall) in poster
    assert not CODE.search(poster)
