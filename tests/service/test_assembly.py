"""The assembly through HTTP: from the charter to the last seat, every event delivered twice."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from chassis.audit.chain import AUDIT
from chassis.rooms.sheets import read_table
from chassis.web.requests import REQUESTS
from contracts.charter import Role
from launch.demo.case import load_case
from launch.demo.play import TALLY
from services.assembly.member.sheets import SHEET
from tests.service.assembly_world import (
    XLSX,
    adopt,
    assembly_world,
    import_members,
    sheet,
    step,
    upload,
    walk,
)
from tests.world import DONGTANG


@pytest.mark.parametrize(("name", "seats"), [("dongtang", 53), ("wujialing", 67)])
async def test_everybody_is_seated_by_the_charters_own_steps(
    tmp_path: Path, name: str, seats: int
) -> None:
    async with assembly_world(tmp_path) as world:
        case = load_case(name)
        charter = await adopt(world, name)
        done = await import_members(world, case)
        assert (done["done"], done["failed"]) == (seats, [])
        await walk(world, charter, charter.selection[-1].step)
        summary = await world.get(
            "assembly", "members/summary", Role.NPC_COMMITTEE, street=case.street
        )
        assert (summary["target"], summary["appointed"], summary["vacant"]) == (seats, seats, 0)
        assert sum(summary["by_category"].values()) == seats
        assert len(summary["groups"]) == charter.community_groups
        said = await world.get("assembly", "said", Role.AUDITOR, street=case.street)
        assert said["said"]["yishi.assembly.member-appointed.v1"] == seats
        assert said["said"]["yishi.assembly.notice-published.v1"] == 1


async def test_seat_when_none_is_free_then_nobody_is_appointed(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        await import_members(world, load_case("dongtang"))
        await upload(world, sheet({"name": "第五十四"}), DONGTANG)
        await walk(world, charter, "PUBLIC_NOTICE")
        world.clock.forward(days=8)
        body: dict[str, Any] = {"step": "APPOINTMENT"}
        answer = await world.ask("POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "seats-full")
        people = await world.get("assembly", "members?limit=200", Role.NPC_COMMITTEE)
        ids = [one["id"] for one in people["items"]]
        assert not (await step(world, charter, "APPOINTMENT", members=ids[:53]))["failed"]
        late = body | {"members": ids[53:]}
        answer = await world.ask("POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=late)
        assert answer.json()["code"] == "seats-full"


async def test_review_when_the_bodies_letters_are_noted_then_the_step_takes_them(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}, {"name": "乙", "phone": "13900002222"}), DONGTANG)
        await step(world, charter, "JOINT_REVIEW_CALL")
        people = (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"]
        last = people[1]["id"]

        async def letter(role: Role, **told: Any) -> Any:
            body = {"step": "JOINT_REVIEW", "result": "PASS", **told}
            return await world.ask("POST", "assembly", "members/conclusions", role, json=body)

        assert (await letter(Role.COMMUNITY, body="TAXATION")).status_code == 403
        paper = "members/review-letter.docx?step=JOINT_REVIEW&body="
        to_body = await world.ask("GET", "assembly", f"{paper}TAXATION", Role.NPC_COMMITTEE)
        words = ZipFile(BytesIO(to_body.content)).read("word/document.xml").decode()
        assert (to_body.status_code, "139" in words) == (200, False)
        assert all(name in words for name in ("税务", "甲", "乙"))
        moon = await world.ask("GET", "assembly", f"{paper}MOON", Role.NPC_COMMITTEE)
        assert moon.status_code == 404
        for check in charter.selection[2].checks[:-1]:
            assert (await letter(Role.NPC_COMMITTEE, body=check.id)).status_code == 200
        await world.settle()
        ask: dict[str, Any] = {"step": "JOINT_REVIEW"}
        early = await world.ask("POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=ask)
        assert (early.json()["code"], "信访维稳" in early.text) == ("review-incomplete", True)
        petitions = {"body": "PETITIONS_AND_STABILITY"}
        await letter(Role.NPC_COMMITTEE, **petitions)
        fell = petitions | {"result": "FAIL", "reason": "积案未化解"}
        assert (await letter(Role.NPC_COMMITTEE, **fell)).json()["code"] == "name-who-fell"
        await letter(Role.NPC_COMMITTEE, **fell, members=[last])
        await world.settle()
        hidden = await world.get("assembly", f"members/{last}", Role.STREET_OFFICE)
        assert "积案" not in str(hidden)
        assert "积案" in str(await world.get("assembly", f"members/{last}", Role.PARTY_COMMITTEE))
        await world.post("assembly", "members/steps", Role.NPC_COMMITTEE, ask)
        await world.settle()
        people = (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"]
        assert [one["status"] for one in people] == ["REVIEWED", "REJECTED"]
        told = {"refused": True, "meeting": {"minute_no": "1号", "held_on": "2025-01-06"}}
        ask = {"step": "COMMITTEE_APPROVAL", **told, "reason": "结构不合理"}
        await world.post("assembly", "members/steps", Role.PARTY_COMMITTEE, ask)
        await world.settle()
        people = (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"]
        assert {one["status"] for one in people} == {"REJECTED"}


async def test_charter_when_adopted_twice_then_one_version_and_everybody_reads_it(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        await adopt(world)
        found = await world.get("assembly", "charter")
        assert (found["version"], found["incomplete"]) == (1, [])
        said = await world.get("assembly", "said", Role.AUDITOR)
        assert said["said"]["yishi.assembly.charter-adopted.v1"] == 1
        listed = (await world.http.get("/assembly/api/streets")).json()["items"]
        assert [(one["street"], one["seats"], one["cycle"]) for one in listed] == [
            (DONGTANG, 53, "")
        ]
        assert [stage["count"] for stage in listed[0]["funnel"]] == [None] * 4


async def test_import_when_looked_at_first_then_nothing_is_written(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        good, bad = {"name": "甲"}, {"name": "乙", "keen": False}
        data = sheet(good, bad, good, {"name": "丙", "community": "别处"})
        files = {"file": (XLSX, data)}
        preview = await world.post(
            "assembly", "members/import?dry_run=true", Role.NPC_COMMITTEE, files=files
        )
        assert [row["state"] for row in preview["rows"]] == ["new", "error", "error", "error"]
        assert "热心公共事务" in preview["rows"][1]["zh"]
        assert "第 2 行" in preview["rows"][2]["zh"]
        assert (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"] == []
        done = await upload(world, data, DONGTANG)
        assert [problem["row"] for problem in done["failed"]] == [3, 4, 5]
        again = await world.post(
            "assembly", "members/import?dry_run=true", Role.NPC_COMMITTEE, files=files
        )
        assert again["rows"][0]["state"] == "exists"


async def test_preview_when_asked_under_a_key_then_its_names_are_not_kept(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        engine, key = world.context("assembly").store.engine, {"Idempotency-Key": "k" * 16}
        before = await engine.rows(REQUESTS, "", "", 10)
        asked: dict[str, Any] = {"files": {"file": (XLSX, sheet({"name": "甲"}))}, "headers": key}
        path = "members/import?dry_run=true"
        await world.post("assembly", path, Role.NPC_COMMITTEE, **asked)
        assert await engine.rows(REQUESTS, "", "", 10) == before


async def test_import_when_repeated_then_nobody_is_doubled(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        case = load_case("dongtang")
        await import_members(world, case)
        done = await import_members(world, case)
        assert len(done["failed"]) == 53
        assert "已在名单中" in done["failed"][0]["zh"]
        summary = await world.get("assembly", "members/summary", Role.COMMUNITY)
        assert summary["by_status"] == {"NOMINATED": 53}
        assert (await world.get("assembly", "members/summary"))["by_status"] == {}


async def test_import_when_the_key_is_repeated_then_one_batch_and_other_content_refused(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        path, key = "members/import", {"Idempotency-Key": "list-1"}
        # Made once each: a workbook made a second later is another file, it tells when.
        sheets = {name: sheet({"name": name}) for name in ("甲", "乙")}

        async def send(name: str) -> Any:
            files = {"file": (XLSX, sheets[name])}
            answer = await world.ask(
                "POST", "assembly", path, Role.NPC_COMMITTEE, files=files, headers=key
            )
            await world.settle()
            return answer

        first, second, other = await send("甲"), await send("甲"), await send("乙")
        assert first.json()["batch"] == second.json()["batch"]
        assert other.status_code == 422
        found = await world.get("assembly", "members/summary", Role.NPC_COMMITTEE)
        assert found["by_status"] == {"NOMINATED": 1}


async def test_step_when_the_key_is_repeated_after_it_was_done_then_the_same_answer(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        headers = {"Idempotency-Key": "step-1"}
        body = {"step": "JOINT_REVIEW_CALL"}
        answers = []
        for _ in range(2):
            answers.append(
                await world.post(
                    "assembly", "members/steps", Role.NPC_COMMITTEE, body, headers=headers
                )
            )
            await world.settle()
        assert answers[0]["batch"] == answers[1]["batch"]
        body = {"step": "JOINT_REVIEW_CALL", "reason": "另一个"}
        answer = await world.ask(
            "POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=body, headers=headers
        )
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"step": "MOON"}, "unknown-step"),
        ({"step": "NOMINATION"}, "unknown-step"),
        ({"step": "JOINT_REVIEW_CALL", "community": "别处"}, "unknown-community"),
        ({"step": "JOINT_REVIEW_CALL", "members": ["nobody"]}, "unknown-member"),
        ({"step": "JOINT_REVIEW", "results": {"TAXATION": "PASS"}}, "checks-missing"),
        ({"step": "APPOINTMENT"}, "nobody-ready"),
        ({"step": "APPOINTMENT", "on": "2099-01-01"}, "future-date"),
        ({"step": "JOINT_REVIEW_CALL", "reason": "长" * 2001}, "invalid"),
        ({"step": "JOINT_REVIEW_CALL", "moon": 1}, "invalid"),
        ({"step": "JOINT_REVIEW_CALL", "results": {"A": "MAYBE"}}, "invalid"),
    ],
)
async def test_step_when_badly_asked_then_refused(
    tmp_path: Path, body: dict[str, Any], code: str
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        answer = await world.ask("POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_step_when_taken_out_of_order_then_each_row_says_so(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        one = (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"][0]
        done = await step(world, charter, "PUBLIC_NOTICE", members=[one["id"]])
        assert "社会公示" in done["failed"][0]["zh"]
        assert (await world.get("assembly", "notices"))["items"] == []


async def test_step_when_somebody_fails_then_they_must_be_named(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        two = sheet({"name": "甲"}, {"name": "乙", "phone": "13900002222"})
        await upload(world, two, DONGTANG)
        await step(world, charter, "JOINT_REVIEW_CALL")
        results = {check.id: "PASS" for check in charter.selection[2].checks} | {"TAXATION": "FAIL"}
        body = {"step": "JOINT_REVIEW", "results": results}
        answer = await world.ask("POST", "assembly", "members/steps", Role.NPC_COMMITTEE, json=body)
        assert answer.json()["code"] == "name-who-fell"
        people = (await world.get("assembly", "members", Role.NPC_COMMITTEE))["items"]
        await step(world, charter, "JOINT_REVIEW", results=results, members=[people[0]["id"]])
        fallen = await world.get("assembly", f"members/{people[0]['id']}", Role.NPC_COMMITTEE)
        assert (fallen["status"], fallen["history"][-1]["reason"]) == ("REJECTED", "未通过：税务")
        # Who fell may be recommended again, as a new candidate.
        assert not (await upload(world, sheet({"name": "甲"}), DONGTANG))["failed"]


@pytest.mark.parametrize(
    ("method", "rest", "role", "status"),
    [
        ("POST", "members/steps", Role.STREET_OFFICE, 403),
        ("POST", "members/steps", Role.RESIDENT, 403),
        ("POST", "members/steps", None, 401),
        ("POST", "cycles", Role.STREET_OFFICE, 403),
        ("PUT", "charter", Role.NPC_COMMITTEE, 403),
        ("PUT", "charter", None, 401),
        ("GET", "members.xlsx", Role.DELIBERATOR, 403),
        ("GET", "members.xlsx", Role.CITY, 403),
        ("GET", "members.xlsx", None, 401),
        ("POST", "members/x/phone", Role.COMMUNITY, 403),
        ("POST", "members/x/phone", None, 401),
        ("POST", "cycles/2025/advance", Role.CHAIR, 403),
        ("POST", "members/x/end", Role.COMMUNITY, 403),
        ("PATCH", "members/x", Role.COMMUNITY, 403),
        ("GET", "batches/x", Role.DELIBERATOR, 403),
        ("GET", "batches/x", Role.NPC_COMMITTEE, 404),
        ("GET", "members/x", Role.NPC_COMMITTEE, 404),
        ("GET", "notices/x", None, 404),
        ("GET", "cycles/1999", None, 404),
        ("POST", "members/x/objection", None, 404),
    ],
)
async def test_route_when_the_wrong_person_asks_then_refused(
    tmp_path: Path, method: str, rest: str, role: Role | None, status: int
) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "members/steps": {"step": "JOINT_REVIEW_CALL"},
        "cycles": {"year": 2025},
        "charter": load_case("dongtang").charter,
        "members/x/end": {"reason": "无"},
        "members/x": {"grid": "1", "reason": "无"},
        "members/x/objection": {"text": "无"},
    }
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        body: dict[str, Any] = {} if method == "GET" else {"json": bodies.get(rest, {})}
        answer = await world.ask(method, "assembly", rest, role, **body)
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("street", ["430105006", "999999999", "12"])
async def test_street_when_it_has_no_charter_then_not_found_and_other_streets_forbidden(
    tmp_path: Path, street: str
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        answer = await world.ask("GET", "assembly", "charter", street=street)
        assert answer.status_code == 404
        for rest in ("cycles", "members/steps"):
            body = {"year": 2025} if rest == "cycles" else {"step": "JOINT_REVIEW_CALL"}
            answer = await world.ask(
                "POST", "assembly", rest, Role.NPC_COMMITTEE, street=street, scope=DONGTANG,
                json=body,
            )  # fmt: skip
            assert answer.status_code in (403, 404)


async def test_charter_when_the_preset_is_another_streets_then_not_found(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        for preset in ("wujialing", "template", "moon", "../dongtang"):
            body = {"preset": preset, "year": 2025}
            answer = await world.ask("PUT", "assembly", "charter", Role.PARTY_COMMITTEE, json=body)
            assert answer.status_code == 404


async def test_notice_when_it_hangs_then_anybody_may_object_and_nobody_is_appointed(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world, "wujialing")
        street = charter.street
        row = {"name": "甲", "community": "花城社区"}
        await upload(world, sheet(row), street)
        for name in ("NOMINATION", "POLITICAL_REVIEW", "COMMITTEE_APPROVAL"):
            await step(world, charter, name)
        dates = {"published_on": "2025-05-01", "ends_on": "2025-05-08", "channel": "公告栏"}
        await step(world, charter, "PUBLIC_NOTICE", notice=dates)

        notices = (await world.get("assembly", "notices", street=street))["items"]
        assert [one["status"] for one in notices] == ["PUBLISHED"]
        path = f"notices/{notices[0]['id']}"
        shown = (await world.get("assembly", path, street=street))["people"]
        assert [one["name"] for one in shown] == ["甲"]
        assert "139" not in str(shown)
        member = shown[0]["id"]
        early = await step(world, charter, "APPOINTMENT", members=[member])
        assert "公示到 2025-05-08 结束" in early["failed"][0]["zh"]

        await world.post("assembly", f"members/{member}/objection", None, {"text": "不同意"},
                         street=street)  # fmt: skip
        world.clock.forward(days=8)
        blocked = await step(world, charter, "APPOINTMENT", members=[member])
        assert "异议尚未处理" in blocked["failed"][0]["zh"]
        assert (await world.get("assembly", path, street=street))["people"] == []
        await world.post(
            "assembly", f"members/{member}/objection/close", Role.NPC_COMMITTEE,
            {"upheld": False, "reason": "不属实"}, street=street,
        )  # fmt: skip
        assert not (await step(world, charter, "APPOINTMENT"))["failed"]
        late = await world.ask("POST", "assembly", f"members/{member}/objection", street=street,
                               json={"text": "晚了"})  # fmt: skip
        assert late.status_code == 409


async def test_residents_meeting_when_it_votes_then_on_its_own_community_only(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        two = sheet({"name": "甲"}, {"name": "乙", "community": "新雨社区"})
        await upload(world, two, DONGTANG)
        await walk(world, charter, "COMMITTEE_APPROVAL")
        body = {"step": "RESIDENTS_MEETING", "tally": dict(TALLY)}
        answer = await world.ask("POST", "assembly", "members/steps", Role.COMMUNITY, json=body)
        assert answer.json()["code"] == "one-community"
        done = await step(world, charter, "RESIDENTS_MEETING", community="新雨社区")
        assert done["total"] == 1
        lost = body | {"community": "东塘", "tally": TALLY | {"votes_for": 54, "against": 54,
                                                              "abstain": 0}}  # fmt: skip
        answer = await world.ask("POST", "assembly", "members/steps", Role.COMMUNITY, json=lost)
        assert answer.json()["code"] == "name-who-fell"


async def test_member_when_corrected_then_if_match_and_the_trail(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        one = (await world.get("assembly", "members", Role.STREET_OFFICE))["items"][0]
        rest = f"members/{one['id']}"

        async def patch(body: dict[str, Any], version: int | None) -> Any:
            headers = {} if version is None else {"If-Match": f'"{version}"'}
            return await world.ask(
                "PATCH", "assembly", rest, Role.STREET_OFFICE, json=body, headers=headers
            )

        body = {"community": "新雨社区", "phone": "13812345678", "reason": "登记有误"}
        assert (await patch(body, None)).status_code == 422
        assert (await patch({"reason": "空"}, one["version"])).status_code == 422
        assert (await patch(body | {"community": "月球"}, one["version"])).status_code == 422
        assert (await patch(body | {"name": "乙"}, one["version"])).status_code == 422
        assert (await patch(body, one["version"])).json()["version"] == one["version"] + 1
        assert (await patch(body, one["version"])).status_code == 412
        found = await world.get("assembly", rest, Role.STREET_OFFICE)
        assert (found["community_zh"], found["phone"]) == ("新雨社区", "138****5678")
        assert found["history"][-1]["changes"]["phone"] == ["139****1111", "138****5678"]
        assert "13812345678" not in str(found)


async def test_member_when_not_seated_then_the_public_sees_nothing_and_never_a_phone(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world, "wujialing")
        street = charter.street
        people = sheet({"name": "甲", "community": "花城社区"})
        await upload(world, people, street)
        staff = await world.get("assembly", "members", Role.NPC_COMMITTEE, street=street)
        one = staff["items"][0]
        assert one["phone"] == "139****1111"
        for role in (None, Role.RESIDENT, Role.DELIBERATOR):
            assert (await world.get("assembly", "members", role, street=street))["items"] == []
            hidden = await world.ask("GET", "assembly", f"members/{one['id']}", role, street=street)
            assert hidden.status_code == 404
        # The staff of another street is the public here.
        away = await world.ask(
            "GET", "assembly", "members", Role.NPC_COMMITTEE, street=street, scope=DONGTANG
        )
        assert away.json()["items"] == []
        await walk(world, charter, "APPOINTMENT")
        public = (await world.get("assembly", "members", street=street))["items"]
        assert [person["name"] for person in public] == ["甲"]
        assert not {"phone", "recommended_by", "sex"} & set(public[0])
        chain = await world.context("assembly").store.engine.rows(AUDIT, "", "", 500)
        assert "13900001111" not in str(chain)
        book = await world.ask("GET", "assembly", "members.xlsx", Role.NPC_COMMITTEE, street=street)
        rows = read_table(book.content, SHEET)
        assert rows[0]["phone"] == "139****1111"


async def test_term_when_it_ends_then_the_seat_is_vacant(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world, "wujialing")
        street = charter.street
        await upload(world, sheet({"name": "甲", "community": "花城社区"}), street)
        await walk(world, charter, "APPOINTMENT")
        one = (await world.get("assembly", "members", street=street))["items"][0]

        async def act(name: str) -> Any:
            return await world.ask(
                "POST", "assembly", f"members/{one['id']}/{name}", Role.NPC_COMMITTEE,
                street=street, json={"reason": "按规定"},
            )  # fmt: skip

        assert (await act("resume")).status_code == 409
        assert (await act("suspend")).json()["status"] == "SUSPENDED"
        assert (await act("resume")).json()["status"] == "ACTIVE"
        assert (await act("withdraw")).status_code == 409
        assert (await act("end")).json()["status"] == "ENDED"
        summary = await world.get("assembly", "members/summary", street=street)
        assert (summary["appointed"], summary["vacant"]) == (0, 67)
        await world.settle()
        said = await world.get("assembly", "said", Role.AUDITOR, street=street)
        assert said["said"]["yishi.assembly.member-ended.v1"] == 1
        assert said["said"]["yishi.assembly.member-suspended.v1"] == 1


async def test_phone_when_unmasked_then_for_a_reason_that_stays_in_the_history(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        one = (await world.get("assembly", "members", Role.STREET_OFFICE))["items"][0]
        rest = f"members/{one['id']}"
        lazy = await world.ask(
            "POST", "assembly", f"{rest}/phone", Role.STREET_OFFICE, json={"reason": " "}
        )
        assert lazy.status_code == 422
        body = {"reason": "通知开会"}
        shown = await world.post("assembly", f"{rest}/phone", Role.STREET_OFFICE, body)
        assert shown["phone"] == "13900001111"
        found = await world.get("assembly", rest, Role.NPC_COMMITTEE)
        assert found["history"][-1]["step"] == "PHONE_SHOWN"
        assert found["history"][-1]["actor"] == "demo-street-office"
        assert "13900001111" not in str(found)
        await world.settle()
        # The history is cut to its newest rows; the trail is not.
        trail = str(await world.context("assembly").store.engine.rows(AUDIT, DONGTANG, "", 100))
        assert "通知开会" in trail
        assert "13900001111" not in trail
        for role in (Role.COMMUNITY, Role.CITY, Role.AUDITOR):
            seen = await world.ask("GET", "assembly", rest, role)
            assert "history" not in seen.json()
