"""Workbooks in and out: what is written is read again, and hostile files are told, not trusted."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from chassis.core.errors import Invalid
from chassis.core.text import clean
from chassis.rooms.sheet_cells import Value
from chassis.rooms.sheets import Column, neutral, read_table, sheet_response, write_table

COLUMNS = [
    Column("title", "标题", required=True, max_length=60),
    Column("count", "数量", "int"),
    Column("day", "日期", "date"),
    Column("open", "公开", "yes"),
]
HEADERS = [column.zh for column in COLUMNS]


def workbook(rows: list[list[Any]], sheet: str = "表", **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(y, x, value, day)
                else:
                    page.write(y, x, value)
    return buffer.getvalue()


def refused(data: bytes, **options: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_table(data, COLUMNS, **options)
    return caught.value


# ---- what is read --------------------------------------------------------------------------


def test_read_when_well_filled_then_typed_values() -> None:
    data = workbook(
        [
            [" 标题* ", "公开", "日期", "数量", "别的"],
            ["屋顶漏水", "是", date(2025, 3, 1), 3, "x"],
            ["路灯", "否", "2025/3/2", "1,200", ""],
            ["楼道", "", "2025年3月5日", "", ""],
        ]
    )
    assert read_table(data, COLUMNS) == [
        {"title": "屋顶漏水", "count": 3, "day": "2025-03-01", "open": True},
        {"title": "路灯", "count": 1200, "day": "2025-03-02", "open": False},
        {"title": "楼道", "count": 0, "day": "2025-03-05", "open": False},
    ]


def test_read_when_rows_are_blank_then_skipped_and_numbers_stay_those_of_the_sheet() -> None:
    data = workbook([[], HEADERS, [], ["甲"], ["  "], ["乙"]])
    rows = read_table(data, COLUMNS, numbered=True)
    assert [(row["row"], row["title"]) for row in rows] == [(4, "甲"), (6, "乙")]


def test_read_when_phone_was_kept_as_number_then_text_of_digits() -> None:
    phone = [Column("phone", "电话")]
    assert read_table(workbook([["电话"], [13812345678]]), phone) == [{"phone": "13812345678"}]


def test_read_when_sheet_is_named_then_that_one() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("说明").write(0, 0, "请填写第二页")
        page = book.add_worksheet("数据")
        page.write_row(0, 0, HEADERS)
        page.write(1, 0, "甲")
    assert read_table(buffer.getvalue(), COLUMNS, "数据")[0]["title"] == "甲"
    assert refused(buffer.getvalue(), sheet="没有").code == "sheet-missing"


# ---- problems, all at once -----------------------------------------------------------------


def test_read_when_cells_are_wrong_then_every_problem_with_its_place() -> None:
    data = workbook(
        [
            HEADERS,
            ["", 1, "2025-01-01", "是"],
            ["甲" * 61, "三", "明天", "也许"],
            ["好", 1.5, 45000, ""],
            ["控\x02制", 10**14, "2025-02-30", ""],
        ]
    )
    problem = refused(data)
    places = [(detail["row"], detail["column"]) for detail in problem.details]
    assert places == [
        (2, "标题"),
        *((3, header) for header in HEADERS),
        (4, "数量"),
        (4, "日期"),
        (5, "标题"),
        (5, "数量"),
        (5, "日期"),
    ]
    assert problem.details[1]["zh"] == "第 3 行：“标题”最多 60 个字，这里有 61 个字。"
    assert "61" in problem.details[1]["en"]


def test_read_when_very_many_are_wrong_then_fifty_are_told() -> None:
    assert len(refused(workbook([HEADERS, *([["甲", "x"]] * 200)])).details) == 50


def test_read_when_headers_are_missing_or_twice_then_told() -> None:
    missing = refused(workbook([["数量", "日期"], [1, "2025-01-01"]]))
    assert missing.details[0]["column"] == "标题"
    twice = refused(workbook([["标题", "标题"], ["甲", "乙"]]))
    assert "重复" in twice.details[0]["zh"]


def test_read_when_key_repeats_then_names_the_first_row() -> None:
    problem = refused(workbook([HEADERS, ["甲"], ["乙"], ["甲"]]), unique="title")
    assert problem.details == [
        {
            "row": 4,
            "column": "标题",
            "zh": "第 4 行：“标题”与第 2 行重复。",
            "en": "Row 4: the same as row 2",
        }
    ]


def test_read_when_formula_then_its_cell_is_named() -> None:
    problem = refused(workbook([HEADERS, ["甲", "=1+1"], ['=HYPERLINK("http://x")', 2]]))
    assert [detail["zh"] for detail in problem.details] == [
        "第 2 行：B2 是公式，请粘贴为数值。",
        "第 3 行：A3 是公式，请粘贴为数值。",
    ]


def test_read_when_empty_or_too_long_then_told() -> None:
    assert refused(workbook([])).code == "sheet-empty"
    assert refused(workbook([HEADERS, *([["甲"]] * 11)]), max_rows=10).code == "sheet-too-long"
    assert read_table(workbook([HEADERS]), COLUMNS) == []


# ---- what is written -----------------------------------------------------------------------


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=50,
)


@given(TEXTS.filter(lambda text: not re.match(r"'|.*_x[0-9A-Fa-f]{4}_", text)))
def test_write_when_any_text_then_read_again(text: str) -> None:
    columns = [Column("a", "甲")]
    if "\ufffe" in text or "\uffff" in text:
        return
    assert read_table(write_table("表", columns, [{"a": text}]), columns) == [{"a": clean(text)}]


def test_write_when_all_kinds_then_read_again() -> None:
    row: dict[str, Value] = {"title": "路灯", "count": -3, "day": "2025-03-01", "open": True}
    assert read_table(write_table("清单", COLUMNS, [row]), COLUMNS) == [row]


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-x", "@SUM(A1)", "\t=1", "＝1"])
def test_write_when_text_could_be_a_formula_then_a_quote_stands_before_it(text: str) -> None:
    data = write_table("表", COLUMNS, [{"title": text}])
    cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert cells[1][0] == f"'{text}" == neutral(text)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_write_when_demo_then_the_sheet_says_so() -> None:
    data = write_table("建议/清单", COLUMNS, [], mark="演示数据 Demo data")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["建议 清单（演示数据）"]
    assert read_table(data, COLUMNS) == []


def test_sheet_response_when_chinese_name_then_rfc_5987() -> None:
    headers = sheet_response('建议"清单\r\n.xlsx', b"").headers
    assert headers["content-disposition"] == (
        'attachment; filename="export.xlsx"; '
        "filename*=UTF-8''%E5%BB%BA%E8%AE%AE%E6%B8%85%E5%8D%95.xlsx"
    )
