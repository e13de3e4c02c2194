"""A ledger as an office typed it, and forty ways in which its rows go wrong.

The sheet has a title, a line to sign, headers of its own in its own order, a column that nobody
asked for and a line below. ``BROKEN`` says of each broken row what a clerk must be told: the cell
and words of the reason.
"""

import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

HEADS = (
    "编 号", "收集日期", "议事员（姓名）", "来源", "所属社区", "事项", "意见建议*", "分类",
    "反映人", "手机号码", "备注",
)  # fmt: skip
LETTER = dict(zip(HEADS, "ABCDEFGHIJK", strict=True))
NO, DAY, BY, HOW, WHERE, TITLE, WORDS, KIND, WHO, PHONE, NOTE = HEADS
FIRST = 4
"""The sheet's row of the first entry."""


@dataclass(frozen=True)
class Broken:
    """Cells that are wrong, where it has to be told, and words of it."""

    cells: dict[str, Any]
    at: str
    told: str
    more: tuple[str, ...] = field(default=())


BROKEN = (
    Broken({DAY: "2027-03-01"}, DAY, "之后"),
    Broken({DAY: "昨天"}, DAY, "应为日期"),
    Broken({DAY: ""}, DAY, "不能为空"),
    Broken({DAY: "2025-02-30"}, DAY, "应为日期"),
    Broken({DAY: "3月1日"}, DAY, "应为日期"),
    Broken({DAY: "01/02/25"}, DAY, "应为日期"),
    Broken({DAY: 99999999}, DAY, "应为日期"),
    Broken({BY: "曾小慢"}, BY, "是不是“曾小曼”"),
    Broken({BY: "查无此人"}, BY, "花名册里没有"),
    Broken({BY: "张三、李四"}, BY, "花名册里没有"),
    Broken({HOW: ""}, HOW, "不能为空"),
    Broken({HOW: "飞鸽传书"}, HOW, "可填：线上联络"),
    Broken({HOW: "网"}, HOW, "可填"),
    Broken({WHERE: ""}, WHERE, "不能为空"),
    Broken({WHERE: "不存在社区"}, WHERE, "没有“不存在社区”"),
    Broken({WHERE: "浦远社区"}, WHERE, "是不是“浦沅社区”"),
    Broken({WHERE: "蒋家垅社区"}, WHERE, "可填"),
    Broken({TITLE: "字" * 61}, TITLE, "最多 60 个字"),
    Broken({WORDS: ""}, WORDS, "不能为空"),
    Broken({WORDS: "字" * 2001}, WORDS, "最多 2000 个字"),
    Broken({WORDS: "看不见\x01的"}, WORDS, "控制字符"),
    Broken({KIND: "其它的"}, KIND, "没有“其它的”"),
    Broken({KIND: "环境卫星"}, KIND, "是不是"),
    Broken({PHONE: "123"}, PHONE, "11 位手机号"),
    Broken({PHONE: "1380000111"}, PHONE, "11 位手机号"),
    Broken({PHONE: "138000011112"}, PHONE, "11 位手机号"),
    Broken({PHONE: "微信同号"}, PHONE, "11 位手机号"),
    Broken({PHONE: "13800001111、13900002222"}, PHONE, "11 位手机号"),
    Broken({PHONE: "11010519491231002X"}, PHONE, "身份证号"),
    Broken({PHONE: "138****1111"}, PHONE, "11 位手机号"),
    Broken({WHO: "张三 11010519491231002X"}, WHO, "身份证号"),
    Broken({WHO: "名" * 41}, WHO, "最多 40 个字"),
    Broken({NO: "A1"}, NO, "整数"),
    Broken({NO: "0"}, NO, "整数"),
    Broken({NO: -5}, NO, "整数"),
    Broken({NO: 1.5}, NO, "整数"),
    Broken({NO: "1234567"}, NO, "整数"),
    Broken({NO: 1}, NO, "重复"),
    Broken({DAY: "明天", WHERE: "甲", HOW: "乙"}, DAY, "应为日期", (WHERE, HOW)),
    Broken({BY: "丙", PHONE: "1", KIND: "丁"}, BY, "花名册", (PHONE, KIND)),
)
GOOD: tuple[dict[str, Any], ...] = (
    {PHONE: "138 0000 1111", WHERE: "浦沅", HOW: "走访"},
    {PHONE: 13800001112.0, DAY: 45678, KIND: "公共设施类"},
    {PHONE: "(0731) 8422 0000", DAY: "2025年3月1日", TITLE: ""},
    {PHONE: "＋86-138-0000-1113", DAY: "2025.3.1", BY: "曾 小 曼", NO: ""},
)
"""What a person would understand as well."""
SUBJECTS = (
    "路灯", "井盖", "垃圾桶", "充电桩", "健身器材", "公厕", "下水道", "绿化带", "围墙", "电梯",
    "斑马线", "信号灯", "停车位", "晾衣杆", "宣传栏", "消防栓", "雨棚", "扶手", "座椅", "门禁",
)  # fmt: skip
FAULTS = (
    "坏了大半个月没人管，老人晚上出门容易摔跤", "被大货车压裂以后一直没有更换，积水很深",
    "数量太少，早高峰挤得满地都是，请增设几处", "离幼儿园太近又没有护栏，家长们都很担心",
)  # fmt: skip


def words(number: int) -> str:
    """A matter of its own for each number."""
    subject, fault = SUBJECTS[number % len(SUBJECTS)], FAULTS[number % len(FAULTS)]
    return f"{chr(0x4E00 + number * 37)}{chr(0x5E00 + number * 53)}巷口的{subject}{fault}。"


def typed(number: int, cells: dict[str, Any]) -> list[Any]:
    """A row as it is typed, with these cells otherwise."""
    plain = (
        number, "2025-03-01", "曾小曼", "微信群", "浦沅社区", words(number)[:10],
        words(number), "公共设施", "张三丰", "13912345678", "内部备注",
    )  # fmt: skip
    return list((dict(zip(HEADS, plain, strict=True)) | cells).values())


def office_sheet(rows: list[list[Any]]) -> bytes:
    """The workbook: title, line, headers, these rows, a line below."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Sheet1")
        page.merge_range(0, 0, 0, len(HEADS) - 1, "东塘街道2025年意见建议收集台账")
        page.write_string(1, 0, "填报单位：东塘街道    填报人：李四    审核人：王五")
        for at, cells in enumerate([list(HEADS), *rows], 2):
            page.write_row(at, 0, cells)
        page.write_string(3 + len(rows), 0, "填报人（签字）：      审核人（签字）：")
    return buffer.getvalue()


def broken_sheet() -> bytes:
    """Four good rows, then forty broken ones."""
    cells = [*GOOD, *(one.cells for one in BROKEN)]
    return office_sheet([typed(number, one) for number, one in enumerate(cells, 1)])
