"""The picture of a timetable (甘特图): bars and marks in the units of an SVG, for one template.

What a bar is, is told by its shape and a word, never by its colour alone: the plan is a filled
bar, a critical one has a thick edge, slack is a dashed line, what was done is a diamond.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.supervision.schedule.domain.schedule import Schedule

LEFT, WIDTH, ROW, TOP = 190, 560, 30, 34
MOST_TICKS = 9


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


def picture(laid: Schedule, done: Mapping[str, date], today: date) -> Picture:
    """The picture of a timetable. ``done``: step → the day it was done."""
    first, last = _span(laid, done)
    scale = WIDTH / max(1, (last - first).days + 1)

    def x_of(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    bars = []
    for number, (task, placed) in enumerate(zip(laid.tasks, laid.placed, strict=True)):
        starts, ends = placed.earliest_on, placed.earliest_end_on + timedelta(days=1)
        slack = max(0.0, x_of(placed.ends_on + timedelta(days=1)) - x_of(ends))
        finished = done.get(task.title)
        bars.append(
            Bar(
                title=task.title,
                y=TOP + number * ROW,
                x=x_of(starts),
                width=round(x_of(ends) - x_of(starts), 1),
                slack_x=x_of(ends),
                slack_width=round(slack, 1),
                critical=placed.critical,
                done_x=round(x_of(finished) + scale / 2, 1) if finished else None,
            )
        )
    within = first <= today <= last
    return Picture(
        width=LEFT + WIDTH + 20,
        height=TOP + len(bars) * ROW + 12,
        bars=tuple(bars),
        ticks=tuple((x_of(day), day) for day in _ticks(first, last)),
        today_x=x_of(today) if within else None,
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
