"""The story of the demo ends today: its dates are moved, its acts come in one order of time."""

import asyncio
from datetime import date

from chassis.core.clock import day
from launch.demo.calendar import Calendar, StoryClock
from launch.demo.case import TOLD_UNTIL, load_case


def test_case_when_moved_then_whole_weeks_and_nothing_after_today() -> None:
    for today in (date(2026, 11, 24), date(2027, 1, 1), date(2028, 2, 29)):
        case = load_case("dongtang", today)
        assert case.moved % 7 == 0
        assert 0 <= (today - case.day(TOLD_UNTIL.isoformat())).days < 7
        assert date.fromisoformat(case.story["session"]["date"]) < today
        assert case.cycle == str(case.day("2025-01-14").year)
        assert case.cycle in case.story["session"]["agenda"][1]


def test_case_when_not_moved_then_as_it_is_told() -> None:
    case = load_case("wujialing")
    assert (case.cycle, case.story["session"]["date"]) == ("2025", "2025-04-17")


async def test_calendar_when_two_cases_play_then_acts_come_by_date() -> None:
    clock, told = StoryClock(), []
    calendar = Calendar(clock, 2)

    async def play(name: str, days: list[int]) -> None:
        for number in days:
            await calendar.reach(date(2025, 3, number))
            told.append((name, day(clock()).day))
        await calendar.leave()

    await asyncio.gather(play("a", [1, 5, 9]), play("b", [2, 3, 20]))
    assert told == [("a", 1), ("b", 2), ("b", 3), ("a", 5), ("a", 9), ("b", 20)]


async def test_calendar_when_the_clock_is_not_ours_then_nobody_waits() -> None:
    calendar = Calendar(None, 2)
    await calendar.reach(date(2025, 3, 1))
    assert not calendar.ours
