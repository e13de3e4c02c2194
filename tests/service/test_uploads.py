"""Uploads share few places: how large, how many at once and how slow they may be (C-10)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from contracts.charter import Role
from tests.service.intake_world import Town, a_town
from tests.service.test_photos import API, add, files
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG


async def test_uploads_when_larger_than_other_bodies_then_only_photos_may_be(
    tmp_path: Path,
) -> None:
    limits: dict[str, Any] = {
        "max_body_bytes": 20_000,
        "max_upload_bytes": 200_000,
        "photo_bytes": 100_000,
    }
    async with a_town(tmp_path, **limits) as town:
        key = (await town.submitted())["id"]
        photo = jpeg(1200, 900, quality=95)
        assert 20_000 < len(photo) < 100_000
        assert (await add(town, key, Role.STREET_OFFICE, photo)).status_code == 201
        large = await add(town, key, Role.STREET_OFFICE, photo + bytes(100_000))
        assert (large.status_code, large.json()["code"]) == (413, "file-too-large")
        many = await add(town, key, Role.STREET_OFFICE, *[photo + bytes(60_000)] * 4)
        assert (many.status_code, many.json()["code"]) == (413, "too-large")
        assert (await town.upload(photo)).status_code == 413


def slow(begun: asyncio.Event, rest: asyncio.Event) -> dict[str, Any]:
    """A form whose body begins and then waits for ``rest``."""

    async def body() -> AsyncIterator[bytes]:
        yield b"--x\r\n"
        begun.set()
        await rest.wait()
        yield b"--x--\r\n"

    return {"content": body(), "headers": {"Content-Type": "multipart/form-data; boundary=x"}}


async def send(town: Town, key: str, address: str, **sent: Any) -> httpx.Response:
    """Send a clerk's photos from this address."""
    headers = town.world.headers(Role.STREET_OFFICE, DONGTANG) | sent.pop("headers", {})
    transport = httpx.ASGITransport(town.world.system.app, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://yishi.test") as http:
        return await http.post(f"{API}/{key}/photos", headers=headers, **sent)


async def test_uploads_when_more_than_two_come_in_then_the_others_are_told_to_wait(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        sent = [send(town, key, f"10.0.0.{n}", files=files(jpeg(300 + 10 * n))) for n in range(4)]
        answers = await asyncio.gather(*sent)
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [201, 201, 503, 503]
        told = next(answer for answer in answers if answer.status_code == 503)
        assert told.json()["code"] == "uploads-busy"
        assert int(told.headers["retry-after"]) > 0
        assert len((await town.one(key))["photos"]) == 2


async def test_uploads_when_one_address_sends_two_then_the_other_place_stays_free(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        begun, rest = asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(send(town, key, "10.0.0.1", **slow(begun, rest)))
        await begun.wait()
        second = await send(town, key, "10.0.0.1", files=files(jpeg()))
        assert (second.status_code, second.json()["code"]) == (503, "uploads-busy")
        assert (await send(town, key, "10.0.0.2", files=files(jpeg()))).status_code == 201
        rest.set()
        await first
        assert (await send(town, key, "10.0.0.1", files=files(jpeg(99)))).status_code == 201


async def test_upload_when_it_never_ends_then_told_and_its_place_is_free(tmp_path: Path) -> None:
    async with a_town(tmp_path, body_seconds=0.05) as town:
        key = (await town.submitted())["id"]
        never = slow(asyncio.Event(), asyncio.Event())
        answer = await asyncio.wait_for(send(town, key, "10.0.0.1", **never), 30)
        assert (answer.status_code, answer.json()["code"]) == (408, "body-too-slow")
        assert answer.json()["detail"]
        again = slow(asyncio.Event(), asyncio.Event())
        assert (await asyncio.wait_for(send(town, key, "10.0.0.1", **again), 30)).json()[
            "code"
        ] == "body-too-slow"
