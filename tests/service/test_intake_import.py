"""The ledger in and out: checked as a whole, entered row by row, never twice (E-21, W-11, C-15)."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook

from chassis.core.errors import NotNow
from chassis.web.requests import REQUESTS
from contracts.charter import Role
from services.intake.importing.entering import _Entering
from services.intake.kinds import DISCLOSURES, LEDGER_PAGES
from tests.drivers.visitor import visitor
from tests.service.broken_ledger import BROKEN, FIRST, GOOD, LETTER, broken_sheet, words
from tests.service.intake_world import HEADERS, Town, a_town, ledger, row
from tests.world import DONGTANG, WUJIALING

EXAMPLES = Path(__file__).parents[2] / "examples"
BASE = f"/intake/streets/{DONGTANG}"
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def empty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town that collects, for what enters nothing."""
    async with a_town(tmp_path_factory.mktemp("empty")) as town:
        yield town


async def batch(town: Town, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    await town.world.settle()
    rest = f"batches/{answer.json()['batch']}"
    found: dict[str, Any] = await town.world.get("intake", rest, Role.STREET_OFFICE)
    return found


def cells_of(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


# ---- in one step -----------------------------------------------------------------------------


async def test_the_example_ledger_comes_in_whole(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        data = (EXAMPLES / "dongtang" / "suggestions.xlsx").read_bytes()
        await town.seat(*{str(one[2]) for one in cells_of(data)[1:]} - {"曾小曼"})
        preview = await town.upload(data, dry=True)
        assert {one["state"] for one in preview.json()["rows"]} == {"new"}
        assert await town.listed() == []
        done = await batch(town, await town.upload(data))
        assert (done["status"], done["done"], done["failed"]) == ("DONE", 58, [])
        rows = await town.listed()
        assert [one["no"] for one in rows] == [str(n) for n in range(1, 59)]
        first = await town.one(rows[0]["id"])
        assert first["collector"] == "曾小曼"
        assert first["public_text"].startswith("沅工宿舍")
        assert first["due_on"] == "2025-05-31"


async def test_importing_again_reports_every_row_as_there(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(2)
        data = ledger([row(1), row(2), row(3, 建议内容=words(3))])
        preview = (await town.upload(data, dry=True)).json()["rows"]
        assert [one["state"] for one in preview] == ["exists", "exists", "new"]
        done = await batch(town, await town.upload(data))
        assert [problem["row"] for problem in done["failed"]] == [2, 3]
        assert "已在清单中" in done["failed"][0]["zh"]
        assert len(await town.listed()) == 3
        again = await town.upload(data)
        assert (again.status_code, again.json()["code"]) == (422, "nothing-to-import")


async def test_an_idempotency_key_makes_one_batch(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        data, key = ledger([row(1)]), {"Idempotency-Key": "once"}
        first = await town.upload(data, headers=key)
        second = await town.upload(data, headers=key)
        assert first.json() == second.json()
        other = await town.upload(ledger([row(2)]), headers=key)
        assert other.status_code == 422


async def test_preview_when_the_same_key_imports_then_not_the_preview_again_nor_kept(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        data, key = ledger([row(1)]), {"Idempotency-Key": "0f2c7a51-9d3e-4b86"}
        previewed = await town.upload(data, dry=True, headers=key)
        engine = town.world.context("intake").store.engine
        assert (previewed.status_code, await engine.rows(REQUESTS, "", "", 10)) == (200, [])
        done = await town.upload(data, headers=key)
        assert done.status_code == 202


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"社区": "不存在社区"}, "社区"),
        ({"来源渠道": "飞鸽传书"}, "来源渠道"),
        ({"联系电话": "123"}, "联系电话"),
        ({"序号": "A1"}, "序号"),
        ({"日期": "昨天"}, "日期"),
        ({"建议内容": "字" * 2001}, "建议内容"),
        ({"建议标题": "字" * 61}, "建议标题"),
        ({"建议标题": '=HYPERLINK("http://x","y")'}, "公式"),
        ({"序号": 1}, "重复"),
    ],
)
async def test_one_wrong_cell_refuses_the_whole_file(
    empty: Town, cells: dict[str, Any], words: str
) -> None:
    answer = await empty.upload(ledger([row(1), row(2, **cells), row(3)]))
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["row"] == 3
    assert words in problem["zh"]
    await empty.world.settle()
    assert await empty.listed() == []


def bomb() -> bytes:
    """A workbook whose sheet unpacks to far more than it is."""
    plain, buffer = ledger([row(1)]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            big = b"<x>" + b" " * 200_000_000 if name.endswith("sheet1.xml") else old.read(name)
            new.writestr(name, big)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04rubbish",
        "序号,日期".encode(),
        ledger([]),
        ledger([], ["乱", "序"]),
        ledger([row(1)], ["序号", "日期", "收集人"]),
    ],
    ids=["empty", "text", "rubbish", "csv", "no rows", "other headers", "too few headers"],
)
async def test_a_file_that_is_no_ledger_is_refused(empty: Town, data: bytes) -> None:
    assert (await empty.upload(data)).status_code == 422
    assert (await empty.upload(data, dry=True)).status_code == 422


async def test_a_bomb_is_refused(empty: Town) -> None:
    assert (await empty.upload(bomb())).status_code in (413, 422)


async def test_too_many_rows_are_refused(empty: Town) -> None:
    long = await empty.upload(ledger([row(n) for n in range(1, 5_002)]))
    assert (long.status_code, long.json()["code"]) == (422, "sheet-too-long")


async def test_roles_streets_and_seasons(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        data = ledger([row(1, 建议内容=words(1)), row(2, 建议内容=words(2))])
        assert (await town.upload(data, Role.DEPARTMENT)).status_code == 403
        assert (await town.upload(data, scope=WUJIALING)).status_code == 403
        assert (await town.upload(data, street="999999999")).status_code == 404
        sent = await town.upload(data, Role.COMMUNITY)
        done = await batch(town, sent)
        assert (done["status"], done["failed"]) == ("DONE", [])
        own = await town.world.get("intake", f"imports/{sent.json()['batch']}", Role.COMMUNITY)
        assert own["entered"] == 2
        assert {one["no"] for one in await town.listed(cycle="next")} == {"P-1", "P-2"}
        again = await town.upload(data, dry=True)
        assert {one["state"] for one in again.json()["rows"]} == {"exists"}
        await town.open()
        assert {one["no"] for one in await town.listed()} == {"P-1", "P-2"}


async def test_rows_that_find_the_collection_closed_are_refused_one_by_one(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        answer = await town.upload(ledger([row(n) for n in range(1, 200)]))
        await town.close()
        done = await batch(town, answer)
        entered = len(await town.listed())
        assert entered + len(done["failed"]) == 199
        figures = await town.world.get("intake", "collections/2025")
        assert (figures["accepted"], figures["exact"]) == (entered, True)


# ---- in two steps, as a clerk does -----------------------------------------------------------


async def test_ledger_when_forty_rows_are_broken_then_each_is_told_and_goes_back(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        clerk = visitor(town.world, Role.STREET_OFFICE)
        files = {"file": ("收集台账.xlsx", broken_sheet())}
        made = await clerk.send(f"{BASE}/desk/import", f"{BASE}/desk/imports/new", files=files)
        assert made.status_code == 303, made.text
        place = made.headers["location"]
        key = place.rsplit("/", 1)[1]
        await every_broken_row_is_told(town, key)
        page = await clerk.read(place)
        assert "有误 40 行" in page
        assert "没有导入的列：备注" in page
        assert await town.listed() == []
        form = await clerk.form(place, f"{place}/commit")
        both = [await clerk.submit(form.fill({})) for _ in range(2)]  # a double click
        assert [one.status_code for one in both] == [303, 303]
        await town.world.settle()
        await the_good_rows_came_in(town)
        assert "导入 4 行，未导入 40 行" in await clerk.read(f"{place}?part=true")
        await mended_it_comes_in_once(town, clerk, key)
        await it_is_masked_for_a_colleague_and_shut_for_a_community(town, key)
        await doubtful_rows_are_decided_one_by_one(town, clerk)


async def doubtful_rows_are_decided_one_by_one(town: Town, clerk: Any) -> None:
    """New, the same as another, left out: each row as the clerk says, the rest in bulk (W-11)."""
    kept = "丰收路口的绿化带离幼儿园太近又没有护栏，家长们都很担心。"
    others = ("也没装护栏", "也缺护栏", "没有栏杆", "护栏坏了")
    near = [kept.replace("又没有护栏", said) for said in others]
    texts = [kept, *near]
    data = ledger([row(900 + n, 建议内容=text, 建议标题="灯") for n, text in enumerate(texts)])
    made = await clerk.send(
        f"{BASE}/desk/import", f"{BASE}/desk/imports/new", files={"file": ("重复.xlsx", data)}
    )
    place = made.headers["location"]
    doubts = f"{place}?state=DUPLICATE"
    assert "已决定 0 行，没有决定 4 行" in await clerk.read(doubts)
    nothing = await clerk.send(doubts, f"{place}/judge", choice="LEAVE")
    assert (nothing.status_code, "请先勾选要处理的行" in nothing.text) == (422, True)
    strange = {"rows": [2], "choice": "NEW"}
    key = place.rsplit("/", 1)[1]
    refused = await town.world.ask(
        "POST", "intake", f"imports/{key}/judge", Role.STREET_OFFICE, json=strange
    )
    assert refused.json()["code"] == "not-in-doubt"
    for rows, choice in (
        ({"whole": "yes"}, "LEAVE"),
        ({"rows": ["3", "4"]}, "NEW"),
        ({"rows": "5"}, "SAME"),
    ):
        done = await clerk.send(doubts, f"{place}/judge", choice=choice, **rows)
        assert (done.status_code, done.headers.get("location")) == (303, doubts), rows
    page = await clerk.read(doubts)
    assert "已决定 4 行，没有决定 0 行" in page
    assert page.count("已决定：") == 4
    before = len(await town.listed())
    await clerk.send(place, f"{place}/commit")
    await town.world.settle()
    assert len(await town.listed()) == before + 3  # the first, and two that are new after all
    assert "导入 3 行，未导入 1 行" in await clerk.read(f"{place}?part=true")
    rest = f"/intake/api/streets/{DONGTANG}/imports/{key}/errors.xlsx"
    left = cells_of((await clerk.http.get(rest)).content)[2:]
    assert [near[3] in line for line in left] == [True]
    late = {"whole": True, "choice": "NEW"}
    refused = await town.world.ask(
        "POST", "intake", f"imports/{key}/judge", Role.STREET_OFFICE, json=late
    )
    assert refused.status_code == 409


async def every_broken_row_is_told(town: Town, key: str) -> None:
    rest = f"imports/{key}/rows"
    found = await town.world.get("intake", rest, Role.STREET_OFFICE)
    rows = {one["row"]: one for one in found["rows"]}
    for at, good in enumerate(GOOD):
        assert rows[FIRST + at]["state"] in ("new", "warning"), (good, rows[FIRST + at])
    for number, broken in enumerate(BROKEN, FIRST + len(GOOD)):
        notes = {note["cell"]: note["zh"] for note in rows[number]["notes"]}
        cell = f"{LETTER[broken.at]}{number}"
        assert rows[number]["state"] == "error", broken
        assert broken.told in notes.get(cell, ""), (broken, notes)
        assert set(notes) == {cell, *(f"{LETTER[head]}{number}" for head in broken.more)}, broken


async def the_good_rows_came_in(town: Town) -> None:
    rows = await town.listed()
    assert [one["no"] for one in rows] == ["1", "2", "3", "W-1"]
    seen = [await town.one(one["id"]) for one in rows]
    assert [one["collected_on"] for one in seen] == [
        "2025-03-01", "2025-01-21", "2025-03-01", "2025-03-01",
    ]  # fmt: skip
    assert {one["community"] for one in seen} == {"430111005001"}
    assert {one["collector"] for one in seen} == {"曾小曼"}
    assert seen[0]["channel"] == "VISIT"
    assert seen[2]["title"].startswith(words(3)[:10])
    phones = [one["staff"]["contact"] for one in seen]
    assert phones == ["138****1111", "138****1112", "0731-****0000", "138****1113"]
    assert {one["staff"]["typist"] for one in seen} == {"经办人"}


async def mended_it_comes_in_once(town: Town, clerk: Any, key: str) -> None:
    """The sheet of mistakes has what was typed and why; mended it is handed in as it is."""
    rest = f"/intake/api/streets/{DONGTANG}/imports/{key}/errors.xlsx"
    cells = cells_of((await clerk.http.get(rest)).content)
    head, bad = cells[1], cells[2:]
    assert head[:2] == ["退回原因", "编 号"]
    assert len(bad) == len(BROKEN)
    assert "B8 “日期”2027-03-01 在今天" in bad[0][0]
    mended = [[*bad[1][:2], "2025-03-01", *bad[1][3:]]]
    preview = (await town.upload(ledger([*mended, bad[0]], head), dry=True)).json()["rows"]
    assert [one["state"] for one in preview] == ["new", "error"]
    pages = await town.world.context("intake").store.every(LEDGER_PAGES, DONGTANG, {"ledger": key})
    kept = [row for page in pages for row in page.state.rows if row.cells]
    assert len(kept) == len(BROKEN), "what people wrote lives on only in the suggestions"


async def it_is_masked_for_a_colleague_and_shut_for_a_community(town: Town, key: str) -> None:
    """Who handed it in gets its own rows back; no other sees a name or a phone of it (C-05)."""
    rest, ask = f"imports/{key}", town.world.ask
    seen = await ask("GET", "intake", f"{rest}/errors.xlsx", Role.STREET_OFFICE)
    cells = str(cells_of(seen.content))
    for private in ("张三丰", "1391234", "1380000", "微信同号", "内部备注"):
        assert private not in cells, private
    assert "张*" in cells
    assert "139****5678" in cells
    for read in (rest, f"{rest}/rows", f"{rest}/errors.xlsx", f"batches/{key}"):
        assert (await ask("GET", "intake", read, Role.COMMUNITY)).status_code == 404, read
    for step in ("commit", "drop"):
        body = {"duplicates": "SKIP"} if step == "commit" else {}
        shut = await ask("POST", "intake", f"{rest}/{step}", Role.COMMUNITY, json=body)
        assert shut.status_code == 404, step
    worker = visitor(town.world, Role.COMMUNITY, sub="worker")
    assert key not in await worker.read(f"{BASE}/desk/import")
    for page in (f"imports/{key}", f"imports/{key}?part=true", f"batches/{key}"):
        assert (await worker.http.get(f"{BASE}/desk/{page}")).status_code == 404, page


async def test_doubles_are_left_out_or_taken_as_the_clerk_says(empty: Town) -> None:
    near = words(7).replace("又没有护栏", "也没装护栏")
    data = ledger([row(1, 建议内容=words(7), 建议标题="灯"), row(2, 建议内容=near, 建议标题="灯")])
    rows = (await empty.upload(data, dry=True)).json()["rows"]
    assert [one["state"] for one in rows] == ["new", "duplicate"]
    assert "与本表第 2 行很像" in rows[1]["zh"]


async def test_a_worker_that_dies_on_the_way_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = _Entering._change, 0

    async def dying(self: Any, *given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 60:
            raise NotNow("gone", "工作进程退出。", "The worker is gone.")
        await real(self, *given)

    monkeypatch.setattr(_Entering, "_change", dying)
    async with a_town(tmp_path) as town:
        data = ledger([row(n, 建议内容=words(n), 建议标题="") for n in range(1, 81)])
        done = await batch(town, await town.upload(data))
        assert (done["status"], done["done"], done["failed"]) == ("DONE", 80, [])
        assert [one["no"] for one in await town.listed()] == [str(n) for n in range(1, 81)]


# ---- out -------------------------------------------------------------------------------------


async def test_the_ledger_goes_out_as_the_street_keeps_it_and_comes_in_again(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await town.upload(ledger([row(1, 建议标题="+全角也算", 建议人="@张三")]))
        await town.world.settle()
        rest = "suggestions.xlsx"
        assert (await town.world.ask("GET", "intake", rest, None)).status_code == 401
        answer = await town.world.ask("GET", "intake", rest, Role.STREET_OFFICE)
        title, line, headers, first = cells_of(answer.content)
        assert title[0] == "东塘街道意见建议台账"
        assert "填报单位：东塘街道办事处" in line[0]
        cells = dict(zip(headers, first, strict=False))
        assert set(HEADERS) <= set(headers)
        assert (cells["序号"], cells["日期"]) == (1, date(2025, 1, 14))
        assert cells["建议标题"] == "'+全角也算"
        assert cells["建议人"] == "'@*"
        assert cells["联系电话"] == "139****5678"
        assert cells["社区"] == "浦沅社区"
        again = (await town.upload(answer.content, dry=True)).json()["rows"]
        assert [one["state"] for one in again] == ["exists"]
        await it_goes_out_unmasked_for_a_reason_that_is_kept(town)


async def it_goes_out_unmasked_for_a_reason_that_is_kept(town: Town) -> None:
    desk, action = f"{BASE}/desk", f"{BASE}/desk/ledger"
    clerk = visitor(town.world, Role.STREET_OFFICE)
    short = await clerk.send(desk, action, reason="看")
    assert short.status_code == 422
    assert await town.world.context("intake").store.every(DISCLOSURES, DONGTANG) == []
    told = await clerk.send(desk, action, reason="逐户电话回访")
    row = cells_of(told.content)[3]
    assert {"'@张三", "13912345678"} <= set(row)
    (kept,) = await town.world.context("intake").store.every(DISCLOSURES, DONGTANG)
    assert kept.state.reason == "逐户电话回访"
    community = visitor(town.world, Role.COMMUNITY)
    assert f'action="{action}"' not in await community.read(desk)


async def test_a_street_with_columns_of_its_own_reads_and_writes_them(empty: Town) -> None:
    data = (EXAMPLES / "wujialing" / "suggestions.xlsx").read_bytes()
    rows = (await empty.upload(data, street=WUJIALING, scope=WUJIALING, dry=True)).json()["rows"]
    assert {one["state"] for one in rows} == {"warning"}, "no member is known there"
    rest = "ledger/template.xlsx"
    answer = await empty.world.ask("GET", "intake", rest, Role.COMMUNITY, street=WUJIALING)
    title, line, heads = cells_of(answer.content)[:3]
    assert title[0] == "伍家岭街道居民意见建议登记台账"
    assert "填报单位：伍家岭街道人大工委" in line[0]
    assert heads[:5] == ["序号", "收集日期*", "社区*", "网格", "事项"]


async def test_the_template_holds_the_columns_and_lists_and_is_read_again(empty: Town) -> None:
    rest = "ledger/template.xlsx"
    assert (await empty.world.ask("GET", "intake", rest, Role.DEPARTMENT)).status_code == 403
    answer = await empty.world.ask("GET", "intake", rest, Role.COMMUNITY)
    sheets = [cells_of(answer.content, at) for at in range(3)]
    assert [cell.rstrip("*") for cell in sheets[0][2]][:7] == list(HEADERS)[:7]
    assert sheets[2][1][:3] == ["曾小曼", "线上联络", "浦沅社区"]
    empty_ledger = await empty.upload(answer.content, dry=True)
    assert empty_ledger.json()["code"] == "sheet-empty"
