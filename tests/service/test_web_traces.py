"""What is written about a request, what never is, and what every application has."""

import asyncio
import io
import json
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI

from chassis.core import log
from chassis.web.app import build_app
from chassis.web.auth import Person, TokenReader
from tests.service.web_world import CLERK, ITEMS, SETTINGS, STREET, World, bearer, cookie


@pytest.fixture
def world() -> Iterator[World]:
    yield World()
    structlog.reset_defaults()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with world.client() as client:
        yield client


# ---- what is written about a request ------------------------------------------------------------


async def test_log_when_answered_then_one_line_with_the_route_and_no_private_data(
    client: httpx.AsyncClient, world: World
) -> None:
    await client.get(f"{ITEMS}?after=13812345678", headers=bearer(CLERK))
    (line,) = world.lines()
    assert line["route"] == "/intake/api/streets/{street}/items"
    assert (line["service"], line["method"], line["status"]) == ("intake", "GET", 200)
    assert line["seconds"] >= 0
    assert "13812345678" not in world.stream.getvalue()
    assert "wang" not in world.stream.getvalue()
    assert world.figures.http == [("intake", "GET", line["route"], 200)]


async def test_log_when_address_or_method_is_invented_then_labels_stay_bounded(
    client: httpx.AsyncClient, world: World
) -> None:
    await client.request("BREW", "/coffee/13812345678")
    assert world.figures.http == [("", "OTHER", "(none)", 404)]
    assert "13812345678" not in world.stream.getvalue()


async def test_correlation_when_valid_then_kept_else_new(client: httpx.AsyncClient) -> None:
    kept = await client.get("/healthz", headers={"X-Correlation-ID": "abcd-1234"})
    assert kept.headers["X-Correlation-ID"] == "abcd-1234"
    for odd in ("short", "a" * 101, "has blank inside", "new\tline-1"):
        fresh = await client.get("/healthz", headers={"X-Correlation-ID": odd})
        assert len(fresh.headers["X-Correlation-ID"]) == 32


@pytest.mark.parametrize(
    ("content", "status"), [(b"{}", 200), (b'{"fail": 1}', 500), (b"x" * 200_000, 413)]
)
async def test_unlogged_when_asked_then_no_line_no_figure_no_cookie_no_id_and_nobody(
    client: httpx.AsyncClient, world: World, content: bytes, status: int
) -> None:
    headers = bearer(CLERK) | await cookie(world) | {"X-Correlation-ID": "abcd-1234"}
    headers["Accept"] = "text/html"
    path = f"/intake/api/streets/{STREET}/votes/b1"
    answer = await client.post(path, content=content, headers=headers)
    assert answer.status_code == status
    assert world.figures.http == world.figures.codes == []
    assert "set-cookie" not in answer.headers
    assert "X-Correlation-ID" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 200:
        assert answer.json() == ""
    written = world.stream.getvalue()
    for private in ("abcd-1234", "wang", "votes", "FOR-42", "10.0.0.1", "request"):
        assert private not in written
    assert len(world.lines()) == (1 if status == 500 else 0)


async def test_unlogged_when_method_is_wrong_then_no_line_either(
    client: httpx.AsyncClient, world: World
) -> None:
    assert (await client.get(f"/intake/api/streets/{STREET}/votes/b1")).status_code == 405
    slash = await client.post(f"/intake/api/streets/{STREET}/votes/b1/", json={})
    assert slash.status_code == 307
    assert world.lines() == []
    assert world.figures.http == []


async def test_headers_when_anything_is_answered_then_the_safe_ones_are_there(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/healthz", "/nowhere", "/intake/api/fails/bug", "/intake/api/page"):
        headers = (await client.get(path)).headers
        for rule in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert rule in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_answer_when_somebody_is_signed_in_then_no_cache_keeps_it(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(ITEMS, headers=bearer(CLERK))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_log_when_a_library_writes_then_json_with_chinese_and_the_same_fields() -> None:
    stream = io.StringIO()
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # as another server may have
    log.configure(SETTINGS, stream)
    logging.getLogger("uvicorn.error").info("启动 %s", "完成")
    logging.getLogger("uvicorn.access").info("GET /secret")
    structlog.get_logger("yishi").info("好", count=3)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["level"], first["logger"]) == (
        "启动 完成",
        "info",
        "uvicorn.error",
    )
    assert (second["event"], second["count"]) == ("好", 3)
    assert "启动" in stream.getvalue()
    structlog.reset_defaults()


# ---- health, lists, sheets, schema --------------------------------------------------------------


async def test_ready_when_a_check_fails_then_503_names_it_and_health_stays_200(
    client: httpx.AsyncClient, world: World
) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready", "failing": []}
    world.failing = True
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["store"])
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/metrics")).text == "yishi_up 1\n"


async def test_page_when_limit_is_out_of_bounds_then_422(client: httpx.AsyncClient) -> None:
    fine = await client.get(f"{ITEMS}?limit=200&after=x", headers=bearer(CLERK))
    assert fine.json() == {"items": [STREET, "200"], "next": "x"}
    for limit in ("0", "201", "x"):
        answer = await client.get(f"{ITEMS}?limit={limit}", headers=bearer(CLERK))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "limit")


async def test_sheet_when_exported_then_imported_again(client: httpx.AsyncClient) -> None:
    base = f"/intake/api/streets/{STREET}"
    export = await client.get(f"{base}/export", headers=bearer(CLERK))
    assert "filename*=UTF-8''%E6%B8%85" in export.headers["content-disposition"]
    files = {"file": ("清单.xlsx", export.content)}
    answer = await client.post(f"{base}/imports", files=files, headers=bearer(CLERK))
    assert answer.json() == [{"title": "甲"}]
    bad = {"file": ("清单.xlsx", b"not a workbook")}
    answer = await client.post(f"{base}/imports", files=bad, headers=bearer(CLERK))
    assert (answer.status_code, answer.json()["code"]) == (422, "sheet-unreadable")


async def test_openapi_when_asked_then_every_path_parameter_and_header_is_told(
    client: httpx.AsyncClient,
) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    operation = paths["/intake/api/streets/{street}/items"]["post"]
    told = [parameter["name"] for parameter in operation["parameters"]]
    assert told == ["street", "Idempotency-Key", "If-Match"]


async def test_openapi_when_asked_twice_then_it_is_made_once_beside_the_event_loop() -> None:
    world = World()
    app = build_app({}, [], None, SETTINGS, world.figures, TokenReader(SETTINGS), {})
    makers: list[threading.Thread] = []

    def openapi() -> dict[str, Any]:
        makers.append(threading.current_thread())
        return {"paths": {}}

    app.openapi = openapi  # type: ignore[method-assign]
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://yishi.test") as asking:
        answers = await asyncio.gather(*(asking.get("/openapi.json") for _ in range(2)))
    assert [answer.json() for answer in answers] == [{"paths": {}}] * 2
    assert len(makers) == 1
    assert makers[0] is not threading.main_thread()


async def test_lifespan_when_given_then_runs_around_the_application() -> None:
    ran: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        ran.append("up")
        yield
        ran.append("down")

    world = World()
    reader = TokenReader(SETTINGS)
    app = build_app({}, [], None, SETTINGS, world.figures, reader, {}, lifespan)
    async with app.router.lifespan_context(app):
        assert ran == ["up"]
    assert ran == ["up", "down"]


def test_person_when_page_reads_it_then_nobody_is_none() -> None:
    assert Person.nobody().streets == frozenset()
