"""What Open311 and the feed never tell, whatever happened to a suggestion before."""

import io
from collections.abc import Awaitable
from pathlib import Path

from PIL import Image

from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.open311.asking import PREFIX
from tests.service.open311_world import REPORT, Endpoint, an_endpoint
from tests.world import DONGTANG

FEED = f"/intake/streets/{DONGTANG}/suggestions.atom"


async def everything(endpoint: Endpoint) -> str:
    """All that anybody can read."""
    names = ("requests.xml", "requests.json", "servicerequestupdates.xml")
    told = [(await endpoint.get(name)).text for name in names]
    return "".join([*told, (await endpoint.town.world.http.get(FEED)).text])


def a_photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "JPEG")
    return buffer.getvalue()


async def test_photo_when_sent_along_is_told_only_once_it_is_accepted(tmp_path: Path) -> None:
    async with an_endpoint(tmp_path) as endpoint:
        known = {"jurisdiction_id": DONGTANG, "api_key": endpoint.key, **REPORT}
        answer = await endpoint.town.world.http.post(
            f"{PREFIX}/requests.json", data=known, files={"media": ("a.jpg", a_photo())}
        )
        assert answer.status_code == 201, answer.text
        key = answer.json()[0]["service_request_id"]
        (told,) = await endpoint.read(f"requests/{key}.json")
        assert told["media_url"] is None
        await endpoint.accept(key)
        (told,) = await endpoint.read(f"requests/{key}.json")
        shown = await endpoint.town.world.http.get(told["media_url"])
        assert shown.headers["content-type"] == "image/jpeg"
        wrong = await endpoint.town.world.http.post(
            f"{PREFIX}/requests.xml",
            data=known | {"account_id": "2"},
            files={"media": ("a.jpg", b"no")},
        )
        assert wrong.status_code == 400
        assert "<errors>" in wrong.text


async def test_words_when_corrected_are_told_no_more_and_the_change_is_found(
    tmp_path: Path,
) -> None:
    async with an_endpoint(tmp_path) as endpoint:
        key = await endpoint.reported()
        await endpoint.accept(key, title="修灯", text="三栋王秀英门口的灯不亮。")
        assert "王秀英" in await everything(endpoint)
        endpoint.town.world.clock.forward(days=2)

        later = f"{endpoint.town.world.clock.moment:%Y-%m-%dT%H:%M:%SZ}"
        body = {"public_text": "门口的灯不亮。", "reason": "删去姓名"}
        done = await endpoint.town.world.ask(
            "PATCH", "intake", f"suggestions/{key}", Role.STREET_OFFICE, json=body
        )
        assert done.status_code == 200, done.text
        assert "王秀英" not in await everything(endpoint)
        changed = await endpoint.read("requests.json", updated_after=later)
        assert [one["service_request_id"] for one in changed] == [key]


async def test_author_when_erased_leaves_the_request_as_it_was(tmp_path: Path) -> None:
    async with an_endpoint(tmp_path) as endpoint:
        key = await endpoint.reported()
        await endpoint.accept(key)
        before = await endpoint.read(f"requests/{key}.json")
        gone = await endpoint.town.command(key, "forget", Role.STREET_OFFICE, {})
        assert gone.status_code == 200, gone.text
        assert await endpoint.read(f"requests/{key}.json") == before
        assert (await endpoint.town.one(key))["staff"]["contact"] == ""


async def test_copy_when_kept_by_updated_after_learns_of_every_public_change(
    tmp_path: Path,
) -> None:
    """A category that a meeting changed, and a photo that was taken out, are changes too."""
    async with an_endpoint(tmp_path) as endpoint:
        known = {"jurisdiction_id": DONGTANG, "api_key": endpoint.key, **REPORT}
        made = await endpoint.town.world.http.post(
            f"{PREFIX}/requests.json", data=known, files={"media": ("a.jpg", a_photo())}
        )
        key = made.json()[0]["service_request_id"]
        await endpoint.accept(key)

        async def changed_by(act: Awaitable[object]) -> bool:
            endpoint.town.world.clock.forward(days=1)
            since = f"{endpoint.town.world.clock.moment:%Y-%m-%dT%H:%M:%SZ}"
            await act
            found = await endpoint.read("requests.json", updated_after=since)
            return [one["service_request_id"] for one in found] == [key]

        photo = (await endpoint.town.one(key))["photos"][0]["id"]
        remove = endpoint.town.command(key, f"photos/{photo}/remove", Role.STREET_OFFICE)
        assert await changed_by(remove)
        assert await changed_by(endpoint.town.triage(key, Disposition.ASSIGNED, 2))
        assert await changed_by(endpoint.town.triage(key, Disposition.ASSIGNED, 3))
