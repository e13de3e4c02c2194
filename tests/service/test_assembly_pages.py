"""The portal, the streets' pages, sign-in and the desk, as a browser asks for them."""

import itertools
import re
from pathlib import Path

import httpx
import pytest

from contracts.charter import Role
from launch.demo.case import load_case
from services.assembly.sign_in.people import ACROSS, DEMO_PEOPLE
from tests.drivers.html import Page
from tests.drivers.visitor import Visitor, visitor
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

HOME = f"/streets/{DONGTANG}"
DESK = f"{HOME}/desk"


async def sign_in(browser: Visitor, person: str) -> httpx.Response:
    """Press the button of a demo person on the sign-in page."""
    shown = f"/sign-in?street={DONGTANG}"
    answer = await browser.send(shown, "/sign-in", holding={"person": person})
    assert answer.status_code == 303, answer.text[:2000]
    return answer


async def test_public_pages_when_opened_then_they_show_the_street_and_no_phone(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        charter = await adopt(world)
        await import_members(world, load_case("dongtang"))
        await walk(world, charter, "TERM_START")
        await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
        browser = visitor(world)
        for lang, elder in itertools.product(("zh", "en"), ("on", "off")):
            browser.http.cookies.set("lang", lang)
            browser.http.cookies.set("elder", elder)
            for path in ("/", HOME, f"{HOME}/members", f"{HOME}/charter"):
                check_public(await browser.read(path), charter.zh if lang == "zh" else charter.en)
        assert "谭国梁" in await browser.read(f"{HOME}/members")
        assert 'hx-get="/supervision/streets/430111005/chosen"' in await browser.read(HOME)


def check_public(html: str, street: str) -> None:
    """A page names its street, shows no phone, holds nothing inline and no id twice."""
    assert street in html
    assert not re.search(r"1[3-9]\d{9}|1[3-9]\d\*\*\*\*\d{4}", html)
    assert "style=" not in html
    assert "onclick" not in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


async def test_portal_when_no_street_is_there_yet_then_it_says_so(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        assert "还没有街道公布章程" in await browser.read("/")
        for path in (HOME, f"{HOME}/members", f"{HOME}/charter", "/streets/12"):
            assert "没有" in await browser.read(path, 404)
        assert "东塘街道" in await browser.read("/sign-in")


async def test_street_when_a_text_holds_markup_then_it_is_only_text(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world, "wujialing")
        name = "<script>alert(1)</script>"
        row = {"name": name, "community": "花城社区"}
        await upload(world, sheet(row), charter.street)
        await walk(world, charter, "APPOINTMENT")
        html = await browser.read(f"/streets/{charter.street}/members")
        assert name not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("person", [one.key for one in (*DEMO_PEOPLE, *ACROSS)])
async def test_sign_in_when_a_person_is_chosen_then_a_page_of_their_own(
    tmp_path: Path, person: str
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await adopt(world)
        answer = await sign_in(browser, person)
        assert "HttpOnly" in answer.headers["set-cookie"]
        target = answer.headers["location"]
        across = person in {one.key for one in ACROSS}
        assert target == ("/" if across else HOME if person == "resident" else DESK)
        html = await browser.read(target)
        assert 'action="/sign-out"' in html
        left = await browser.send(target, "/sign-out")
        assert left.status_code == 303
        assert 'action="/sign-out"' not in await browser.read("/")


async def test_sign_in_when_a_deliberator_is_chosen_then_as_a_seated_member(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        await walk(world, charter, charter.selection[-1].step)
        await sign_in(browser, "deliberator")
        assert "议事员 甲" in await browser.read(DESK)


@pytest.mark.parametrize(
    ("back", "target"),
    [
        (f"{HOME}/members", f"{HOME}/members"),
        ("//evil.example", DESK),
        ("https://evil.example", DESK),
        ("/\\evil.example", DESK),
    ],
)
async def test_sign_in_when_it_leads_back_then_only_within_this_site(
    tmp_path: Path, back: str, target: str
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        given = {"person": "npc-committee", "street": DONGTANG, "back": back}
        answer = await visitor(world).forge("/sign-in", "/sign-in", **given)
        assert answer.headers["location"] == target


async def test_sign_in_when_in_production_then_nobody_can_be_chosen(tmp_path: Path) -> None:
    async with assembly_world(
        tmp_path, env="production", secret="x" * 40, oidc_issuer="https://id.example",
        oidc_jwks=str(tmp_path / "keys.json"), base_url="http://yishi.test",
    ) as world:  # fmt: skip
        browser = visitor(world)
        html = await browser.read("/sign-in")
        assert "https://id.example" in html
        assert 'name="person"' not in html
        assert "演示" not in html
        data = {"person": "npc-committee", "street": DONGTANG}
        refused = await browser.http.post("/sign-in", data=data)
        assert refused.status_code in (403, 404)
        assert "yishi_session" not in refused.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/sign-out",
        f"{DESK}/year/open",
        f"{DESK}/charter/adopt",
        f"{DESK}/members/steps",
    ],
)
async def test_form_when_it_comes_from_elsewhere_then_refused(tmp_path: Path, path: str) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await adopt(world)
        await sign_in(browser, "party-committee" if path.endswith("adopt") else "npc-committee")
        answer = await browser.http.post(path, data={"year": 2025})
        assert answer.status_code == 403
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        token = Page(await browser.read(DESK)).form("/sign-out").value("form_token")
        data = {"form_token": token, "year": "2025"}
        answer = await browser.http.post(path, data=data, headers=elsewhere)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (None, DESK, 401),
        (None, f"{DESK}/members", 401),
        ("deliberator", f"{DESK}/members", 403),
        ("department", f"{DESK}/year", 403),
        ("street-office", f"{DESK}/charter", 403),
        ("npc-committee", f"{DESK}/members/nobody", 404),
        ("npc-committee", f"{DESK}/batches/none", 404),
        ("npc-committee", "/streets/430105006/desk", 403),
        ("city", f"{DESK}/members", 403),
        ("city", DESK, 200),
    ],
)
async def test_desk_when_somebody_else_comes_then_refused(
    tmp_path: Path, person: str | None, path: str, status: int
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await adopt(world)
        await adopt(world, "wujialing")
        if person:
            await sign_in(browser, person)
        await browser.read(path, status)


async def test_charter_when_adopted_at_the_desk_then_its_next_version(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await sign_in(browser, "party-committee")
        form = {"preset": "dongtang", "year": "2025", "master_title": "总体方案",
                "master_edition": "1", "master_date": "2025-01-10"}  # fmt: skip
        shown, to = f"{DESK}/charter", f"{DESK}/charter/adopt"
        answer = await browser.send(shown, to, **form)
        assert answer.headers["location"] == f"{HOME}/charter"
        assert "尚不完整" in await browser.read(f"{HOME}/charter")
        bad = await browser.send(shown, to, **form, supporting="没有日期的文件")
        assert bad.status_code == 422
        assert "没有日期的文件" in bad.text
        assert "“第 1 行”缺少生效日期" in bad.text
        undated = await browser.send(shown, to, **(form | {"master_date": ""}))
        assert "“总体方案”缺少生效日期" in undated.text
        good = await browser.send(shown, to, **form, supporting="细则 | 2 | 2025-02-01")
        assert good.status_code == 303
        assert "第 2 版" in await browser.read(f"{HOME}/charter")


async def test_year_when_opened_at_the_desk_then_once(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await adopt(world)
        await sign_in(browser, "npc-committee")
        shown, to = f"{DESK}/year", f"{DESK}/year/open"
        assert (await browser.send(shown, to, year="2025")).status_code == 303
        again = await browser.send(shown, to, year="2025")
        assert again.status_code == 409
        assert "已经存在" in again.text
        guards = {"idempotency_key": "k", "version": "1"}
        early = await browser.forge(shown, f"{shown}/2025/advance", **guards)
        assert early.status_code == 409


async def test_list_when_imported_at_the_desk_then_preview_first_and_progress_after(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        await adopt(world)
        await sign_in(browser, "npc-committee")
        shown, to = f"{DESK}/members", f"{DESK}/members/import"
        data = sheet({"name": "甲"}, {"name": "乙", "law": False})
        preview = await browser.send(shown, to, press="先预览", files={"file": (XLSX, data)})
        assert preview.status_code == 200
        assert "可导入 1 行" in preview.text
        assert "遵守宪法法律" in preview.text
        broken = await browser.send(shown, to, press="导入", files={"file": (XLSX, b"no workbook")})
        assert broken.status_code == 422
        ordered = await browser.send(shown, to, press="导入", files={"file": (XLSX, data)})
        await world.settle()
        done = await browser.read(ordered.headers["location"])
        assert "办完 1 项，1 项未办成" in done
        part = await browser.read(ordered.headers["location"] + "?part=1")
        assert "<html" not in part
        assert "2 / 2" in part
        listed = await browser.read(shown)
        assert "139****1111" in listed
        assert "13900001111" not in listed


async def test_step_when_taken_at_the_desk_then_what_was_filled_in_stays_on_a_mistake(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        await walk(world, charter, "RESIDENTS_MEETING")
        await sign_in(browser, "npc-committee")
        shown, to = f"{DESK}/members?step=PUBLIC_NOTICE", f"{DESK}/members/steps"
        form = {"published_on": "2025-04-30", "ends_on": "2025-05-02",
                "channel": "社区公告栏"}  # fmt: skip
        short = await browser.send(shown, to, **form)
        assert short.status_code == 422
        assert "公示期不少于 7 天" in short.text
        assert 'value="社区公告栏"' in short.text
        empty = await browser.send(shown, to, **(form | {"channel": "", "ends_on": ""}))
        assert empty.status_code == 422
        done = await browser.send(shown, to, **(form | {"ends_on": "2025-05-07"}))
        await world.settle()
        assert "办完 1 项" in await browser.read(done.headers["location"])
        assert "正在公示" in await browser.read(HOME)


async def test_step_when_it_is_another_bodys_then_refused(tmp_path: Path) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        await walk(world, charter, "JOINT_REVIEW")
        await sign_in(browser, "npc-committee")
        shown = f"{DESK}/members"
        assert "待对方办理" in await browser.read(shown)
        form = {"step": "COMMITTEE_APPROVAL", "minute_no": "1", "held_on": "2025-04-01",
                    "refused": "no",
                "idempotency_key": "k"}  # fmt: skip
        refused = await browser.forge(shown, f"{shown}/steps", **form)
        assert refused.status_code == 403


async def test_objection_when_made_on_the_notices_page_then_answered_at_the_desk(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        await walk(world, charter, "RESIDENTS_MEETING")
        dates = {"published_on": "2025-05-01", "ends_on": "2025-05-08", "channel": "公告栏"}
        await step(world, charter, "PUBLIC_NOTICE", notice=dates)
        notice = (await world.get("assembly", "notices"))["items"][0]["id"]
        where = f"{HOME}/notices/{notice}"
        person = (await world.get("assembly", f"notices/{notice}"))["people"][0]["id"]
        to = f"{where}/objections"
        empty = await browser.send(where, to, member=person, text=" ")
        assert empty.status_code == 422
        assert "情况说明" in empty.text
        made = await browser.send(where, to, member=person, text="他不住在这里")
        assert "已收到" in await browser.read(made.headers["location"])
        assert "他不住在这里" not in await browser.read(where)
        await sign_in(browser, "npc-committee")
        here = f"{DESK}/members/{person}"
        assert "他不住在这里" in await browser.read(here)
        found = await world.get("assembly", f"members/{person}", Role.NPC_COMMITTEE)
        settle = f"{here}/objections/{found['objections'][0]['id']}/settle"
        lazy = await browser.send(here, settle, upheld="no", reason="")
        assert lazy.status_code == 422
        settled = await browser.send(here, settle, upheld="no", reason="不实")
        assert settled.status_code == 303
        assert "待处理的异议" not in await browser.read(here)


async def test_member_when_corrected_and_moved_at_the_desk_then_the_page_tells(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        browser = visitor(world)
        charter = await adopt(world)
        await upload(world, sheet({"name": "甲"}), DONGTANG)
        await walk(world, charter, charter.selection[-1].step)
        person = (await world.get("assembly", "members"))["items"][0]["id"]
        await sign_in(browser, "npc-committee")
        here = f"{DESK}/members/{person}"
        fields = {"grid": "第 3 网格", "phone": "", "reason": "核实"}
        form = (await browser.form(here, f"{here}/correct")).fill(fields)
        late = (await browser.form(here, f"{here}/correct")).fill(fields)
        assert (await browser.submit(form)).status_code == 303
        assert (await browser.submit(late)).status_code == 412
        html = await browser.read(here)
        assert "第 3 网格" in html
        assert "139****1111" in html
        assert "13900001111" not in html
        emptied = await browser.send(here, f"{here}/correct", grid="", reason="撤销")
        assert emptied.status_code == 303
        found = await world.get("assembly", f"members/{person}", Role.NPC_COMMITTEE)
        assert found["grid"] == ""
        seen = await browser.send(here, f"{here}/phone", reason="通知开会")
        assert "13900001111" in seen.text
        assert "13900001111" not in await browser.read(here)
        guards = {"idempotency_key": "k", "version": "1"}
        wrong = await browser.forge(here, f"{here}/withdraw", reason="无", **guards)
        assert wrong.status_code == 412
        moved = await browser.send(here, f"{here}/suspend", reason="病假")
        assert moved.status_code == 303
        assert "暂停履职" in await browser.read(here)
        assert "/withdraw" not in await browser.read(here)
