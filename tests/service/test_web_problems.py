"""Every error as an answer, for programs and for browsers, and the limits that refuse."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog

from tests.service.web_world import (
    CLERK,
    ITEMS,
    OTHER,
    SETTINGS,
    STREET,
    World,
    bearer,
)


@pytest.fixture
def world() -> Iterator[World]:
    yield World()
    structlog.reset_defaults()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with world.client() as client:
        yield client


# ---- problems -----------------------------------------------------------------------------------


KINDS = {
    "Invalid": 422,
    "NotSignedIn": 401,
    "NotAllowed": 403,
    "NotFound": 404,
    "WrongState": 409,
    "Stale": 412,
    "TooLarge": 413,
    "TooMany": 429,
    "TooSlow": 408,
    "Refused": 400,
    "TooEarly": 425,
    "Busy": 503,
    "Unavailable": 503,
    "Problem": 500,
}


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
async def test_problem_when_program_asks_then_problem_json(
    client: httpx.AsyncClient, kind: str, status: int
) -> None:
    answer = await client.get(f"/intake/api/fails/{kind}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:yishi:problem:some-code",
        "title": answer.json()["title"],
        "status": status,
        "detail": "中文说明",
        "detail_en": "In English",
        "code": "some-code",
        "correlation_id": answer.headers["X-Correlation-ID"],
        "errors": [{"field": "a", "zh": "错"}],
    }
    assert ("Retry-After" in answer.headers) == (status in (425, 429, 503))


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
async def test_problem_when_browser_asks_then_a_page_in_its_language(
    client: httpx.AsyncClient, kind: str, status: int
) -> None:
    headers = {"Accept": "text/html,*/*;q=0.8"}
    answer = await client.get(f"/intake/api/fails/{kind}", headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "中文说明" in answer.text
    english = await client.get(f"/intake/api/fails/{kind}", headers=headers | {"Cookie": "lang=en"})
    assert "In English" in english.text


async def test_bug_when_raised_then_500_and_the_trace_is_in_the_log_only(
    client: httpx.AsyncClient, world: World
) -> None:
    answer = await client.get("/intake/api/fails/bug")
    assert answer.status_code == 500
    assert "private" not in answer.text
    told = [line for line in world.lines() if "exception" in line]
    assert "RuntimeError" in told[0]["exception"]
    assert told[0]["correlation"] == answer.json()["correlation_id"]


async def test_router_when_no_such_address_or_method_then_problem(
    client: httpx.AsyncClient,
) -> None:
    missing = await client.get("/nowhere")
    assert (missing.status_code, missing.json()["code"]) == (404, "no-such-page")
    method = await client.put(ITEMS)
    assert (method.status_code, method.json()["code"]) == (405, "no-such-method")
    page = await client.get("/nowhere", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"][:9]) == (404, "text/html")


async def test_text_when_2001_characters_then_a_clear_422(client: httpx.AsyncClient) -> None:
    fits = await client.post(ITEMS, json={"title": "长" * 2000}, headers=bearer(CLERK))
    assert fits.status_code == 201
    answer = await client.post(ITEMS, json={"title": "长" * 2001}, headers=bearer(CLERK))
    assert answer.status_code == 422
    detail = answer.json()["errors"][0]
    assert (detail["field"], detail["zh"]) == ("title", "最多 2000 个字。")
    assert "2000 characters" in detail["en"]
    assert "长长" not in answer.text


async def test_fields_when_wrong_then_each_in_chinese_without_what_was_sent(
    client: httpx.AsyncClient,
) -> None:
    body = {"level": "Z", "count": 11, "secret": "hunter2"}
    answer = await client.post(ITEMS, json=body, headers=bearer(CLERK))
    told = {detail["field"]: detail["zh"] for detail in answer.json()["errors"]}
    assert told == {
        "title": "必须填写。",
        "level": "不在可选范围内，可选：'A' or 'B'。",
        "count": "不能大于 10。",
        "secret": "格式不正确。",
    }
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b"[]", b"1" * 5000])
async def test_body_when_no_json_then_422(client: httpx.AsyncClient, content: bytes) -> None:
    headers = bearer(CLERK) | {"Content-Type": "application/json"}
    answer = await client.post(ITEMS, content=content, headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


# ---- limits -------------------------------------------------------------------------------------


async def test_body_when_50_mb_then_413_by_its_length_and_while_streaming(
    client: httpx.AsyncClient,
) -> None:
    headers = bearer(CLERK) | {"Content-Type": "application/json"}
    announced = await client.post(ITEMS, content=b"x" * 50_000_000, headers=headers)
    assert (announced.status_code, announced.json()["code"]) == (413, "too-large")
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1_000_000
            yield b"x" * 1_000_000

    streamed = await client.post(ITEMS, content=stream(), headers=headers)
    assert (streamed.status_code, streamed.json()["code"]) == (413, "too-large")
    assert sent < 3_000_000


async def test_fields_when_there_are_far_too_many_then_413_and_files_may_be_larger() -> None:
    world = World(SETTINGS.model_copy(update={"max_body_bytes": 5_000_000}))
    async with world.client() as client:
        many = json.dumps({f"k{n}": 1 for n in range(60_000)}).encode()
        headers = bearer(CLERK) | {"Content-Type": "application/json"}
        answer = await client.post(ITEMS, content=many, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
        path = f"/intake/api/streets/{STREET}/imports"
        files = {"file": ("a.xlsx", b"x" * 700_000)}
        read = await client.post(path, files=files, headers=bearer(CLERK))
        assert (read.status_code, read.json()["code"]) == (422, "sheet-unreadable")


async def test_upload_when_too_large_then_413(client: httpx.AsyncClient) -> None:
    files = {"file": ("a.xlsx", b"x" * 200_000)}
    path = f"/intake/api/streets/{STREET}/imports"
    answer = await client.post(path, files=files, headers=bearer(CLERK))
    assert answer.status_code == 413


async def test_public_when_too_often_then_429_per_address_and_street(world: World) -> None:
    async with world.client() as here, world.client(address="10.0.0.2") as there:
        path = f"/intake/api/streets/{STREET}/public"
        told = [(await here.post(path, json={"title": "甲"})).status_code for _ in range(6)]
        assert told == [200] * 5 + [429]
        refused = await here.post(path, json={"title": "甲"})
        assert refused.headers["Retry-After"] == "60"
        elsewhere = path.replace(STREET, OTHER)
        assert (await here.post(elsewhere, json={"title": "甲"})).status_code == 200
        assert (await there.post(path, json={"title": "甲"})).status_code == 200


async def test_public_when_60_phones_of_one_hall_vote_then_all_pass(world: World) -> None:
    path = f"/intake/api/streets/{STREET}/votes/b1"
    async with world.client() as hall:
        told = await asyncio.gather(*(hall.post(path, json={}) for _ in range(60)))
    assert {answer.status_code for answer in told} == {200}
