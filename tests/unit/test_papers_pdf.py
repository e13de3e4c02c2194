"""PDF papers: the geometry of GB/T 9704-2012, archive and accessibility standards, hostile text."""

import re
from collections import Counter
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pylopdf_fonts_zh_cn
import pytest
import typst
from fontTools import ttLib

from chassis.core.errors import Problem
from chassis.rooms.papers.model import Boxes, Column, Kind, Paper, Table, Text
from chassis.rooms.papers.pdf import to_pdf
from tests.unit.paper_things import MADE, MM, form, minutes, notice, only, pdf_words, words_of

HOSTILE = '#read("/etc/passwd") *a* _b_ $x$ = @c <d> \\e `f` // g #panic() [h] {i} "j" ~ --- '


def test_type_area_is_156_by_225_with_margins_37_and_28(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice(Text("字" * 2500)))
    full = [word for word in words if word.text == "字" * 28]
    assert len(full) > 60
    assert {round(word.left) for word in full} == {28}
    assert {round(word.right) for word in full} == {184}
    page = [word for word in words if word.page == 2 and "字" in word.text]
    assert min(word.top for word in page) == pytest.approx(37, abs=1)
    assert max(word.bottom for word in page) <= 37 + 225


def test_a_full_page_has_22_lines_of_28_characters_of_16_points(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice(Text("字" * 2500)))
    lines = [word for word in words if word.page == 2 and "字" in word.text]
    assert [len(line.text) for line in lines] == [28] * 22
    pitches = {round(b.top - a.top, 2) for a, b in pairwise(lines)}
    assert all(pitch == pytest.approx(225 / 22, abs=0.02) for pitch in pitches)
    assert (lines[0].bottom - lines[0].top) * MM == pytest.approx(16, abs=0.01)


def test_head_number_rule_and_title_stand_where_the_standard_says(tmp_path: Path) -> None:
    paper = notice()
    words = pdf_words(tmp_path, paper)
    head = words[0]
    assert head.text == "样例街道居民议事会"
    assert head.top == pytest.approx(37 + 35, abs=1)
    number = only(words, "样议〔2026〕1号")
    title = only(words, "样例街道2026年度民生实事项目")
    for one in (head, number, title):
        assert (one.left + one.right) / 2 == pytest.approx(28 + 78, abs=1), one.text
    assert (title.bottom - title.top) * MM == pytest.approx(22, abs=0.01)
    red = rules(to_pdf(paper, MADE))
    assert len(red) == 1
    left, y, right = red[0]
    assert (left, right) == (pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1))
    assert y == pytest.approx(number.bottom + 4, abs=1)


def rules(data: bytes) -> list[tuple[float, float, float]]:
    """Red rules of the first page: left, down from the top, right in millimetres."""
    with pikepdf.open(BytesIO(data)) as pdf:
        content = pikepdf.parse_content_stream(pdf.pages[0])
    height, red, at, start, found = 297.0, False, [1.0, 0, 0, 1, 0, 0], (0.0, 0.0), []
    stack: list[list[float]] = []
    for one in content:
        operands, operator = one.operands, one.operator
        values = [float(v) for v in operands if isinstance(v, (int, float, Decimal))]
        match str(operator):
            case "q":
                stack.append(list(at))
            case "Q":
                at = stack.pop()
            case "cm":
                a, _, _, d, e, f = at
                at = [a * values[0], 0, 0, d * values[3], e + a * values[4], f + d * values[5]]
            case "SCN" | "RG":
                red = values[0] > 0.8 and values[1] < 0.2
            case "m":
                start = (values[0], values[1])
            case "l" if red:
                x0, x1 = (at[4] + at[0] * x for x in (start[0], values[0]))
                y = at[5] + at[3] * values[1]
                found.append((x0 / MM, height - y / MM, x1 / MM))
    return found


def test_date_ends_4_characters_from_the_edge_and_the_name_is_centred_over_it(
    tmp_path: Path,
) -> None:
    words = [word for word in pdf_words(tmp_path, notice()) if word.page > 1]
    name, day = only(words, "样例街道居民议事会"), only(words, "2026年3月5日")
    assert (184 - day.right) / (156 / 28) == pytest.approx(4, abs=0.15)
    middle = (name.left + name.right) / 2
    assert middle == pytest.approx((day.left + day.right) / 2, abs=1.5)
    assert day.top > name.bottom


def test_page_numbers_lie_outside_7_mm_below_the_type_area(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice(Text("字" * 2500)))
    dashes = [word for word in words if word.text == "—"]
    by_page = Counter(word.page for word in dashes)
    assert set(by_page.values()) == {2}
    assert len(by_page) >= 3
    for dash in dashes:
        assert dash.middle == pytest.approx(37 + 225 + 7, abs=0.5)
        assert (dash.bottom - dash.top) * MM == pytest.approx(14, abs=0.01)
        assert (dash.left > 105) == (dash.page % 2 == 1)
    assert max(d.right for d in dashes) == pytest.approx(184 - 14 / MM, abs=0.3)
    assert min(d.left for d in dashes) == pytest.approx(28 + 14 / MM, abs=0.3)


def test_imprint_ends_at_the_foot_of_the_type_area_in_14_points(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice())
    copies = only(words, "抄送：区人大，街道办。")
    printed, day = only(words, "样例街道党政办公室"), only(words, "2026年3月6日印发")
    assert copies.left == pytest.approx(28 + 14 / MM, abs=0.3)
    assert day.right == pytest.approx(184 - 14 / MM, abs=0.3)
    assert copies.bottom < printed.top
    assert printed.bottom == pytest.approx(262, abs=4)
    assert (printed.bottom - printed.top) * MM == pytest.approx(14, abs=0.01)


def test_minutes_bear_their_title_in_the_red_head_over_issuer_and_date(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, minutes())
    head = only(words, "样例街道会议纪要")
    issuer, day = only(words, "样例街道"), only(words, "2026年3月5日")
    assert head.top == pytest.approx(72, abs=1)
    assert issuer.left == pytest.approx(28 + 156 / 28, abs=0.5)
    assert day.right == pytest.approx(184 - 156 / 28, abs=0.5)
    assert only(words, "出席：张三、李四").left == pytest.approx(28 + 2 * 156 / 28, abs=0.3)


def test_a_form_has_rows_to_sign_in_and_a_place_for_the_seal(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, form())
    rows = [only(words, name) for name in ("张三", "李四")]
    assert rows[1].top - rows[0].top == pytest.approx(11, abs=0.1)
    assert only(words, "盖章处").left > 105
    assert [word.text for word in words if word.text.endswith("票人：")] == [
        "总监票人：",
        "监票人：",
        "计票人：",
    ]


@pytest.mark.parametrize("paper", [notice(), minutes(), form()], ids=lambda paper: paper.kind)
def test_archive_and_accessibility_standards_hold(tmp_path: Path, paper: Paper) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(to_pdf(paper, MADE))
    assert pdfua.validate(str(file)).findings == ()
    with pikepdf.open(file) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang).startswith("zh")
        assert str(meta["dc:title"]).replace(" ", "") == paper.title.replace("\n", "")


def test_hostile_text_is_printed_as_it_stands(tmp_path: Path) -> None:
    table = Table((Column(HOSTILE, centred=False),), ((HOSTILE,),), name=HOSTILE)
    paper = Paper(Kind.FORM, HOSTILE, HOSTILE, (Text(HOSTILE), table, Boxes((HOSTILE,))))
    told = "".join(word.text for word in pdf_words(tmp_path, paper))
    flat = re.sub(r"\s", "", HOSTILE)
    assert told.count(flat) >= 4
    assert "root:" not in told


def test_marks_of_direction_and_controls_are_left_out(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice(Text("甲\u202e乙\u2066丙\x07丁\u200b戊\ufeff\nA")))
    assert only(words, "甲乙丙丁戊")


def test_a_character_that_no_font_has_becomes_a_geta_mark(tmp_path: Path) -> None:
    words = pdf_words(tmp_path, notice(Text("名𠮷😀名"), Text("𠮷")))
    assert only(words, "名〓〓名")
    assert only(words, "〓")


@pytest.mark.parametrize("first", [0x20000, 0xE000], ids=["rare", "private-use"])
def test_a_paper_may_hold_any_number_of_characters_that_no_font_has(
    tmp_path: Path, first: int
) -> None:
    unseen = "".join(chr(first + 7 * number) for number in range(70))
    words = pdf_words(tmp_path, notice(Text(unseen)))
    assert sum(word.text.count("〓") for word in words) == 70


def test_a_paper_with_a_thousand_unseen_characters_is_not_set_a_thousand_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds, compiled = [], typst.compile

    def counted(*args: Any, **given: Any) -> Any:
        rounds.append(args)
        return compiled(*args, **given)

    monkeypatch.setattr(typst, "compile", counted)
    to_pdf(notice(Text("".join(map(chr, range(0x20000, 0x20000 + 1000))))), MADE)
    assert len(rounds) <= 3


@pytest.mark.parametrize(
    "message", ["the page is broken", 'the text `"A"` could not be displayed with font `"X"`']
)
def test_a_paper_that_cannot_be_set_is_a_problem_that_is_told(
    monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    failure = typst.TypstError(message, message)
    failure.diagnostic = message

    def broken(*args: object, **given: object) -> bytes:
        raise failure

    monkeypatch.setattr(typst, "compile", broken)
    with pytest.raises(Problem, match="paper-not-set"):
        to_pdf(notice(), MADE)


def test_a_paper_is_the_same_bytes_every_time() -> None:
    assert to_pdf(notice(), MADE) == to_pdf(notice(), MADE)


def test_a_mark_stands_above_every_page(tmp_path: Path) -> None:
    words = words_of(tmp_path, to_pdf(notice(), MADE, mark="演示数据"))
    marks = [word for word in words if word.text == "演示数据"]
    assert [word.page for word in marks] == sorted({word.page for word in words})
    assert all(word.bottom < 37 for word in marks)


def test_a_streets_own_font_is_used_where_its_folder_has_it(tmp_path: Path) -> None:
    font = ttLib.TTFont(pylopdf_fonts_zh_cn.sans_path())
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "FangSong_GB2312"
    font.save(tmp_path / "own.otf")
    plain, own = (fonts_in(to_pdf(notice(), MADE, fonts=f)) for f in ("", str(tmp_path)))
    assert not any("FangSong" in name for name in plain)
    assert any("FangSong" in name for name in own)


def fonts_in(data: bytes) -> set[str]:
    """The names of the fonts a PDF embeds."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {str(one.BaseFont) for one in pdf.objects if _is_font(one)}


def _is_font(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
