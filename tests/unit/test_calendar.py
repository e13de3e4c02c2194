"""Working days of China: every day against an independent source, due dates, bad files."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.errors import Invalid
from chassis.core.settings import SettingsError, load_settings
from chassis.rooms.calendar import Calendar, Term, calendar_of
from chassis.rooms.calendar_words import say_due
from launch.wiring import wire

KNOWN = range(2020, 2027)
DATES = st.dates(date(2020, 1, 1), date(2026, 6, 30))


def shipped() -> Calendar:
    return calendar_of(load_settings({}))


@pytest.mark.parametrize("year", KNOWN)
def test_every_day_is_worked_or_not_as_the_independent_source_says(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    days_of_year = [day for day in days if day.year == year]
    wrong = [d for d in days_of_year if shipped().is_working(d) != chinese_calendar.is_workday(d)]
    assert not wrong


def test_due_in_working_days_when_a_holiday_lies_between_then_the_working_is_shown() -> None:
    due = shipped().due(date(2026, 9, 29), 5, Term.WORKING)
    assert (due.first, due.on) == (date(2026, 9, 30), date(2026, 10, 12))
    assert [(r.first, r.last, r.zh) for r in due.rests] == [
        (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
        (date(2026, 10, 11), date(2026, 10, 11), "休息日"),
    ]
    assert due.make_up == (date(2026, 10, 10),)
    assert not due.provisional
    assert say_due(due, "zh") == (
        "起算日2026年9月30日，到期日2026年10月12日（5个工作日）；"
        "去除国庆节10月1日—10月7日、休息日10月11日；10月10日调休上班，计入。"
    )
    assert say_due(due, "en") == (
        "Day one 30 Sep 2026, due 12 Oct 2026 (5 working days); left out: National Day "
        "1 Oct—7 Oct, weekend 11 Oct; worked to make up: 10 Oct."
    )


def test_due_in_calendar_days_when_nothing_moves_then_plain_counting() -> None:
    due = shipped().due(date(2026, 9, 1), 30, Term.CALENDAR)
    assert due.on == date(2026, 10, 1)
    assert (due.rests, due.make_up, due.provisional) == ((), (), False)
    assert say_due(due, "zh") == "起算日2026年9月2日，到期日2026年10月1日（30天）。"


def test_due_in_calendar_days_when_the_last_is_a_holiday_and_it_moves_then_next_working_day() -> (
    None
):
    due = shipped().due(date(2026, 9, 1), 30, Term.CALENDAR, moves=True)
    assert (due.before_moving, due.on) == (date(2026, 10, 1), date(2026, 10, 8))
    assert "届满日10月1日不是工作日，顺延" in say_due(due, "zh")
    stays = shipped().due(date(2026, 8, 31), 30, Term.CALENDAR, moves=True)
    assert (stays.before_moving, stays.on) == (None, date(2026, 9, 30))


def test_due_when_the_year_is_not_published_then_provisional_until_its_calendar_arrives(
    tmp_path: Path,
) -> None:
    before = shipped().due(date(2026, 12, 28), 5, Term.WORKING)
    assert (before.on, before.provisional) == (date(2027, 1, 4), True)
    assert "暂定" in say_due(before, "zh")
    assert "Provisional" in say_due(before, "en")
    assert not shipped().due(date(2026, 12, 28), 30, Term.CALENDAR).provisional
    off = {"2027-01-01": "元旦", "2027-01-04": "元旦"}
    file = write(tmp_path, {"2027": {"off": off, "work": {"2027-01-09": "元旦"}}})
    after = calendar_of(load_settings({"YISHI_CALENDAR": str(file)})).due(
        before.start, 5, Term.WORKING
    )
    assert (after.on, after.provisional) == (date(2027, 1, 6), False)


def test_a_notice_that_begins_in_december_reaches_into_the_year_before() -> None:
    assert shipped().holiday(date(2022, 12, 31)) == "元旦"
    assert not shipped().is_working(date(2022, 12, 31))


@given(DATES, st.integers(1, 200))
def test_arithmetic_runs_back_to_where_it_began(day: date, n: int) -> None:
    calendar = shipped()
    end = calendar.add(day, n)
    assert calendar.is_working(end)
    assert calendar.between(day, end) == n
    assert calendar.between(end, day) == -n
    start = calendar.subtract(end, n)
    assert calendar.is_working(start)
    assert calendar.add(start, n) == end
    assert calendar.due(day, n, Term.WORKING).on == end


def test_arithmetic_when_nothing_is_added_then_the_day_itself() -> None:
    assert shipped().add(date(2026, 10, 1), 0) == date(2026, 10, 1)
    assert shipped().between(date(2026, 10, 1), date(2026, 10, 1)) == 0


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2026, 1, 1), 0), (date(2026, 1, 1), 5_001), (date(9999, 12, 31), 1)],
)
def test_due_when_out_of_range_then_refused(day: date, days: int) -> None:
    with pytest.raises(Invalid):
        shipped().due(day, days, Term.WORKING)


def test_long_terms_give_weekends_as_a_number() -> None:
    told = say_due(shipped().due(date(2026, 1, 5), 60, Term.WORKING), "zh")
    assert "春节2月15日—2月23日" in told
    assert "休息日19天" in told


def write(folder: Path, content: Any) -> Path:
    file = folder / "2027.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")
    return file


OFF = {"2027-01-01": "元旦"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{\n 'a': 1}", "line 2 is no JSON"),
        ("[]", "takes an object of years"),
        ({"27": {"off": OFF}}, '"27" is no year'),
        ({"2027": {"off": {}}}, '2027: takes {"off"'),
        ({"2027": {"off": OFF, "free": {}}}, '2027: there is no field "free"'),
        ({"2027": {"off": {"2027-02-30": "春节"}}}, '2027.off: "2027-02-30" is no day'),
        ({"2027": {"off": {"2028-01-01": "元旦"}}}, "2027.off: 2028-01-01 does not belong"),
        ({"2027": {"off": {"2027-01-01": ""}}}, "2027.off.2027-01-01: takes the name"),
        ({"2027": {"off": OFF, "work": ["2027-01-09"]}}, "2027.work: takes days"),
        (
            {"2027": {"off": {"2027-01-02": "元旦"}, "work": {"2027-01-02": "元旦"}}},
            "2027: 2027-01-02 stands in off and in work",
        ),
        ('{"2027": {"off": {"2027-01-01": "元旦", "2027-01-01": "元旦"}}}', "stands twice"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(tmp_path: Path, content: Any, told: str) -> None:
    file = write(tmp_path, content)
    with pytest.raises(SettingsError) as refused:
        calendar_of(load_settings({"YISHI_CALENDAR": str(file)}))
    sentence = str(refused.value)
    assert sentence.startswith(f"YISHI_CALENDAR: {file}")
    assert told in sentence
    assert "\n" not in sentence


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        calendar_of(load_settings({"YISHI_CALENDAR": str(tmp_path / "none.json")}))


def test_start_when_the_calendar_is_wrong_then_it_stops_before_anything_is_held(
    tmp_path: Path,
) -> None:
    settings = load_settings(
        {"YISHI_CALENDAR": str(write(tmp_path, "[]")), "YISHI_STORE_URL": f"embedded:{tmp_path}"}
    )
    with pytest.raises(SettingsError, match="object of years"):
        wire(settings, [], [])
    assert not list(tmp_path.glob("*.lock"))
