"""The pages: residents' list, form and receipt without JavaScript; the clerks' desk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Role
from contracts.screening import Decision, Disposition
from tests.service.intake_world import Town, a_town, decided, ledger, proposed, row
from tests.signing_in import session_cookie, somebody
from tests.world import DONGTANG

BASE = f"/intake/streets/{DONGTANG}"
PUYUAN = "430111005001"
ANSWERS = {"content": "楼道灯坏了\r\n请修", "community": PUYUAN, "consent": "yes"}


@asynccontextmanager
async def browser(town: Town, *roles: Role) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, in which a person of these roles is signed in."""
    headers = {"Accept": "text/html"}
    if roles:
        person = somebody("clerk", "经办人", roles, DONGTANG)
        headers["Cookie"] = await session_cookie(town.world.system, person)
    transport = httpx.ASGITransport(app=town.world.system.app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yishi.test", headers=headers
    ) as made:
        yield made


async def hidden(client: httpx.AsyncClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of a form as it stands on its page."""
    return hidden_in((await client.get(page)).text, action)


def hidden_in(html: str, action: str) -> dict[str, str]:
    """The hidden fields of a form of a page that is at hand."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', html, re.DOTALL)
    assert form is not None, f"no form for {action}"
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group(1)))


async def send(client: httpx.AsyncClient, page: str, action: str, **fields: Any) -> httpx.Response:
    """Fill in a form and send it."""
    files = fields.pop("files", None)
    data = await hidden(client, page, action) | fields
    return await client.post(action, data=data, files=files)


def receipt_in(html: str) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", html)
    assert found is not None
    return found.group()


async def test_the_form_hands_in_and_shows_the_receipt_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        data = await hidden(client, f"{BASE}/new", f"{BASE}/new") | ANSWERS
        first = await client.post(f"{BASE}/new", data=data)
        assert first.status_code == 201
        second = await client.post(f"{BASE}/new", data=data)
        assert receipt_in(first.text) == receipt_in(second.text)
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", Role.STREET_OFFICE)
        assert len(found["items"]) == 1


async def test_a_form_from_elsewhere_is_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        assert (await client.post(f"{BASE}/new", data=ANSWERS)).status_code == 403


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
    async with a_town(tmp_path) as town, browser(town) as client:
        answer = await send(client, f"{BASE}/new", f"{BASE}/new", **(ANSWERS | wrong))
        assert answer.status_code == 422
        assert words in answer.text
        assert "浦沅社区" in answer.text


async def test_two_thousand_characters_with_line_ends_fit(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        text = "字" * 1990 + "\r\n" * 9 + "完"
        answer = await send(client, f"{BASE}/new", f"{BASE}/new", **(ANSWERS | {"content": text}))
        assert answer.status_code == 201


async def test_the_author_comes_back_confirms_reopens_and_is_forgotten(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        made = await town.submitted(contact="13812345678")
        key, code = made["id"], made["receipt"]
        await town.command(key, "accept", Role.STREET_OFFICE, {"title": "修灯"})
        await town.triage(key, Disposition.REFERENCE)
        page = await send(client, f"{BASE}/receipt", f"{BASE}/receipt", receipt=code.lower())
        assert "楼道灯坏了半个月" in page.text
        assert "13812345678" not in page.text
        confirmed = await own(client, page, "confirm")
        assert "已确认" in confirmed.text
        stale = await own(client, page, "reopen", reason="没修")
        assert stale.status_code == 412
        reopened = await own(client, confirmed, "reopen", reason="没修")
        assert "要求重办" in reopened.text
        assert (await own(client, reopened, "forget")).status_code == 200
        assert (await town.one(key))["staff"]["contact"] == ""
        wrong = await own(client, page, "confirm", receipt="AAAA")
        assert wrong.status_code == 404
        unknown = await send(client, f"{BASE}/receipt", f"{BASE}/receipt", receipt="AAAA")
        assert unknown.status_code == 404


async def own(
    client: httpx.AsyncClient, shown: httpx.Response, step: str, **fields: str
) -> httpx.Response:
    """Send one of the forms of the page behind a receipt."""
    action = f"{BASE}/receipt/{step}"
    return await client.post(action, data=hidden_in(shown.text, action) | fields)


async def test_the_public_list_filters_and_pages(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        await town.imported(25)
        moved = await client.get(BASE)
        assert moved.headers["location"] == f"{BASE}/suggestions"
        first = (await client.get(f"{BASE}/suggestions")).text
        assert "第1件事" in first
        assert "第21件事" not in first
        link = re.search(r'rel="next" href="([^"]+)"', first)
        assert link is not None
        assert "第21件事" in (await client.get(link.group(1).replace("&amp;", "&"))).text
        for query in ("state=OPEN", f"community={PUYUAN}", "category=FACILITIES&state=OPEN"):
            assert "第1件事" in (await client.get(f"{BASE}/suggestions?{query}")).text, query
        none = await client.get(f"{BASE}/suggestions?state=SELECTED&category=OTHER")
        assert "暂无记录" in none.text
        for secret in ("张三丰", "13912345678"):
            assert secret not in first


async def test_a_street_that_has_not_begun_says_so(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town, browser(town) as client:
        assert "还没有开始征集" in (await client.get(f"{BASE}/suggestions")).text
        assert (await client.get("/intake/streets/999999999/suggestions")).status_code == 404
        assert (await client.get(f"{BASE}/suggestions/nix")).status_code == 404


async def test_a_suggestion_shows_its_way_and_no_author(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town) as client:
        a, b = [one["id"] for one in await town.imported(2)]
        await town.command(b, "merge", Role.STREET_OFFICE, {"target": a})
        await town.triage(a, Disposition.PROJECT_SOURCE)
        await town.hear(proposed("x", a), 2)
        await town.hear(decided("x", Decision.SELECTED, a), 4)
        html = (await client.get(f"{BASE}/suggestions/{a}")).text
        assert f"/screening/streets/{DONGTANG}/candidates/x" in html
        assert f'hx-get="/screening/streets/{DONGTANG}/for/{a}"' in html
        assert "列入实施项目" in html
        assert f"{BASE}/suggestions/{b}" in html
        assert "张三丰" not in html
        merged = (await client.get(f"{BASE}/suggestions/{b}")).text
        assert f"{BASE}/suggestions/{a}" in merged
        client.cookies.set("lang", "en")
        english = await client.get(f"{BASE}/suggestions/{a}")
        assert "Chosen for a project" in english.text


# ---- the desk --------------------------------------------------------------------------------


async def test_the_desk_is_for_the_staff(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        async with browser(town) as client:
            assert (await client.get(f"{BASE}/desk")).status_code == 401
        async with browser(town, Role.DELIBERATOR) as client:
            assert (await client.get(f"{BASE}/desk")).status_code == 403
        async with browser(town, Role.DEPARTMENT) as client:
            assert (await client.get(f"{BASE}/desk")).status_code == 200


async def test_a_ledger_is_checked_then_imported(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town, Role.STREET_OFFICE) as client:
        action = f"{BASE}/desk/import"
        wrong = {"file": ("a.xlsx", ledger([row(1, 社区="甲"), row(2)]))}
        checked = await send(client, f"{BASE}/desk", action, act="check", files=wrong)
        assert "将导入 1 条，已在清单中 0 条，有问题 1 条" in checked.text
        refused = await send(client, f"{BASE}/desk", action, act="import", files=wrong)
        assert (refused.status_code, "未导入任何一行" in refused.text) == (422, True)
        good = {"file": ("a.xlsx", ledger([row(1), row(2)]))}
        ordered = await send(client, f"{BASE}/desk", action, act="import", files=good)
        assert ordered.status_code == 303
        await town.world.settle()
        done = await client.get(ordered.headers["location"])
        assert "导入 2 条，未导入 0 条" in done.text
        part = await client.get(ordered.headers["location"], params={"part": "true"})
        assert "<html" not in part.text
        nothing = {"file": ("a.xlsx", b"hello")}
        odd = await send(client, f"{BASE}/desk", action, act="import", files=nothing)
        assert odd.status_code == 422


async def test_a_clerk_takes_a_suggestion_all_the_way(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town, Role.STREET_OFFICE) as client:
        key = (await town.submitted(contact="13812345678"))["id"]
        me = f"{BASE}/desk/suggestions/{key}"
        assert "楼道灯坏了半个月" in (await client.get(f"{BASE}/desk")).text
        seen = await send(client, me, f"{me}/author", reason="电话回访")
        assert "13812345678" in seen.text
        assert "13812345678" not in (await client.get(me)).text
        untitled = await send(client, me, f"{me}/accept", title="")
        assert untitled.status_code == 422
        accepted = await send(client, me, f"{me}/accept", title="修灯", category="FACILITIES")
        assert accepted.status_code == 303
        stale = await hidden(client, me, f"{me}/correct")
        fixed = await send(client, me, f"{me}/correct", title="修楼道灯", reason="错字")
        assert fixed.status_code == 303
        late = await client.post(f"{me}/correct", data=stale | {"title": "再改", "reason": "又改"})
        assert late.status_code == 412
        assert "修灯 → 修楼道灯" in (await client.get(me)).text
        await town.triage(key, Disposition.ASSIGNED)
        assert (await send(client, me, f"{me}/handle")).status_code == 303
        assert (await send(client, me, f"{me}/reply", text="已修好。")).status_code == 303
        assert (await send(client, me, f"{me}/reopen", reason="又坏了")).status_code == 303
        assert (await send(client, me, f"{me}/reply", text="换了线路。")).status_code == 303
        assert (await send(client, me, f"{me}/confirm")).status_code == 303
        assert (await town.one(key))["status"] == "CONFIRMED"


async def test_a_clerk_merges_by_number_and_gives_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town, Role.STREET_OFFICE) as client:
        a, _ = [one["id"] for one in await town.imported(2)]
        me = f"{BASE}/desk/suggestions/{a}"
        assert (await send(client, me, f"{me}/merge", number="99")).status_code == 404
        assert (await send(client, me, f"{me}/merge", number="002")).status_code == 303
        assert (await town.one(a))["status"] == "MERGED"
        key = (await town.submitted())["id"]
        other = f"{BASE}/desk/suggestions/{key}"
        body = {"reason_code": "PERSONAL", "reason": "请到窗口"}
        assert (await send(client, other, f"{other}/return", **body)).status_code == 303
        assert (await town.one(key))["status"] == "RETURNED"


async def test_a_department_may_only_handle_and_answer(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town, browser(town, Role.DEPARTMENT) as client:
        (one,) = await town.imported(1)
        await town.triage(one["id"], Disposition.ASSIGNED)
        me = f"{BASE}/desk/suggestions/{one['id']}"
        html = (await client.get(me)).text
        assert "答复内容" in html
        assert f"{me}/correct" not in html
        data = await hidden(client, me, f"{me}/reply")
        for step in ("accept", "return", "merge", "correct", "author", "confirm"):
            answer = await client.post(f"{me}/{step}", data=data)
            assert answer.status_code == 403, step
        assert (await client.post(f"{me}/reply", data=data | {"text": "办好了"})).status_code == 303
