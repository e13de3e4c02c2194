"""DOCX papers: page, grid, fonts and places of GB/T 9704-2012 in the XML that Word reads."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from chassis.rooms.papers.model import Boxes, Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.word import to_docx
from tests.unit.paper_things import W, document_of, form, minutes, notice, paragraph_of, said

TWIPS_A_MM = 1440 / 25.4


def attributes(element: object, path: str) -> dict[str, str]:
    found = element.find(path)  # type: ignore[attr-defined]
    assert found is not None, path
    return {name.removeprefix(W): value for name, value in found.items()}


@pytest.mark.parametrize("paper", [notice(), minutes(), form()], ids=lambda paper: paper.kind)
def test_page_margins_and_grid_are_those_of_the_standard(paper: Paper) -> None:
    section = document_of(paper).find(f".//{W}sectPr")
    size, margins = attributes(section, f"{W}pgSz"), attributes(section, f"{W}pgMar")
    in_mm = {name: int(value) / TWIPS_A_MM for name, value in (size | margins).items()}
    wanted = {"w": 210, "h": 297, "top": 37, "left": 28, "right": 26, "bottom": 35}
    assert {name: in_mm[name] for name in wanted} == pytest.approx(wanted, abs=0.1)
    grid = attributes(section, f"{W}docGrid")
    assert grid["type"] == "linesAndChars"
    assert 225 * TWIPS_A_MM // int(grid["linePitch"]) == 22
    character = 16 + int(grid["charSpace"]) / 4096
    assert 156 / 25.4 * 72 / character == pytest.approx(28, abs=0.01)


def fonts_of(element: object) -> set[tuple[str, str, str]]:
    """(East Asian font, font of figures, half points) of every run."""
    found = set()
    for run in element.iter(f"{W}r"):  # type: ignore[attr-defined]
        fonts = attributes(run, f"{W}rPr/{W}rFonts")
        size = attributes(run, f"{W}rPr/{W}sz")["val"]
        found.add((fonts["eastAsia"], fonts["ascii"], size))
    return found


def test_each_part_names_the_font_that_officials_have() -> None:
    body = (Heading("甲"), Heading("乙", 2), Heading("丙", 3), Heading("丁", 4), Text("戊"))
    document = document_of(notice(*body))
    for text, font, half_points in (
        ("样例街道2026年度民生实事项目", "方正小标宋简体", "44"),
        ("各社区居民委员会：", "仿宋_GB2312", "32"),
        ("一、甲", "黑体", "32"),
        ("（一）乙", "楷体_GB2312", "32"),
        ("1.丙", "仿宋_GB2312", "32"),
        ("（1）丁", "仿宋_GB2312", "32"),
        ("戊", "仿宋_GB2312", "32"),
        ("抄送：区人大，街道办。", "仿宋_GB2312", "28"),
    ):
        assert fonts_of(paragraph_of(document, text)) == {(font, font, half_points)}, text
    styles = document_of(notice(), "word/styles.xml")
    normal = attributes(styles, f".//{W}style[@{W}styleId='Normal']/{W}rPr/{W}rFonts")
    assert normal["eastAsia"] == "仿宋_GB2312"


def test_head_is_red_with_a_red_rule_under_the_number() -> None:
    document = document_of(notice())
    head = paragraph_of(document, "样例街道居民议事会")
    assert attributes(head, f".//{W}color")["val"] == "E60012"
    assert int(attributes(head, f"{W}pPr/{W}spacing")["before"]) == pytest.approx(
        35 * TWIPS_A_MM, abs=1
    )
    rule = attributes(paragraph_of(document, "样议〔2026〕1号"), f"{W}pPr/{W}pBdr/{W}bottom")
    assert (rule["color"].lower(), rule["sz"]) == ("e60012", "12")


def test_indents_are_in_characters() -> None:
    document = document_of(notice(Text("正文")))
    for text, name, hundredths in (
        ("正文", "firstLineChars", 200),
        ("附件：1. 得票表", "leftChars", 200),
        ("2. 名单", "leftChars", 500),
        ("2026年3月5日", "rightChars", 400),
    ):
        indent = attributes(paragraph_of(document, text), f"{W}pPr/{W}ind")
        assert int(indent[name]) == hundredths, text


def test_signature_when_longer_than_the_date_then_centred_over_it() -> None:
    signed = [p for p in document_of(notice()).iter(f"{W}p") if said(p) == "样例街道居民议事会"][-1]
    # 9 characters over 6 (figures are half as wide): 1.5 more on either side of the date, at 4.
    assert attributes(signed, f"{W}pPr/{W}ind")["rightChars"] == "250"


def test_page_numbers_are_fields_on_the_outer_edges() -> None:
    with zipfile.ZipFile(BytesIO(to_docx(notice()))) as parts:
        assert b"evenAndOddHeaders" in parts.read("word/settings.xml")
    document = Document(BytesIO(to_docx(notice())))
    section = document.sections[0]
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        (line,) = footer.paragraphs
        assert line.text == "—  —"
        assert line.alignment == side
        assert "PAGE" in line._element.xml
        assert fonts_of(line._element) == {("宋体", "宋体", "28")}


def test_tables_repeat_their_head_and_give_room_to_sign() -> None:
    document = document_of(form())
    table = document.find(f".//{W}tbl")
    assert table is not None
    assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    heights = [int(h.get(f"{W}val", 0)) for h in table.iterfind(f"{W}tr/{W}trPr/{W}trHeight")]
    assert [round(height / TWIPS_A_MM) for height in heights] == [11, 11]
    text = said(document)
    assert "总监票人：" in text
    assert "盖章处" in text


def test_minutes_have_their_title_in_the_head_and_no_signature() -> None:
    document = document_of(minutes())
    head = paragraph_of(document, "样例街道会议纪要")
    assert attributes(head, f".//{W}color")["val"] == "E60012"
    assert said(document).count("2026年3月5日") == 1


def test_hostile_text_is_data() -> None:
    hostile = "<w:p/>&amp;甲\u202e乙\x00\ud800\ufffe =SUM(A1)"
    table = Table((Column(hostile),), ((hostile,),), name=hostile)
    body = (Text(hostile), Heading(hostile), table, Boxes((hostile,)))
    paper = Paper(Kind.NOTICE, hostile, hostile, body, to=hostile, dated=date(2026, 3, 5))
    document = document_of(paper)
    assert said(document).count("<w:p/>&amp;甲乙 =SUM(A1)") >= 7
    assert "\u202e" not in said(document)


ORDER = {
    "pPr": "pStyle keepNext keepLines pBdr tabs snapToGrid spacing ind jc rPr",
    "rPr": "rFonts b color sz lang",
    "tcPr": "tcW gridSpan tcBorders vAlign",
    "tblPr": "tblStyle tblpPr tblW jc tblBorders tblLayout tblLook",
    "tcBorders": "top left bottom right",
}


@pytest.mark.parametrize("paper", [notice(), minutes(), form()], ids=lambda paper: paper.kind)
def test_elements_stand_in_the_order_that_the_format_demands(paper: Paper) -> None:
    for name, order in ORDER.items():
        for element in document_of(paper).iter(f"{W}{name}"):
            found = [child.tag.removeprefix(W) for child in element]
            assert found == [one for one in order.split() if one in found], name


def test_what_is_written_opens_again_with_title_and_language() -> None:
    document = Document(BytesIO(to_docx(notice())))
    assert document.core_properties.title.startswith("样例街道2026年度")
    assert document.core_properties.language == "zh-CN"
