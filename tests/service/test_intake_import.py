"""The ledger in and out: checked as a whole, entered row by row, never twice (W-11, C-15)."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from chassis.web.requests import REQUESTS
from contracts.charter import Role
from tests.service.intake_world import HEADERS, Town, a_town, ledger, row
from tests.world import WUJIALING

EXAMPLES = Path(__file__).parents[2] / "examples"


async def batch(town: Town, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    await town.world.settle()
    rest = f"batches/{answer.json()['batch']}"
    found: dict[str, Any] = await town.world.get("intake", rest, Role.STREET_OFFICE)
    return found


async def test_the_example_ledger_comes_in_whole(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        data = (EXAMPLES / "dongtang" / "suggestions.xlsx").read_bytes()
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
        data = ledger([row(1), row(2), row(3)])
        preview = (await town.upload(data, dry=True)).json()["rows"]
        assert [one["state"] for one in preview] == ["exists", "exists", "new"]
        done = await batch(town, await town.upload(data))
        assert [problem["row"] for problem in done["failed"]] == [2, 3]
        assert "已在清单中" in done["failed"][0]["zh"]
        assert len(await town.listed()) == 3


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
        ({"类别": "其它的"}, "类别"),
        ({"联系电话": "123"}, "联系电话"),
        ({"序号": "A1"}, "序号"),
        ({"序号": "0"}, "序号"),
        ({"日期": "昨天"}, "日期"),
        ({"建议内容": "字" * 2001}, "建议内容"),
        ({"建议标题": ""}, "建议标题"),
        ({"建议标题": "字" * 61}, "建议标题"),
    ],
)
async def test_one_wrong_cell_refuses_the_whole_file(
    tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    async with a_town(tmp_path) as town:
        answer = await town.upload(ledger([row(1), row(2, **cells), row(3)]))
        assert answer.status_code == 422
        (problem,) = answer.json()["errors"]
        assert problem["row"] == 3
        assert words in problem["zh"]
        await town.world.settle()
        assert await town.listed() == []


async def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        rows = [row(1, 社区="甲"), row(2, 联系电话="1"), row(3, 来源渠道="乙")]
        answer = await town.upload(ledger(rows))
        assert [problem["row"] for problem in answer.json()["errors"]] == [2, 3, 4]
        preview = (await town.upload(ledger([*rows, row(4)]), dry=True)).json()["rows"]
        assert [one["state"] for one in preview] == ["error", "error", "error", "new"]


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
    ],
    ids=["empty", "text", "rubbish", "csv", "no rows", "other headers"],
)
async def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path, data: bytes) -> None:
    async with a_town(tmp_path) as town:
        assert (await town.upload(data)).status_code == 422
        assert (await town.upload(data, dry=True)).status_code == 422


async def test_a_bomb_and_a_formula_are_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert (await town.upload(bomb())).status_code in (413, 422)
        formula = ledger([row(1, 建议标题='=HYPERLINK("http://x","y")')])
        assert (await town.upload(formula)).status_code == 422


async def test_a_number_twice_and_too_many_rows_are_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert (await town.upload(ledger([row(1), row(1)]))).status_code == 422
        long = await town.upload(ledger([row(n) for n in range(1, 1003)]))
        assert long.status_code == 422
        assert long.json()["code"] == "sheet-too-long"


async def test_roles_streets_and_seasons(tmp_path: Path) -> None:
    async with a_town(tmp_path, collecting=False) as town:
        data = ledger([row(1)])
        closed = await town.upload(data)
        assert (closed.status_code, closed.json()["code"]) == (409, "collection-closed")
        await town.open()
        assert (await town.upload(data, Role.DEPARTMENT)).status_code == 403
        assert (await town.upload(data, scope=WUJIALING)).status_code == 403
        assert (await town.upload(data, street="999999999")).status_code == 404
        assert (await town.upload(data, Role.COMMUNITY)).status_code == 202


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


async def test_the_ledger_goes_out_masked_and_harmless(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.upload(ledger([row(1, 建议标题="+全角也算", 建议人="@张三")]))
        await town.world.settle()
        rest = "suggestions.xlsx"
        assert (await town.world.ask("GET", "intake", rest, None)).status_code == 401
        answer = await town.world.ask("GET", "intake", rest, Role.STREET_OFFICE)
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        headers, first = rows.to_python()[:2]
        cells = dict(zip(headers, first, strict=False))
        assert set(HEADERS) <= set(headers)
        assert cells["建议标题"] == "'+全角也算"
        assert cells["建议人"] == "'@*"
        assert cells["联系电话"] == "139****5678"
        assert cells["社区"] == "浦沅社区"
