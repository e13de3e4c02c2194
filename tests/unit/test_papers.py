"""What a paper says: numbers of headings, cleaned texts, dates, and its answer to a request."""

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from chassis.core.errors import Busy
from chassis.core.settings import SettingsError, load_settings
from chassis.rooms.papers import answer
from chassis.rooms.papers.model import (
    Column,
    Heading,
    Table,
    Text,
    lines,
    numbered,
    one_line,
    say_day,
)
from chassis.rooms.papers.numerals import chinese_number
from tests.unit.paper_things import MADE, notice


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_chinese_numbers(number: int, word: str) -> None:
    assert chinese_number(number) == word


def test_headings_are_numbered_level_by_level_and_begin_again() -> None:
    body = tuple(Heading("", level) for level in (1, 2, 3, 4, 4, 2, 3, 1, 2))
    marks = [mark for _, mark in numbered((*body, Text("x")))]
    assert marks == [
        "一、", "（一）", "1.", "（1）", "（2）", "（二）", "1.", "二、", "（一）", "",
    ]  # fmt: skip


def test_days_are_said_in_plain_figures() -> None:
    assert say_day(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  甲\n\t乙  ", "甲  乙"),
        ("甲\u202e乙\u2066\u200f\u200b\ufeff\u00ad", "甲乙"),
        ("\x00\x07\x1b甲\ufffe\ud800", "甲"),
        ("年　　月", "年　　月"),
        ("𠮷①é", "𠮷①é"),
    ],
)
def test_one_line_keeps_what_is_read_and_nothing_else(text: str, kept: str) -> None:
    assert one_line(text) == kept


def test_lines_are_the_paragraphs_of_a_text() -> None:
    assert lines("甲\n\n  乙\r\n") == ["甲", "乙"]


def test_a_table_whose_rows_do_not_fit_is_no_table() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table((Column("甲"),), (("1", "2"),))


@pytest.mark.parametrize("form", ["pdf", "docx"])
async def test_answer_is_a_download_under_the_papers_title(form: answer.Form) -> None:
    response = await answer.paper_response(load_settings({}), notice(), form, MADE)
    assert bytes(response.body[:4]) == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[form]
    told = response.headers["content-disposition"]
    assert told.startswith(f"attachment; filename=\"paper.{form}\"; filename*=UTF-8''%E6%A0%B7")
    assert "\n" not in told
    assert response.headers["cache-control"] == "no-store"


async def test_papers_are_made_beside_the_loop_two_at_once_and_too_many_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, at_work, most = threading.Event(), [], []

    def slow(*_: object, **__: object) -> bytes:
        at_work.append(threading.get_ident())
        most.append(len(at_work))
        gate.wait(10)
        at_work.pop()
        return b""

    monkeypatch.setattr(answer, "to_pdf", slow)
    settings = load_settings({})
    tasks = [
        asyncio.create_task(answer.render(settings, notice(), "pdf", MADE))
        for _ in range(answer.AT_ONCE + answer.MOST_WAITING)
    ]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await answer.render(settings, notice(), "pdf", MADE)
    gate.set()
    assert await asyncio.gather(*tasks) == [b""] * len(tasks)
    assert max(most) <= answer.AT_ONCE
    assert await answer.render(settings, notice(), "docx", MADE)


def test_fonts_when_the_folder_is_not_there_then_the_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="YISHI_FONTS"):
        load_settings({"YISHI_FONTS": str(tmp_path / "none")})
