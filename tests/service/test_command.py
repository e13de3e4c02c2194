"""A command declared once: its two routes, its guards, its form and its buttons."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Role
from tests.service.toy.wishes import toy
from tests.signing_in import session_cookie, somebody
from tests.world import DONGTANG, World, a_world

NPC = Role.NPC_COMMITTEE


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, [toy]) as found:
        yield found


async def made(world: World, title: str = "一盏路灯") -> str:
    return str((await world.post("toy", "wishes", None, {"title": title}))["id"])


async def state(world: World, wish: str) -> Any:
    from tests.service.toy.wishes import WISHES

    return await world.context("toy").store.get(WISHES.key(DONGTANG, wish))


async def signed_in(world: World) -> dict[str, str]:
    cookie = await session_cookie(world.system, somebody("clerk", "经办人", [NPC], DONGTANG))
    return {"Cookie": cookie, "Accept": "text/html"}


async def page(world: World, wish: str, headers: dict[str, str]) -> str:
    answer = await world.http.get(f"/toy/streets/{DONGTANG}/wishes/{wish}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def hidden(html: str, form: str) -> dict[str, str]:
    """The hidden fields of the form of one command."""
    found = re.search(rf'<form[^>]*id="form-{form}".*?</form>', html, re.S)
    assert found, f"no form {form}"
    rows = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
    return {name: unescape(value) for name, value in rows}


async def send(
    world: World, wish: str, form: str, values: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    url = f"/toy/streets/{DONGTANG}/wishes/{wish}/{form}"
    return await world.http.post(url, data=values, headers=headers)


async def test_json_when_a_command_is_given_then_the_answer_and_the_tag(world: World) -> None:
    wish = await made(world)
    answer = await world.ask("POST", "toy", f"wishes/{wish}/grant", NPC)
    assert answer.json() == {"id": wish, "version": 2, "status": "GRANTED"}
    assert answer.headers["etag"] == '"2"'


async def test_json_when_the_role_or_the_state_is_wrong_then_refused(world: World) -> None:
    wish = await made(world)
    assert (await world.ask("POST", "toy", f"wishes/{wish}/grant", Role.DEPUTY)).status_code == 403
    assert (await world.ask("POST", "toy", f"wishes/{wish}/grant")).status_code == 401
    await world.post("toy", f"wishes/{wish}/grant", NPC)
    assert (await world.ask("POST", "toy", f"wishes/{wish}/grant", NPC)).status_code == 409
    assert (await world.ask("POST", "toy", "wishes/none/grant", NPC)).status_code == 404


async def test_form_when_shown_then_only_what_the_state_and_the_role_allow(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    both = await page(world, wish, me)
    assert {"form-grant", "form-deny"} <= set(re.findall(r'id="(form-[\w-]+)"', both))
    assert "form-grant" not in await page(world, wish, {"Accept": "text/html"})
    await world.post("toy", f"wishes/{wish}/grant", NPC)
    assert set(re.findall(r'id="(form-[\w-]+)"', await page(world, wish, me))) == {
        "form-deny",
        "form-cheer",
    }


async def test_form_when_clicked_twice_then_done_once(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "grant")
    first = await send(world, wish, "grant", values, me)
    second = await send(world, wish, "grant", values, me)
    assert [first.status_code, second.status_code] == [303, 303]
    assert (await state(world, wish)).state.granted == 1


async def test_form_when_another_changed_it_since_then_stale_and_kept(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "deny")
    await world.post("toy", f"wishes/{wish}/grant", NPC)
    answer = await send(world, wish, "deny", values | {"code": "LATE", "reason": "太晚了"}, me)
    assert answer.status_code == 412
    assert "太晚了" in answer.text
    assert (await state(world, wish)).state.status == "GRANTED"


async def test_form_when_many_hands_change_the_document_then_not_stale(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "cheer")
    at = f"wishes/{wish}/cheer"
    assert (await world.ask("POST", "toy", at, NPC)).status_code == 201
    assert (await send(world, wish, "cheer", values, me)).status_code == 303
    assert (await state(world, wish)).state.granted == 2
    stale = await world.ask("POST", "toy", at, NPC, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    values = hidden(await page(world, wish, me), "cheer")
    del values["version"]
    assert (await send(world, wish, "cheer", values, me)).status_code == 422


@pytest.mark.parametrize("guard", ["idempotency_key", "version"])
async def test_form_when_a_guard_is_missing_then_nothing_is_done(world: World, guard: str) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "grant")
    answer = await send(world, wish, "grant", {**values, guard: ""}, me)
    assert answer.status_code == 422
    assert (await state(world, wish)).state.granted == 0


async def test_form_when_a_field_is_wrong_then_its_label_is_named_and_the_rest_kept(
    world: World,
) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "deny")
    given = {"code": "LATE", "reason": "", "guests": "甲\n乙\n丙", "sure": "yes"}
    answer = await send(world, wish, "deny", values | given, me)
    assert answer.status_code == 422
    assert "说明：必须填写。" in answer.text
    assert "guests.0" not in answer.text
    assert "甲\n乙\n丙" in unescape(answer.text)
    assert 'value="LATE" selected' in answer.text


async def test_form_when_filled_in_then_read_as_its_markers_say(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "deny")
    given = {"code": "DEAR", "reason": "太贵\u202e了\r\n下次", "guests": " 甲 \n\n乙"}
    assert (await send(world, wish, "deny", values | given, me)).status_code == 303
    found = (await state(world, wish)).state
    assert (found.reason, found.guests) == ("太贵了\n下次", ("甲", "乙"))


async def test_form_when_shaped_unlike_the_body_then_both_say_the_same(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    body = {"wish": {"title": "两盏灯"}}
    assert (await world.ask("PATCH", "toy", f"wishes/{wish}", NPC, json=body)).status_code == 200
    values = hidden(await page(world, wish, me), "rename")
    wrong = await send(world, wish, "rename", values | {"title": "三盏灯", "hurry": "yes"}, me)
    assert wrong.status_code == 409
    assert re.search(r'name="hurry" value="yes" checked', wrong.text)
    right = await send(world, wish, "rename", values | {"title": "三盏灯", "hurry": "no"}, me)
    assert right.status_code == 303
    assert (await state(world, wish)).state.title == "三盏灯"


async def test_form_when_about_a_part_then_one_for_each_and_only_the_refused_keeps_words(
    world: World,
) -> None:
    wish, me = await made(world), await signed_in(world)
    denial = {"code": "LATE", "reason": "晚", "guests": ["甲", "乙"]}
    await world.post("toy", f"wishes/{wish}/deny", NPC, denial)
    values = hidden(await page(world, wish, me), "greet-1")
    long = await send(world, wish, "guests/1/greet", values | {"words": "你好" * 9}, me)
    assert long.status_code == 422
    assert long.text.count("你好" * 9) == 1
    right = await send(world, wish, "guests/1/greet", values | {"words": "你好"}, me)
    assert right.status_code == 303
    assert (await state(world, wish)).state.greeted == ("乙你好",)


async def test_text_when_it_holds_control_characters_then_refused(world: World) -> None:
    answer = await world.ask("POST", "toy", "wishes", None, json={"title": "a\x07b"})
    assert answer.status_code == 422
    assert "控制字符" in answer.json()["errors"][0]["zh"]


async def test_create_when_sent_twice_under_a_key_then_one_wish(world: World) -> None:
    sent = {"Idempotency-Key": "k1"}
    body = {"title": "一张长椅"}
    answers = [
        (await world.ask("POST", "toy", "wishes", None, json=body, headers=sent)).json()
        for _ in range(2)
    ]
    assert answers[0]["id"] == answers[1]["id"]


# ---- forms for fewer people, forms whose address names no document ----------------------------

HELP = {"phone": "13800004541", "agree": True}


async def test_json_when_only_the_form_takes_files_then_json_as_ever(world: World) -> None:
    answer = await world.ask("POST", "toy", f"wishes/{await made(world)}/pledge", None, json=HELP)
    assert answer.status_code == 200


async def test_form_when_offered_to_fewer_then_taken_from_them_only(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    html = await page(world, wish, me)
    assert 'type="tel"' in html
    assert re.search(r'type="checkbox" value="yes" id="pledge-agree" name="agree" required', html)
    values = hidden(html, "pledge")
    wrong = await send(world, wish, "pledge", values | {"phone": "x"}, me)
    assert wrong.status_code == 422
    assert "请填电话。" in wrong.text
    filled = values | {"phone": "138", "agree": "yes"}
    assert (await send(world, wish, "pledge", filled, me)).status_code == 303
    nobody = await send(world, wish, "pledge", values, {"Accept": "text/html"})
    assert nobody.status_code == 401


async def test_form_when_its_fields_name_the_document_then_done_and_told(world: World) -> None:
    wish, me = await made(world), await signed_in(world)
    values = hidden(await page(world, wish, me), "pledge")
    url, filled = f"/toy/streets/{DONGTANG}/pledge", {"phone": "138", "agree": "yes"}
    told = await world.http.post(url, data=values | filled | {"wish": wish}, headers=me)
    assert (told.status_code, told.text) == (201, "谢谢 138")
    other = hidden(await page(world, wish, me), "pledge") | filled | {"wish": "x"}
    lost = await world.http.post(url, data=other, headers=me)
    assert (lost.status_code, lost.text[:4]) == (412, "这一项刚")


async def test_openapi_when_asked_then_commands_name_body_and_problems(world: World) -> None:
    told = world.system.app.openapi()["paths"]["/toy/api/streets/{street}/wishes/{wish}/deny"]
    operation = told["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "/Denial"
    )
    assert {"200", "401", "403", "404", "409", "412", "422"} <= set(operation["responses"])
    problem = operation["responses"]["409"]["content"]["application/problem+json"]["schema"]
    assert problem == {"$ref": "#/components/schemas/Problem"}
