"""Photos end to end: a resident's with a suggestion, a deputy's with an inspection (C-07, C-10)."""

from pathlib import Path
from typing import Any

import httpx

from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import sweep_files
from contracts.charter import Role
from services.intake.suggestion.photos import KEPT
from services.supervision.inspection.photos import KEPT as EVIDENCE
from tests.drivers.html import Page
from tests.drivers.speaker import overhear
from tests.drivers.visitor import Visitor, visitor
from tests.service.intake_world import Town, a_town
from tests.service.supervision_world import supervised
from tests.service.test_intake_pages import ANSWERS, BASE
from tests.unit.photo_things import SECRETS, jpeg, png
from tests.world import DONGTANG

API = f"/intake/api/streets/{DONGTANG}/suggestions"
LOOKED = {"progress": "OK", "quality": "OK", "funds": "OK", "evidence": "看了现场。"}


def files(*contents: bytes) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("photos", (f"IMG_{n}.jpg", data, "image/jpeg")) for n, data in enumerate(contents)]


async def add(town: Town, key: str, role: Role | None, *contents: bytes, **data: str) -> Any:
    rest = f"suggestions/{key}/photos"
    return await town.world.ask("POST", "intake", rest, role, files=files(*contents), data=data)


async def test_form_when_sent_with_photos_then_staff_see_them_and_the_public_once_accepted(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        phone, desk = visitor(town.world), visitor(town.world, Role.STREET_OFFICE)
        sent: dict[str, Any] = {"files": files(jpeg(), png())} | ANSWERS
        answer = await phone.send(f"{BASE}/new", f"{BASE}/new", **sent)
        assert answer.status_code == 201, answer.text
        (key,) = [one["id"] for one in await town.listed_by_staff()]
        photos = (await town.one(key))["photos"]
        assert [(one["width"], one["height"]) for one in photos] == [(640, 480)] * 2
        path = f"{API}/{key}/photos/{photos[0]['id']}"
        assert (await phone.http.get(path)).status_code == 404
        assert f"{path}?small=true" in (await desk.http.get(f"{BASE}/desk/suggestions/{key}")).text
        early = await desk.http.get(path)
        assert early.headers["cache-control"] == "private, no-store"
        check_clean(early)
        accepted = {"title": "修灯", "public_text": "", "category": "", "topic": ""}
        assert (await town.command(key, "accept", Role.STREET_OFFICE, accepted)).status_code == 200
        assert f"{path}?small=true" in (await phone.http.get(f"{BASE}/suggestions/{key}")).text
        public = await phone.http.get(path)
        check_clean(public)
        assert "public" in public.headers["cache-control"]
        assert len((await phone.http.get(f"{path}?small=true")).content) < len(public.content)


def check_clean(answer: httpx.Response) -> None:
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert not any(word in answer.content for word in SECRETS)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''")


async def test_form_when_a_photo_is_none_then_the_form_again_with_what_was_typed(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        phone = visitor(town.world)
        sent: dict[str, Any] = {"files": files(b"<script>alert(1)</script>")} | ANSWERS
        answer = await phone.send(f"{BASE}/new", f"{BASE}/new", **sent)
        assert answer.status_code == 422
        assert "这不是照片" in answer.text
        assert "楼道灯坏了" in answer.text
        assert await town.listed_by_staff() == []


async def test_form_when_no_photo_is_chosen_then_as_before(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        phone = visitor(town.world)
        empty = [("photos", ("", b"", "application/octet-stream"))]
        answer = await phone.send(f"{BASE}/new", f"{BASE}/new", files=empty, **ANSWERS)
        assert answer.status_code == 201
        (found,) = await town.listed_by_staff()
        assert (await town.one(found["id"]))["photos"] == []


async def test_photos_when_added_then_by_the_author_or_a_clerk_at_most_six_and_once_each(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        phone = visitor(town.world)
        made = await town.submitted()
        key, receipt = made["id"], made["receipt"]
        assert (await add(town, key, None, jpeg())).json()["code"] == "form-expired"
        wrong = await add(town, key, Role.DEPARTMENT, jpeg(), receipt="AAAA-BBBB-CCCC")
        assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong-receipt")
        said = overhear(town.world)
        for _ in range(2):
            page = await own_photos(phone, receipt, jpeg())
            assert "已有 1 张" in page.text
        assert len((await town.one(key))["photos"]) == 1
        more = [jpeg(width) for width in range(100, 150, 10)]
        assert (await add(town, key, Role.STREET_OFFICE, *more)).status_code == 201
        refused = await add(town, key, Role.STREET_OFFICE, jpeg(99))
        assert (refused.status_code, refused.json()["code"]) == (422, "too-many-files")
        assert len(await stored(town, key)) == 6, "nothing is kept of what is refused"
        assert (await add(town, key, Role.STREET_OFFICE, *more)).status_code == 201, "known ones"
        await town.world.settle()
        photos = [one["id"] for one in (await town.one(key))["photos"]]
        assert len(photos) == 6
        assert not any(photo.encode() in one.body for photo in photos for one in said)


async def test_photos_when_it_is_accepted_then_only_staff_add_further_ones(
    tmp_path: Path,
) -> None:
    # They are public at once: nobody would look at what an author adds.
    async with a_town(tmp_path) as town:
        phone = visitor(town.world)
        made = await town.submitted()
        key, receipt = made["id"], made["receipt"]
        shown = await phone.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt=receipt)
        form = Page(shown.text).form(f"{BASE}/receipt/photos")
        assert (await add(town, key, Role.DEPARTMENT, jpeg(), receipt=receipt)).status_code == 201
        accepted = {"title": "修灯", "public_text": "", "category": "", "topic": ""}
        assert (await town.command(key, "accept", Role.STREET_OFFICE, accepted)).status_code == 200
        before = await stored(town, key)
        late = await add(town, key, Role.DEPARTMENT, jpeg(99), receipt=receipt)
        assert (late.status_code, late.json()["code"]) == (409, "photos-by-staff")
        assert "已受理" in (await phone.submit(form, files=files(jpeg(98)))).text
        again = await phone.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt=receipt)
        assert "receipt/photos" not in again.text
        assert await stored(town, key) == before, "nothing is kept of what is refused"
        assert (await add(town, key, Role.STREET_OFFICE, jpeg(97))).status_code == 201


async def own_photos(phone: Visitor, receipt: str, data: bytes) -> httpx.Response:
    """The author comes back with the receipt and adds a photo from that page."""
    shown = await phone.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt=receipt)
    form = Page(shown.text).form(f"{BASE}/receipt/photos")
    return await phone.submit(form, files=files(data))


async def test_photo_when_taken_out_then_its_content_is_gone(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted()
        key = made["id"]
        await add(town, key, Role.STREET_OFFICE, jpeg(), png())
        first, second = [one["id"] for one in (await town.one(key))["photos"]]
        assert (await town.command(key, f"photos/{first}/remove", None)).status_code == 401
        gone = await town.command(key, f"photos/{first}/remove", Role.STREET_OFFICE)
        assert gone.status_code == 200
        again = await town.command(key, f"photos/{first}/remove", Role.STREET_OFFICE)
        assert again.status_code == 404
        assert await stored(town, key) == [second]


async def stored(town: Town, key: str) -> list[str]:
    store = FileStore(town.world.context("intake").store.engine)
    return await store.listed(KEPT.owner(DONGTANG, key))


async def test_sweep_when_a_day_has_passed_then_only_what_is_attached_stays(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted()
        key, ctx = made["id"], town.world.context("intake")
        await add(town, key, Role.STREET_OFFICE, jpeg())
        attached = await stored(town, key)
        store, owner = FileStore(ctx.store.engine), KEPT.owner(DONGTANG, key)
        await store.put(owner, "orphan", "full", b"left behind", town.world.clock())
        await store.put(KEPT.owner(DONGTANG, "never"), "x", "full", b"y", town.world.clock())
        sweep = sweep_files(KEPT)
        await sweep(ctx)
        assert set(await stored(town, key)) == {"orphan", *attached}
        town.world.clock.forward(days=1, minutes=1)
        await sweep(ctx)
        assert await stored(town, key) == attached
        assert await stored(town, "never") == []
        assert await store.checks(town.world.clock()) == []


async def test_inspection_when_photos_are_added_then_staff_see_them_and_nobody_else(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        deputy = visitor(town.world, Role.DEPUTY)
        project = await town.started()
        found = (await town.inspection(project))["id"]
        page = f"/supervision/streets/{DONGTANG}/inspections/{found}"
        rest = f"inspections/{found}/photos"
        early = await town.world.ask("POST", "supervision", rest, Role.DEPUTY, files=files(jpeg()))
        assert (early.status_code, early.json()["code"]) == (409, "wrong-state")
        store = FileStore(town.world.context("supervision").store.engine)
        assert await store.listed(EVIDENCE.owner(DONGTANG, found)) == []
        held = LOOKED | {"conducted_on": town.world.clock().date().isoformat(), "deputies": ["甲"]}
        await town.post(f"inspections/{found}/conduct", Role.DEPUTY, held)
        assert f'action="{page}/photos"' in (await deputy.http.get(page)).text
        answer = await town.world.ask(
            "POST", "supervision", rest, Role.DEPUTY, files=files(jpeg(), png())
        )
        assert answer.status_code == 201, answer.text
        path = f"/supervision/api/streets/{DONGTANG}/{rest}"
        (first, _) = (await town.world.get("supervision", f"inspections/{found}", Role.DEPUTY))[
            "photos"
        ]
        check_clean(await deputy.http.get(f"{path}/{first}"))
        assert f"{path}/{first}?small=true" in (await deputy.http.get(page)).text
        assert (await town.world.http.get(f"{path}/{first}")).status_code == 401
        public = await town.world.get("supervision", f"inspections/{found}")
        assert public["photos"] is None
        assert first not in (await town.world.http.get(page)).text
