"""Working days of China: due dates with their working shown, and arithmetic for schedules.

    due = calendar_of(ctx.settings).due(date(2026, 9, 28), 5, Term.WORKING)
    due.on, due.provisional, say_due(due, "zh")  # say_due: calendar_words

The day after the start is day one (期间开始的日不计入). A year without an official notice counts
Monday to Friday, and what rests on it is provisional (暂定) until its notice is loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from chassis.core.errors import Invalid
from chassis.core.settings import Settings, SettingsError
from chassis.rooms.calendar_file import SHIPPED, CalendarError, Year, read_years

MOST_DAYS = 5_000
WEEKEND = "休息日"


class Term(StrEnum):
    """How the days of a term are counted: every day (自然日), or working days (工作日)."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True)
class Rest:
    """A run of days that do not count. ``zh`` is the holiday's name, or 休息日."""

    first: date
    last: date
    zh: str

    @property
    def days(self) -> int:
        """How many days it is long."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Due:
    """A due date and how it comes about: what a page prints and a person can check.

    ``start`` does not count, ``first`` is day one, ``on`` the last day. ``rests`` were left out,
    ``make_up`` are weekend days that counted as worked. ``before_moving`` is the counted last day
    where it was no working day and so moved on to ``on``.
    """

    start: date
    days: int
    term: Term
    on: date
    rests: tuple[Rest, ...] = ()
    make_up: tuple[date, ...] = ()
    before_moving: date | None = None
    provisional: bool = False

    @property
    def first(self) -> date:
        """The day that counts as day one (起算日)."""
        return self.start + timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The official years as they were loaded. Dates are those of Asia/Shanghai."""

    years: Mapping[int, Year]

    def is_known(self, day: date) -> bool:
        """Whether the official notice of the day's year was loaded."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; without a notice Monday to Friday are."""
        return (day.weekday() < 5 and not self.holiday(day)) or bool(self.make_up(day))

    def holiday(self, day: date) -> str:
        """The holiday the day is off for, empty for any other day."""
        return next((year.off[day] for year in self._near(day) if day in year.off), "")

    def make_up(self, day: date) -> str:
        """The holiday for which this weekend day is worked, empty for any other day."""
        near = self._near(day) if day.weekday() >= 5 else ()
        return next((year.work[day] for year in near if day in year.work), "")

    def _near(self, day: date) -> Iterator[Year]:
        # The next year's notice may begin in December.
        return (self.years[y] for y in (day.year, day.year + 1) if y in self.years)

    def due(self, start: date, days: int, term: Term, *, moves: bool = False) -> Due:
        """The last day of a term of ``days`` that runs from the day after ``start``.

        ``moves``: a last day that is not worked moves on to the next working day, as statutory
        terms do; a term in working days ends on one anyway. Raises ``Invalid`` where ``days`` is
        not 1 to 5,000.
        """
        _check(start, days, least=1)
        last = start + timedelta(days=days) if term is Term.CALENDAR else self.add(start, days)
        on = self.add(last, 1) if moves and not self.is_working(last) else last
        since = start if term is Term.WORKING else last - timedelta(days=1) if moves else on
        passed = list(_days(since, on))
        return Due(
            start=start,
            days=days,
            term=term,
            on=on,
            rests=_runs([(day, self._rest(day)) for day in passed if not self.is_working(day)]),
            make_up=tuple(day for day in passed if self.make_up(day)),
            before_moving=last if last != on else None,
            provisional=not all(self.is_known(day) for day in passed),
        )

    def _rest(self, day: date) -> str:
        return self.holiday(day) or WEEKEND

    def add(self, day: date, working_days: int) -> date:
        """The n-th working day after ``day``; 0 is the day itself. Raises ``Invalid``."""
        return self._walk(day, working_days, timedelta(days=1))

    def subtract(self, day: date, working_days: int) -> date:
        """The n-th working day before ``day``, to schedule back from an end. Raises ``Invalid``."""
        return self._walk(day, working_days, timedelta(days=-1))

    def _walk(self, day: date, working_days: int, step: timedelta) -> date:
        _check(day, working_days, least=0)
        while working_days:
            day += step
            working_days -= self.is_working(day)
        return day

    def between(self, after: date, to: date) -> int:
        """How many working days come after ``after`` up to and with ``to``; negative backwards."""
        if to < after:
            return -self.between(to, after)
        _check(after, (to - after).days, least=0)
        return sum(self.is_working(day) for day in _days(after, to))


def _check(day: date, days: int, least: int) -> None:
    if not (least <= days <= MOST_DAYS and 1950 <= day.year <= 2150):
        raise Invalid(
            "term-out-of-range",
            f"期限应为 {least} 至 {MOST_DAYS} 天，日期应在 1950 年至 2150 年之间。",
            f"A term takes {least} to {MOST_DAYS} days and starts between 1950 and 2150.",
        )


def _days(after: date, to: date) -> Iterator[date]:
    return (after + timedelta(days=n) for n in range(1, (to - after).days + 1))


def _runs(days: list[tuple[date, str]]) -> tuple[Rest, ...]:
    runs: list[Rest] = []
    for day, zh in days:
        last = runs[-1] if runs else None
        if last and last.zh == zh and day - last.last == timedelta(days=1):
            runs[-1] = Rest(last.first, day, zh)
        else:
            runs.append(Rest(day, day, zh))
    return tuple(runs)


def calendar_of(settings: Settings) -> Calendar:
    """The shipped years with those of ``YISHI_CALENDAR`` over them, read once.

    Raises ``SettingsError`` in one sentence where that file is wrong.
    """
    return _loaded(settings.calendar)


@lru_cache(maxsize=8)
def _loaded(path: str) -> Calendar:
    years = read_years(SHIPPED)
    if path:
        try:
            years |= read_years(Path(path))
        except CalendarError as error:
            raise SettingsError(f"YISHI_CALENDAR: {error}") from None
    return Calendar(years)
