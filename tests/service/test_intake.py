"""Suggestions over HTTP: handing in, accepting, merging, replying, and who may see what."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.chain import AUDIT
from chassis.store.entries import digest_of
from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.kinds import SUGGESTIONS
from tests.service.intake_world import STORE, Town, a_town, charter
from tests.world import DONGTANG, WUJIALING

CLERK = Role.STREET_OFFICE
ACCEPT = {"title": "修好楼道灯", "category": "公共设施", "public_text": "楼道灯坏了，请修。"}


async def test_a_resident_hands_in_and_comes_back_with_the_receipt(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted(contact="13812345678")
        assert made["status"] == "SUBMITTED"
        assert len(made["receipt"].replace("-", "")) == 12
        assert await town.listed() == []
        hidden = await town.world.ask("GET", "intake", f"suggestions/{made['id']}")
        assert hidden.status_code == 404
        seen = await town.one(made["id"])
        assert seen["staff"]["contact"] == "138****5678"
        assert made["receipt"] not in str(seen)


async def test_the_same_key_hands_in_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ask, key = town.world.ask, {"Idempotency-Key": "k1"}
        first = await ask("POST", "intake", "suggestions", json=STORE, headers=key)
        second = await ask("POST", "intake", "suggestions", json=STORE, headers=key)
        assert first.json() == second.json()
        other = STORE | {"content": "别的事"}
        third = await ask("POST", "intake", "suggestions", json=other, headers=key)
        assert third.status_code == 422
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", CLERK)
        assert len(found["items"]) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"content": "字" * 2001}, "content"),
        ({"content": "   "}, "content"),
        ({"content": "零\u0000字节"}, "content"),
        ({"content": "响铃\u0007"}, "content"),
        ({"title": "字" * 61}, "title"),
        ({"community": "不存在"}, "community"),
        ({"category": "不存在"}, "category"),
        ({"contact": "110"}, "contact"),
        ({"consent": False}, "consent"),
        ({"id_number": "430111199001011234"}, "id_number"),
    ],
)
async def test_what_is_filled_in_wrongly_is_named(
    tmp_path: Path, given: dict[str, Any], field: str
) -> None:
    async with a_town(tmp_path) as town:
        answer = await town.world.ask("POST", "intake", "suggestions", json=STORE | given)
        assert answer.status_code == 422
        assert field in [error["field"] for error in answer.json()["errors"]]
        assert "430111199001011234" not in answer.text


async def test_channel_when_a_visitor_names_one_then_it_is_still_the_first(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first, *_, last = charter().channels
        made = await town.submitted(channel=last.id)
        assert (await town.one(made["id"]))["channel"] == first.id
        made = await town.submitted(channel="飞鸽")
        assert (await town.one(made["id"]))["channel"] == first.id


async def test_channel_when_the_staff_of_the_street_name_one_then_kept(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first, *_, last = charter().channels
        ask, given = town.world.ask, STORE | {"channel": last.id}
        made = (await ask("POST", "intake", "suggestions", CLERK, json=given)).json()
        assert (await town.one(made["id"]))["channel"] == last.id
        away = await ask("POST", "intake", "suggestions", CLERK, json=given, scope=WUJIALING)
        assert (await town.one(away.json()["id"]))["channel"] == first.id
        wrong = STORE | {"channel": "飞鸽"}
        answer = await ask("POST", "intake", "suggestions", CLERK, json=wrong)
        assert [error["field"] for error in answer.json()["errors"]] == ["channel"]


async def test_what_would_turn_the_text_round_for_its_reader_is_left_out(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted(content="反转\u202e方向")
        assert (await town.one(made["id"]))["staff"]["content"] == "反转方向"


async def test_exactly_two_thousand_characters_and_a_landline_are_fine(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.submitted(content="字" * 2000, contact="0731-84220000")


async def test_handing_in_is_rate_limited(tmp_path: Path) -> None:
    async with a_town(tmp_path, public_rate="2/minute") as town:
        codes = [
            (await town.world.ask("POST", "intake", "suggestions", json=STORE)).status_code
            for _ in range(3)
        ]
        assert codes == [201, 201, 429]


async def test_an_unknown_street_has_no_form(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        answer = await town.world.ask(
            "POST", "intake", "suggestions", json=STORE, street="999999999"
        )
        assert answer.status_code == 404


# ---- accepting and returning -----------------------------------------------------------------


async def test_accepting_makes_it_public_without_the_author(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted(contact="13812345678"))["id"]
        answer = await town.command(key, "accept", CLERK, ACCEPT)
        assert answer.json()["status"] == "ACCEPTED"
        public = await town.one(key, None)
        assert public["public_text"] == "楼道灯坏了，请修。"
        assert public["no"].startswith("W-")
        assert public["staff"] is None
        assert "13812345678" not in str(public)
        again = await town.command(key, "accept", CLERK, ACCEPT)
        assert again.status_code == 409


async def test_without_a_public_text_only_the_title_is_public(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        await town.command(key, "accept", CLERK, {"title": "修灯"})
        public = await town.one(key, None)
        assert (public["title"], public["public_text"]) == ("修灯", "")
        assert "半个月" not in str(public)


async def test_giving_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        body = {"reason_code": "PERSONAL", "reason": "请到社保窗口办理"}
        answer = await town.command(key, "return", CLERK, body)
        assert answer.json()["status"] == "RETURNED"
        assert (await town.command(key, "accept", CLERK, ACCEPT)).status_code == 409
        wrong = await town.command(key, "return", CLERK, {"reason_code": "NO", "reason": "x"})
        assert wrong.status_code == 422


async def test_roles_and_streets(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        for step in ("accept", "return", "merge", "handle", "reply", "author"):
            assert (await town.command(key, step, None)).status_code == 401, step
            assert (await town.command(key, step, Role.DELIBERATOR)).status_code == 403, step
            other = await town.command(key, step, CLERK, scope=WUJIALING)
            assert other.status_code == 403, step
        elsewhere = await town.command(key, "accept", CLERK, ACCEPT, street=WUJIALING)
        assert elsewhere.status_code == 404
        listed = await town.world.ask("GET", "intake", "suggestions?status=SUBMITTED")
        assert listed.status_code == 403
        with_scope = await town.world.ask(
            "GET", "intake", f"suggestions/{key}", CLERK, scope=WUJIALING
        )
        assert with_scope.status_code == 404


# ---- merging ---------------------------------------------------------------------------------


async def test_merging_answers_at_once_and_keeps_both(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b, c = [one["id"] for one in await town.imported(3)]
        answer = await town.command(a, "merge", CLERK, {"target": b})
        assert answer.json()["outcome"] == "MERGED"
        merged, lead = await town.one(a), await town.one(b)
        assert merged["links"]["merged_into"] == b
        assert merged["staff"]["content"] == lead["staff"]["content"]
        assert lead["links"]["merged_from"] == [a]
        assert (await town.command(b, "merge", CLERK, {"target": c})).status_code == 409
        assert (await town.command(c, "merge", CLERK, {"target": a})).status_code == 409
        assert (await town.command(c, "merge", CLERK, {"target": c})).status_code == 422
        assert (await town.command(c, "merge", CLERK, {"target": "nix"})).status_code == 404
        assert (await town.one(a))["links"]["merged_from"] == []
        summary = await town.world.get("intake", "summary")
        assert (summary["total"], summary["merged"], summary["open"]) == (3, 1, 2)


async def test_a_refused_merge_leaves_no_mark_on_the_lead(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b = [one["id"] for one in await town.imported(2)]
        await town.triage(a, Disposition.ASSIGNED)
        assert (await town.command(a, "merge", CLERK, {"target": b})).status_code == 409
        assert (await town.one(b))["links"]["merged_from"] == []
        await town.triage(b, Disposition.ASSIGNED)


async def test_two_merged_into_each_other_at_once_lose_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b = [one["id"] for one in await town.imported(2)]
        await asyncio.gather(
            town.command(a, "merge", CLERK, {"target": b}),
            town.command(b, "merge", CLERK, {"target": a}),
        )
        states = [(await town.one(key))["status"] for key in (a, b)]
        assert states.count("MERGED") <= 1


async def test_a_merge_repeated_with_its_key_gets_the_same_answer(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        a, b = [one["id"] for one in await town.imported(2)]
        key = {"Idempotency-Key": "m1"}
        first = await town.command(a, "merge", CLERK, {"target": b}, headers=key)
        second = await town.command(a, "merge", CLERK, {"target": b}, headers=key)
        assert first.json() == second.json()
        assert (await town.one(b))["links"]["merged_from"] == [a]


# ---- replies, the author's word --------------------------------------------------------------


async def assigned(town: Town) -> tuple[str, str]:
    made = await town.submitted(contact="13812345678")
    await town.command(made["id"], "accept", CLERK, ACCEPT)
    await town.triage(made["id"], Disposition.ASSIGNED)
    return made["id"], made["receipt"]


async def test_the_department_replies_and_the_author_has_the_last_word(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key, receipt = await assigned(town)
        assert (await town.command(key, "handle", Role.DEPARTMENT)).json()["status"] == "HANDLING"
        reply = {"text": "已换新灯。"}
        answer = await town.command(key, "reply", Role.DEPARTMENT, reply)
        assert (answer.json()["status"], answer.json()["outcome"]) == ("REPLIED", "SOLVED")
        assert (await town.one(key, None))["reply"] == "已换新灯。"
        for nobody in (None, Role.DEPARTMENT, Role.COMMUNITY, Role.PARTY_COMMITTEE):
            for act in ("confirm", "forget", "reopen"):
                body = {"reason": "x"} if act == "reopen" else {}
                assert (await town.command(key, act, nobody, body)).status_code == 403
        wrong = await town.command(key, "confirm", None, {"receipt": "AAAA-BBBB-CCCC"})
        assert wrong.status_code == 403
        spoken = receipt.lower().replace("-", " ")
        good = await town.command(key, "confirm", None, {"receipt": spoken})
        assert good.json()["status"] == "CONFIRMED"
        body = {"receipt": receipt, "reason": "又坏了，门牌 3-402"}
        assert (await town.command(key, "reopen", None, body)).json()["status"] == "REOPENED"
        assert "3-402" not in str(await town.one(key, None))
        assert (await town.world.get("intake", "summary"))["open"] == 1
        long = await town.command(key, "reply", Role.DEPARTMENT, {"text": "字" * 2001})
        assert long.status_code == 422


async def test_the_author_is_unmasked_only_for_a_reason_that_is_kept(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key, _ = await assigned(town)
        assert (await town.command(key, "author", CLERK, {"reason": ""})).status_code == 422
        department = await town.command(key, "author", Role.DEPARTMENT, {"reason": "核实情况"})
        assert department.status_code == 403
        seen = await town.command(key, "author", CLERK, {"reason": "电话回访核实"})
        assert seen.json()["contact"] == "13812345678"
        assert seen.headers["cache-control"] == "no-store"
        await town.world.settle()
        engine = town.world.context("intake").store.engine
        trail = str(await engine.rows(AUDIT, DONGTANG, "", 500))
        assert "reveal_author" in trail
        assert "电话回访核实" in trail
        assert "13812345678" not in trail


async def test_the_author_can_be_forgotten(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key, receipt = await assigned(town)
        assert (await town.command(key, "forget", None, {"receipt": receipt})).is_success
        assert (await town.one(key))["staff"]["contact"] == ""
        assert (await town.world.get("intake", "summary"))["total"] == 1
        assert not await phone_tells_itself(town, key, "13812345678")


async def phone_tells_itself(town: Town, key: str, phone: str) -> bool:
    """Whether a digest in the audit trail says yes to a phone that was forgotten."""
    await town.world.settle()
    engine = town.world.context("intake").store.engine
    raw = await engine.load(SUGGESTIONS, f"{DONGTANG}/{key}")
    assert raw is not None
    guess = digest_of(raw.state | {"contact": phone})
    return guess in str(await engine.rows(AUDIT, DONGTANG, "", 500))
