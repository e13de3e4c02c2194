"""Open311 GeoReport v2: what a client reads and hands in, and what it never learns."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.open311.asking import PREFIX
from tests.service.open311_world import REPORT, Endpoint, an_endpoint, new_key
from tests.world import DONGTANG, WUJIALING

PRIVATE = ("13912345678", "三丰", "san@example.org", "半个月")


@pytest.fixture
async def endpoint(tmp_path: Path) -> AsyncIterator[Endpoint]:
    async with an_endpoint(tmp_path) as found:
        yield found


def tags(text: bytes) -> list[str]:
    """The names of the elements in their order."""
    return [element.tag for element in ElementTree.fromstring(text).iter()]


async def test_services_when_asked_are_the_charters_categories_in_both_formats(
    endpoint: Endpoint,
) -> None:
    told = await endpoint.read("services.json")
    first = next(one for one in told if one["service_code"] == "FACILITIES")
    assert first["service_name"] == "公共设施"
    assert first["metadata"] is True
    assert first["type"] == "realtime"
    answer = await endpoint.get("services.xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "services"
    assert [one.findtext("service_code") for one in root.findall("service")] == [
        one["service_code"] for one in told
    ]
    assert root.findtext("service/metadata") == "true"


async def test_definition_when_asked_names_the_communities(endpoint: Endpoint) -> None:
    told = await endpoint.read("services/FACILITIES.json")
    attribute = told["attributes"][0]
    assert (attribute["code"], attribute["datatype"]) == ("COMMUNITY", "singlevaluelist")
    assert {"key", "name"} == set(attribute["values"][0])
    answer = await endpoint.get("services/FACILITIES.xml")
    root = ElementTree.fromstring(answer.content)
    assert root.findtext("attributes/attribute/values/value/name")
    assert root.find("attributes/attribute/datatype_description").text is None  # type: ignore[union-attr]


async def test_discovery_when_asked_needs_no_street(endpoint: Endpoint) -> None:
    told = (await endpoint.town.world.http.get(f"{PREFIX}/discovery.json")).json()
    assert told["endpoints"][0]["url"].endswith("/intake/open311/v2")
    answer = await endpoint.town.world.http.get(f"{PREFIX}/discovery.xml")
    assert tags(answer.content)[0] == "discovery"
    assert "format" in tags(answer.content)


MISTAKES: list[tuple[str, dict[str, str], int]] = [
    ("services", {"jurisdiction_id": ""}, 400),
    ("services", {"jurisdiction_id": "999999999"}, 404),
    ("services", {"jurisdiction_id": "../etc"}, 404),
    ("services/NOTHING", {}, 404),
    ("requests/nothing", {}, 404),
    ("tokens/nothing", {}, 404),
    ("nowhere", {}, 404),
    ("requests", {"start_date": "yesterday"}, 400),
    ("requests", {"start_date": "2025-05-01T00:00:00"}, 400),
    ("requests", {"start_date": "0001-01-01T00:00:00+14:00"}, 400),
    ("requests", {"end_date": "0001-01-02T00:00:00Z"}, 400),
    ("requests", {"start_date": "9999-12-31T23:59:59Z"}, 400),
    ("requests", {"start_date": "2025-01-01", "end_date": "2025-05-01"}, 400),
    ("requests", {"start_date": "2025-05-02", "end_date": "2025-05-01"}, 400),
    ("requests", {"status": "lost"}, 400),
    ("requests", {"page": "0"}, 400),
    ("requests", {"page": "²"}, 400),
    ("requests", {"page_size": "1001"}, 400),
    ("requests", {"page": "999999"}, 400),
    ("servicerequestupdates", {"start_date": "x"}, 400),
    ("servicerequestupdates", {"start_date": "9999-12-31T23:59:59Z"}, 400),
]


async def test_mistake_when_asked_is_told_as_the_standard_says(endpoint: Endpoint) -> None:
    for name, query, status in MISTAKES:
        answer = await endpoint.get(f"{name}.json", **query)
        assert answer.status_code == status, (name, query, answer.text)
        assert answer.headers["content-type"].startswith("application/json")
        (error,) = answer.json()
        assert error["code"] == status
        assert error["description"]
        answer = await endpoint.get(f"{name}.xml", **query)
        assert answer.status_code == status
        root = ElementTree.fromstring(answer.content)
        assert (root.tag, root[0].tag) == ("errors", "error")
        assert root.findtext("error/code") == str(status)
    end = {"end_date": "9999-12-31T23:59:59Z"}
    for name in ("requests.xml", "servicerequestupdates.xml"):
        assert (await endpoint.get(name, **end)).status_code == 200


async def test_format_when_no_ending_follows_accept(endpoint: Endpoint) -> None:
    ask = endpoint.town.world.http.get
    params = {"jurisdiction_id": DONGTANG}
    for accept, kind in (
        ("application/json", "application/json"),
        ("text/xml", "text/xml"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9", "text/xml"),
    ):
        answer = await ask(f"{PREFIX}/services", params=params, headers={"accept": accept})
        assert answer.headers["content-type"].startswith(kind), accept
    assert (await endpoint.get("services.html")).status_code == 404
    wrong = await endpoint.town.world.http.delete(f"{PREFIX}/services.json", params=params)
    assert wrong.status_code == 400
    assert wrong.json()[0]["code"] == 400


async def test_request_when_handed_in_is_open_and_tells_no_word_until_it_is_accepted(
    endpoint: Endpoint,
) -> None:
    key = await endpoint.reported(address_string="浦沅路 3 号 2 栋 301", lat="28.11", long="112.98")
    for name in (f"requests/{key}.json", "requests.json"):
        (told,) = await endpoint.read(name)
        assert told["service_request_id"] == key
        assert told["status"] == "open"
        assert told["service_name"] == "公共设施"
        assert told["description"] is None
        assert told["address"] is None
        assert told["lat"] is None
        assert told["requested_datetime"].endswith("+08:00")
    text = (await endpoint.get(f"requests/{key}.xml")).text
    assert not any(word in text for word in PRIVATE)
    staff = await endpoint.town.one(key)
    assert "地点：浦沅路 3 号 2 栋 301" in staff["staff"]["content"]
    assert "坐标：28.110000, 112.980000" in staff["staff"]["content"]
    assert staff["staff"]["contact"] == "139****5678"
    assert staff["staff"]["consent"] == "open311 client"
    assert staff["channel"] == "ONLINE"
    assert staff["status"] == "SUBMITTED"


async def test_request_when_accepted_and_answered_tells_public_words_only(
    endpoint: Endpoint,
) -> None:
    key = await endpoint.reported()
    await endpoint.accept(key)
    (told,) = await endpoint.read(f"requests/{key}.json")
    assert told["description"] == "修楼道灯\n楼道灯不亮。"
    assert told["status"] == "open"
    assert told["status_notes"] == "已受理"
    assert told["address"].startswith("浦沅社区")
    assert told["expected_datetime"].endswith("T23:59:59+08:00")
    await endpoint.town.triage(key, Disposition.ASSIGNED)
    reply = await endpoint.town.command(key, "reply", Role.DEPARTMENT, {"text": "灯已修好。"})
    assert reply.status_code == 200, reply.text
    (told,) = await endpoint.read(f"requests/{key}.json")
    assert told["status"] == "closed"
    assert told["status_notes"] == "责任部门已办理并答复。\n灯已修好。"
    assert told["agency_responsible"] == "公共管理办公室"
    assert told["updated_datetime"] >= told["requested_datetime"]
    everything = str(await endpoint.read("requests.json"))
    everything += str(await endpoint.read("servicerequestupdates.json"))
    assert not any(word in everything for word in PRIVATE)


async def test_reason_when_given_back_stays_with_its_author(endpoint: Endpoint) -> None:
    key = await endpoint.reported()
    body = {"reason_code": "PERSONAL", "reason": "您家的私事请找物业"}
    answer = await endpoint.town.command(key, "return", Role.STREET_OFFICE, body)
    assert answer.status_code == 200, answer.text
    (told,) = await endpoint.read(f"requests/{key}.json")
    assert (told["status"], told["status_notes"]) == ("closed", "已退回，请看说明。")
    assert "物业" not in (await endpoint.get("servicerequestupdates.xml")).text


async def test_updates_when_polled_as_fixmystreet_does_hold_each_step_once(
    endpoint: Endpoint,
) -> None:
    """A window of two hours that ends now; ids stay, so that nothing is taken twice."""
    key = await endpoint.reported()
    await endpoint.accept(key)
    now = endpoint.town.world.clock()
    window = {
        "start_date": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "end_date": f"{now:%Y-%m-%dT%H:%M:%SZ}",
    }
    answer = await endpoint.get("servicerequestupdates.xml", **window)
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "service_request_updates"
    steps = root.findall("request_update")
    assert [one.findtext("description") for one in steps] == [
        "建议已提交。",
        "已受理，计入本年度建议清单。",
    ]
    assert {one.findtext("service_request_id") for one in steps} == {key}
    ids = [one.findtext("update_id") for one in steps]
    assert len(set(ids)) == 2
    again = await endpoint.read("servicerequestupdates.json", **window)
    assert [one["update_id"] for one in again] == ids
    assert await endpoint.read("servicerequestupdates.json", start_date="2025-01-01T00:00:00Z",
                               end_date="2025-02-01T00:00:00Z") == []  # fmt: skip


async def test_requests_when_filtered_are_those_of_the_window_code_and_status(
    endpoint: Endpoint,
) -> None:
    clock = endpoint.town.world.clock
    old = await endpoint.reported(description="第一件")
    clock.forward(days=100)
    new = await endpoint.reported(description="第二件", service_code="SANITATION")
    await endpoint.accept(old)

    async def ids(**query: Any) -> list[str]:
        return [one["service_request_id"] for one in await endpoint.read("requests.json", **query)]

    assert await ids() == [new]
    assert await ids(start_date="2025-04-30T16:00:00Z") == [old]
    assert await ids(start_date="2025-05-01", end_date="2025-05-02") == [old]
    assert await ids(service_request_id=f"{old},{new},nothing", status="closed") == [old, new]
    assert await ids(service_code="FACILITIES,OTHER") == []
    assert await ids(service_code="SANITATION") == [new]
    assert await ids(service_code="", status="") == [new]
    assert await ids(status="open,closed") == [new]
    assert await ids(status="closed") == []
    assert await ids(updated_after="2025-05-01T00:00:00Z") == [new, old]
    assert await ids(jurisdiction_id=WUJIALING) == []


async def test_requests_when_paged_are_each_there_once(endpoint: Endpoint) -> None:
    made = [await endpoint.reported(description=f"第{number}件") for number in range(5)]
    seen: list[str] = []
    answer = await endpoint.get("requests.json", page_size=2)
    while True:
        seen += [one["service_request_id"] for one in answer.json()]
        following = answer.links.get("next")
        if following is None:
            break
        answer = await endpoint.town.world.http.get(following["url"])
    assert seen == made[::-1]
    second = await endpoint.read("requests.json", page_size=2, page=2)
    assert [one["service_request_id"] for one in second] == seen[2:4]
    assert await endpoint.read("requests.json", page_size=2, page=9) == []


async def test_updates_when_paged_by_number_come_to_an_end(endpoint: Endpoint) -> None:
    for number in range(3):
        await endpoint.reported(description=f"第{number}件")
    pages = [await endpoint.read("servicerequestupdates.json", page_size=2, page=n)
             for n in (1, 2, 3)]  # fmt: skip
    assert [len(page) for page in pages] == [2, 1, 0]


# ---- keys -----------------------------------------------------------------------------------


async def test_key_when_wrong_missing_of_another_street_or_revoked_opens_nothing(
    endpoint: Endpoint,
) -> None:
    town = endpoint.town
    other = await new_key(town, WUJIALING)
    for wrong in (None, "", "x", "y311-x-y", other, endpoint.key[:-1] + "x", "y311-\0-"):
        answer = await endpoint.post(api_key=wrong)
        assert answer.status_code == 403, (wrong, answer.text)
        assert answer.json()[0]["code"] == 403
        assert (await endpoint.post("requests.xml", api_key=wrong)).status_code == 403
    client = endpoint.key.split("-")[1]
    assert await endpoint.reported()
    stopped = await town.world.ask("POST", "intake", f"clients/{client}/revoke", Role.STREET_OFFICE)
    assert stopped.status_code == 200
    assert (await endpoint.post()).status_code == 403


def kept_in(folder: Path) -> bytes:
    """Every byte of the databases."""
    return b"".join(path.read_bytes() for path in folder.glob("*.sqlite*"))


async def test_key_when_made_is_kept_only_as_a_digest(endpoint: Endpoint, tmp_path: Path) -> None:
    secret, kept = endpoint.key.split("-")[2], kept_in(tmp_path)
    assert b"made_on" in kept
    assert secret.encode() not in kept


async def test_request_when_a_client_tries_again_is_the_same(endpoint: Endpoint) -> None:
    first = await endpoint.reported(account_id="7")
    endpoint.town.world.clock.forward(minutes=9)
    assert await endpoint.reported(account_id="7") == first
    assert await endpoint.reported(account_id="8") != first
    endpoint.town.world.clock.forward(minutes=11)
    assert await endpoint.reported(account_id="7") != first


async def test_client_when_it_sends_too_much_is_held_back(endpoint: Endpoint) -> None:
    answers = [await endpoint.post(description=f"第{number}件") for number in range(61)]
    assert [one.status_code for one in answers[:60]] == [201] * 60
    assert answers[60].status_code == 429
    assert answers[60].json()[0]["code"] == 429
    assert answers[60].headers["retry-after"]


# ---- hostile input --------------------------------------------------------------------------


async def test_text_when_it_looks_like_xml_stays_text(endpoint: Endpoint) -> None:
    evil = (
        "]]></description><status>closed</status><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc'>]>&b;"
    )
    key = await endpoint.reported(description=evil, account_id="<b>")
    await endpoint.accept(key, title="<script>1</script>", text=evil)
    answer = await endpoint.get(f"requests/{key}.xml")
    root = ElementTree.fromstring(answer.content)
    assert root.findtext("request/description") == f"<script>1</script>\n{evil}"
    assert len(root.findall("request/status")) == 1


WRONG: list[dict[str, Any]] = [
    {"service_code": None},
    {"service_code": "UNSORTED"},
    {"description": ""},
    {"description": "字" * 2001},
    {"description": "a\0b"},
    {"attribute[COMMUNITY]": None},
    {"attribute[COMMUNITY]": "火星"},
    {"lat": "1"},
    {"lat": "nan", "long": "nan"},
    {"lat": "91", "long": "0"},
    {"jurisdiction_id": None},
    {"jurisdiction_id": "999999999"},
]


async def test_report_when_wrong_is_refused_in_both_formats(endpoint: Endpoint) -> None:
    for given in WRONG:
        for name in ("requests.json", "requests.xml"):
            answer = await endpoint.post(name, **given)
            assert answer.status_code in (400, 404), (given, answer.text)
            assert "problem" not in answer.headers["content-type"]
    assert await endpoint.read("requests.json") == []


HOSTILE = [
    ("application/json", b"[" * 200_000),
    ("application/json", b"[1]"),
    ("application/json", b'{"jurisdiction_id": {"a": 1}}'),
    ("application/json", b"\xff\xfe"),
    ("text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("application/x-www-form-urlencoded", b"%ff%fe=%00&jurisdiction_id=%ed%a0%80"),
    ("application/x-www-form-urlencoded", b"description=" + b"a" * 10_000_000),
]


async def test_body_when_hostile_is_refused_without_a_trace(endpoint: Endpoint) -> None:
    for kind, body in HOSTILE:
        answer = await endpoint.town.world.http.post(
            f"{PREFIX}/requests.json", content=body, headers={"content-type": kind}
        )
        assert answer.status_code in (400, 404, 413), (kind, answer.text)
        (error,) = answer.json()
        assert "Traceback" not in error["description"]


async def test_report_when_sent_as_json_or_multipart_is_the_same(endpoint: Endpoint) -> None:
    post = endpoint.town.world.http.post
    plain = {name: one for name, one in REPORT.items() if not name.startswith("attribute")}
    body: dict[str, Any] = {"jurisdiction_id": DONGTANG, "api_key": endpoint.key, **plain}
    nested = body | {"attribute": {"COMMUNITY": "浦沅社区"}}
    as_json = await post(f"{PREFIX}/requests", json=nested)
    assert as_json.status_code == 201, as_json.text
    parts = {name: (None, one) for name, one in (body | REPORT).items()}
    as_parts = await post(f"{PREFIX}/requests.xml", files=parts)
    assert as_parts.status_code == 201, as_parts.text
    found = ElementTree.fromstring(as_parts.content).findtext("request/service_request_id")
    assert found == as_json.json()[0]["service_request_id"]
    assert as_json.json()[0]["account_id"] is None
    token = await endpoint.read(f"tokens/{found}.json")
    assert token == [{"service_request_id": found, "token": found}]


async def test_community_when_only_the_address_names_it_is_understood(endpoint: Endpoint) -> None:
    key = await endpoint.reported(
        **{"attribute[COMMUNITY]": None, "address_string": "东塘街道浦沅社区门口"}
    )
    staff = await endpoint.town.one(key)
    assert staff["community"].startswith("430111005")


async def test_suggestion_when_of_an_earlier_version_is_dated(endpoint: Endpoint) -> None:
    """What was stored without moments is shown all the same, and found by time once dated."""
    from services.intake.kinds import SUGGESTIONS
    from services.intake.suggestion.dating import dated

    key = await endpoint.reported()
    found = await endpoint.town.world.context("intake").store.get(SUGGESTIONS.key(DONGTANG, key))
    old = found.state.with_(requested_at="", updated_at="")
    again = dated(old).state
    assert again.requested_at == found.state.requested_at
    assert again.updated_at == found.state.updated_at
    assert datetime.fromisoformat(again.updated_at).tzinfo == UTC
