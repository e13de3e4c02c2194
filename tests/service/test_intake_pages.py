"""The pages: residents' list, form and receipt without JavaScript; the clerks' desk."""

import re
from pathlib import Path

import pytest

from contracts.charter import Role
from contracts.screening import Decision, Disposition
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.intake_world import a_town, decided, ledger, proposed, row
from tests.world import DONGTANG

BASE = f"/intake/streets/{DONGTANG}"
PUYUAN = "430111005001"
ANSWERS = {"content": "楼道灯坏了\r\n请修", "community": PUYUAN, "consent": "yes"}


def receipt_in(html: str) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", html)
    assert found is not None
    return found.group()


async def test_the_form_hands_in_and_shows_the_receipt_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        form = (await client.form(f"{BASE}/new", f"{BASE}/new")).fill(ANSWERS)
        first = await client.submit(form)
        assert first.status_code == 201
        second = await client.submit(form)
        assert receipt_in(first.text) == receipt_in(second.text)
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", Role.STREET_OFFICE)
        assert len(found["items"]) == 1


async def test_a_form_from_elsewhere_is_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        assert (await client.http.post(f"{BASE}/new", data=ANSWERS)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"content": ""}, "请写下您的建议"),
        ({"content": "字" * 2001}, "2000 字以内"),
        ({"community": ""}, "请选择您所在的社区"),
        ({"contact": "110"}, "请填手机号"),
        ({"consent": ""}, "请先阅读并同意"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    tmp_path: Path, wrong: dict[str, str], words: str
) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        answer = await client.send(f"{BASE}/new", f"{BASE}/new", **(ANSWERS | wrong))
        assert answer.status_code == 422
        assert words in answer.text
        assert "浦沅社区" in answer.text


async def test_two_thousand_characters_with_line_ends_fit(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        text = "字" * 1990 + "\r\n" * 9 + "完"
        answer = await client.send(f"{BASE}/new", f"{BASE}/new", **(ANSWERS | {"content": text}))
        assert answer.status_code == 201


async def test_the_author_comes_back_confirms_reopens_and_is_forgotten(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        made = await town.submitted(contact="13812345678")
        key, code = made["id"], made["receipt"]
        await town.command(key, "accept", Role.STREET_OFFICE, {"title": "修灯"})
        await town.triage(key, Disposition.REFERENCE)
        page = await client.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt=code.lower())
        assert "楼道灯坏了半个月" in page.text
        assert "13812345678" not in page.text
        content = Page(page.text).form(f"{BASE}/receipt/confirm").fill({"verdict": "SOLVED"})
        confirmed = await client.submit(content)
        assert "建议人确认：已经解决。" in confirmed.text
        again = Page(confirmed.text).form(f"{BASE}/receipt/reopen").fill({"reason": "没修"})
        reopened = await client.submit(again)
        assert "要求重办" in reopened.text
        old = Page(page.text).form(f"{BASE}/receipt/forget")
        assert (await client.submit(old)).status_code == 412, "the page shows what is no more"
        await client.submit(Page(reopened.text).form(f"{BASE}/receipt/forget"))
        assert (await town.one(key))["staff"]["contact"] == ""
        unknown = await client.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt="AAAA")
        assert unknown.status_code == 404


async def test_the_public_list_filters_and_pages(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        await town.imported(25)
        moved = await client.http.get(BASE)
        assert moved.headers["location"] == f"{BASE}/suggestions"
        first = await client.read(f"{BASE}/suggestions")
        assert "第1件事" in first
        assert "第21件事" not in first
        link = re.search(r'rel="next" href="([^"]+)"', first)
        assert link is not None
        assert "第21件事" in await client.read(link.group(1).replace("&amp;", "&"))
        for query in ("state=OPEN", f"community={PUYUAN}", "category=FACILITIES&state=OPEN"):
            assert "第1件事" in await client.read(f"{BASE}/suggestions?{query}"), query
        none = await client.http.get(f"{BASE}/suggestions?state=SELECTED&category=OTHER")
        assert "暂无记录" in none.text
        for secret in ("张三丰", "13912345678"):
            assert secret not in first


async def test_a_street_that_has_not_begun_says_so(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        client = visitor(town.world)
        assert "还没有开始征集" in await client.read(f"{BASE}/suggestions")
        assert (await client.http.get("/intake/streets/999999999/suggestions")).status_code == 404
        assert (await client.http.get(f"{BASE}/suggestions/nix")).status_code == 404


async def test_a_suggestion_shows_its_way_and_no_author(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world)
        a, b = [one["id"] for one in await town.imported(2)]
        await town.command(b, "merge", Role.STREET_OFFICE, {"target": a})
        await town.triage(a, Disposition.PROJECT_SOURCE)
        await town.hear(proposed("x", a), 2)
        await town.hear(decided("x", Decision.SELECTED, a), 4)
        html = await client.read(f"{BASE}/suggestions/{a}")
        assert f"/screening/streets/{DONGTANG}/candidates/x" in html
        assert f'hx-get="/screening/streets/{DONGTANG}/for/{a}"' in html
        assert "列入实施项目" in html
        assert f"{BASE}/suggestions/{b}" in html
        assert "张三丰" not in html
        merged = await client.read(f"{BASE}/suggestions/{b}")
        assert f"{BASE}/suggestions/{a}" in merged
        client.http.cookies.set("lang", "en")
        english = await client.http.get(f"{BASE}/suggestions/{a}")
        assert "Chosen for a project" in english.text


# ---- the desk --------------------------------------------------------------------------------


async def test_the_desk_is_for_the_staff(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await visitor(town.world).read(f"{BASE}/desk", 401)
        await visitor(town.world, Role.DELIBERATOR).read(f"{BASE}/desk", 403)
        await visitor(town.world, Role.DEPARTMENT).read(f"{BASE}/desk", 200)


async def test_a_file_that_is_no_ledger_is_refused_on_the_page(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world, Role.STREET_OFFICE)
        page, action = f"{BASE}/desk/import", f"{BASE}/desk/imports/new"
        odd = await client.send(page, action, files={"file": ("a.xlsx", b"hello")})
        assert (odd.status_code, "无法读取这个文件" in odd.text) == (422, True)
        other = ledger([row(1)], ["序号", "日期", "收集人"])
        heads = await client.send(page, action, files={"file": ("a.xlsx", other)})
        assert (heads.status_code, "没有找到表头“来源渠道" in heads.text) == (422, True)


async def test_a_clerk_takes_a_suggestion_all_the_way(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world, Role.STREET_OFFICE)
        key = (await town.submitted(contact="13812345678"))["id"]
        me = f"{BASE}/desk/suggestions/{key}"
        assert "楼道灯坏了半个月" in await client.read(f"{BASE}/desk")
        seen = await client.send(me, f"{me}/author", reason="电话回访")
        assert "13812345678" in seen.text
        assert "13812345678" not in await client.read(me)
        untitled = await client.send(me, f"{me}/accept", title="")
        assert untitled.status_code == 422
        accepted = await client.send(me, f"{me}/accept", title="修灯", category="FACILITIES")
        assert accepted.status_code == 303
        stale = await client.form(me, f"{me}/correct")
        fixed = await client.send(me, f"{me}/correct", title="修楼道灯", reason="错字")
        assert fixed.status_code == 303
        late = await client.submit(stale.fill({"title": "再改", "reason": "又改"}))
        assert late.status_code == 412
        assert "修灯 → 修楼道灯" in await client.read(me)
        await town.triage(key, Disposition.ASSIGNED)
        assert (await client.send(me, f"{me}/handle")).status_code == 303
        assert (await client.send(me, f"{me}/reply", text="已修好。")).status_code == 303
        assert (await client.send(me, f"{me}/reopen", reason="又坏了")).status_code == 303
        assert (await client.send(me, f"{me}/reply", text="换了线路。")).status_code == 303
        assert (await client.send(me, f"{me}/confirm", verdict="PARTLY")).status_code == 303
        assert (await town.one(key))["status"] == "CONFIRMED"


async def test_a_clerk_merges_by_number_and_gives_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world, Role.STREET_OFFICE)
        a, _ = [one["id"] for one in await town.imported(2)]
        me = f"{BASE}/desk/suggestions/{a}"
        assert (await client.send(me, f"{me}/merge", number="99")).status_code == 404
        assert (await client.send(me, f"{me}/merge", number="002")).status_code == 303
        assert (await town.one(a))["status"] == "MERGED"
        key = (await town.submitted())["id"]
        other = f"{BASE}/desk/suggestions/{key}"
        body = {"reason_code": "PERSONAL", "reason": "请到窗口"}
        assert (await client.send(other, f"{other}/return", **body)).status_code == 303
        assert (await town.one(key))["status"] == "RETURNED"


async def test_a_department_may_only_handle_and_answer(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world, Role.DEPARTMENT)
        (one,) = await town.imported(1)
        await town.triage(one["id"], Disposition.ASSIGNED)
        me = f"{BASE}/desk/suggestions/{one['id']}"
        html = await client.read(me)
        assert "答复内容" in html
        assert f"{me}/correct" not in html
        for step in ("accept", "return", "merge", "correct", "author", "confirm"):
            answer = await client.forge(me, f"{me}/{step}")
            assert answer.status_code == 403, step
        assert (await client.send(me, f"{me}/reply", text="办好了")).status_code == 303


# ---- for somebody else -----------------------------------------------------------------------


async def test_staff_hand_in_for_a_resident_with_author_channel_and_typist_apart(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        clerk = visitor(town.world, Role.STREET_OFFICE)
        given = {
            "community": "430111005001", "content": "楼道灯坏了。", "consent": "yes",
            "channel": "PHONE", "author": "张三丰", "collector": "曾小曼",
            "collected_on": "2025-03-01", "grid": "12", "contact": "138 0000 1111",
            "consent_how": "TOLD",
        }  # fmt: skip
        late = await clerk.send(
            f"{BASE}/new", f"{BASE}/new", **given | {"collected_on": "2030-01-01"}
        )
        assert (late.status_code, "不能在今天以后" in late.text) == (422, True)
        odd = await clerk.send(f"{BASE}/new", f"{BASE}/new", **given | {"collector": "查无此人"})
        assert (odd.status_code, "请核对姓名" in odd.text) == (422, True)
        assert (await clerk.send(f"{BASE}/new", f"{BASE}/new", **given)).status_code == 201
        (one,) = await town.listed_by_staff()
        seen = await town.one(one["id"])
        staff = seen["staff"]
        assert (seen["channel"], seen["collected_on"]) == ("PHONE", "2025-03-01")
        assert (staff["author"], staff["typist"], staff["collector_name"]) == (
            "张*", "经办人", "曾小曼",
        )  # fmt: skip
        assert (staff["grid"], staff["contact"]) == ("12", "138****1111")
        told = {"author": "别人", "channel": "PHONE", "collected_on": "2020-01-01"}
        anybody = await town.submitted(**told)
        plain = (await town.one(anybody["id"]))["staff"]
        assert (plain["author"], plain["typist"]) == ("", "")


async def test_a_poster_opens_the_form_with_its_area(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        form = await visitor(town.world).read(f"{BASE}/new?community=430111005001&grid=第12网格")
        assert 'value="430111005001" selected' in form
        assert "第12网格" in form
        assert "建议人姓名" not in form
