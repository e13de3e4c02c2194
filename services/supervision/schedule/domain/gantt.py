"""The picture of a timetable (甘特图): bars and marks in the units of an SVG, for one template.

What a bar is, is told by its shape and a word, never by its colour alone: the plan is a filled
bar, a critical one has a thick edge, slack is a dashed line, what was done is a diamond.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.supervision.schedule.domain.schedule import Placed, Schedule

LEFT, WIDTH, ROW, TOP = 190, 560, 30, 34
MOST_TICKS = 9
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bar:
    """One step: where its bar lies (x, width), where its slack begins and how long it is.

    ``done_x``: where the diamond of the day it was done lies, nothing while it is not done.
    """

    title: str
    y: int
    x: float
    width: float
    slack_x: float
    slack_width: float
    critical: bool
    done_x: float | None


@dataclass(frozen=True)
class Picture:
    """The whole: its size, its bars, its month ticks (x, words), and the line of today."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, date], ...]
    today_x: float | None


@dataclass(frozen=True)
class _Scale:
    """Where a day lies: its left edge, ``day`` wide."""

    first: date
    day: float

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.first).days * self.day, 1)


def picture(laid: Schedule, done: Mapping[str, date], today: date) -> Picture:
    """The picture of a timetable. ``done``: step → the day it was done."""
    first, last = _span(laid, done)
    scale = _Scale(first, WIDTH / ((last - first).days + 1))
    steps = zip(laid.tasks, laid.placed, strict=True)
    bars = tuple(
        _bar(scale, TOP + number * ROW, task.title, placed, done.get(task.title))
        for number, (task, placed) in enumerate(steps)
    )
    return Picture(
        width=LEFT + WIDTH + 20,
        height=TOP + len(bars) * ROW + 12,
        bars=bars,
        ticks=tuple((scale.x(day), day) for day in _ticks(first, last)),
        today_x=scale.x(today) if first <= today <= last else None,
    )


def _bar(scale: _Scale, y: int, title: str, placed: Placed, done: date | None) -> Bar:
    x, ends = scale.x(placed.earliest_on), scale.x(placed.earliest_end_on + DAY)
    return Bar(
        title=title,
        y=y,
        x=x,
        width=round(ends - x, 1),
        slack_x=ends,
        slack_width=round(max(0.0, scale.x(placed.ends_on + DAY) - ends), 1),
        critical=placed.critical,
        done_x=round(scale.x(done) + scale.day / 2, 1) if done else None,
    )


def _span(laid: Schedule, done: Mapping[str, date]) -> tuple[date, date]:
    """From the first to the last day that anything is drawn on."""
    days = [day for one in laid.placed for day in (one.earliest_on, one.earliest_end_on)]
    days += [one.ends_on for one in laid.placed]
    days += [done[task.title] for task in laid.tasks if task.title in done]
    days += [day for day in (laid.begin_on, laid.finish_on) if day]
    return min(days), max(days)


def _ticks(first: date, last: date) -> list[date]:
    """The first days of months, fewer of them where there are many; at least the first day."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    step = max(1, -(-len(months) // MOST_TICKS))
    return months[::step] or [first]
