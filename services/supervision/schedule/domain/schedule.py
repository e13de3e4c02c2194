"""A project's timetable: its steps between two days, and the dates that come of counting back."""

from collections.abc import Sequence
from datetime import date, timedelta

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid
from chassis.rooms.calendar import Calendar
from services.supervision.schedule.domain.backward import (
    MAX_SPAN,
    Counted,
    Slot,
    Task,
    check_tasks,
    count_back,
    too_long,
)


class Placed(State):
    """A step's dates: first and last day by the latest start, the earliest days, its slack."""

    starts_on: date
    ends_on: date
    earliest_on: date
    earliest_end_on: date
    slack: int
    critical: bool


class Schedule(State):
    """The steps, and their dates as they were counted when it was laid down.

    ``placed`` stays as it was when the calendar of working days changes, so that a difference is
    seen and proposed, never made silently. ``possible_on``: the shortest possible last day;
    ``laid_on``: the day on which it was laid down.
    """

    begin_on: date | None = None
    finish_on: date | None = None
    tasks: tuple[Task, ...] = ()
    placed: tuple[Placed, ...] = ()
    possible_on: date | None = None
    laid_on: date | None = None

    @property
    def began_before(self) -> bool:
        """Whether it was laid down with a beginning in the past."""
        return bool(self.laid_on and self.begin_on and self.begin_on < self.laid_on)

    @property
    def laid(self) -> bool:
        """Whether there is a timetable."""
        return bool(self.tasks)

    @property
    def impossible(self) -> bool:
        """Whether even the shortest possible way ends after the finish."""
        return bool(self.possible_on and self.finish_on and self.possible_on > self.finish_on)


def lay(tasks: Sequence[Task], begin_on: date, finish_on: date, calendar: Calendar) -> Schedule:
    """Count back over the working days from ``begin_on`` to ``finish_on``. Raises ``Invalid``."""
    check_tasks(tasks)
    if finish_on < begin_on:
        raise Invalid(
            "finish-before-begin",
            "完成日期早于开工日期。",
            "The finish lies before the beginning.",
            [{"field": "finish_on", "zh": "完成日期早于开工日期。", "en": "Before the beginning."}],
        )
    before = begin_on - timedelta(days=1)
    span = calendar.between(before, finish_on)
    if span > MAX_SPAN:
        raise too_long()
    counted = count_back(tasks, span)
    days = _Days(calendar, begin_on, max(span, counted.length))
    return Schedule(
        begin_on=begin_on,
        finish_on=finish_on,
        tasks=tuple(tasks),
        placed=tuple(_placed(slot, days) for slot in counted.slots),
        possible_on=_possible(counted, days, begin_on),
    )


def _possible(counted: Counted, days: "_Days", begin_on: date) -> date:
    return days.on(counted.length - 1) if counted.length else begin_on


class _Days:
    """The working days of the span by their number, and a few before it for impossible plans."""

    def __init__(self, calendar: Calendar, begin_on: date, number: int) -> None:
        self.calendar = calendar
        self.begin = begin_on
        self.known: list[date] = []
        day = begin_on - timedelta(days=1)
        for _ in range(number):
            day = calendar.add(day, 1)
            self.known.append(day)

    def on(self, number: int) -> date:
        """The working day of this number; before 0 it is counted back from the beginning."""
        if number >= 0:
            return self.known[number]
        return self.calendar.subtract(self.known[0], -number)


def _placed(slot: Slot, days: _Days) -> Placed:
    return Placed(
        starts_on=days.on(slot.latest),
        ends_on=days.on(slot.latest + slot.days - 1),
        earliest_on=days.on(slot.earliest),
        earliest_end_on=days.on(slot.earliest + slot.days - 1),
        slack=slot.slack,
        critical=slot.critical,
    )


def check_finish(finish_on: date, plan_finish: date | None) -> None:
    """Another day than the plan's takes a change of plan with its public notice (变更公示)."""
    if plan_finish is not None and finish_on > plan_finish:
        zh = f"完成日期晚于推进计划的完成期限 {plan_finish}；要推迟，请先申请变更。"
        en = f"After the plan’s finish, {plan_finish}: ask for a change of plan first."
        row = {"field": "finish_on", "zh": zh, "en": en}
        raise Invalid("finish-after-plan", zh, en, [row])


def lay_down(laid: Schedule) -> Change[Schedule]:
    """The timetable takes the place of the one before."""
    return Change(laid)


def again(known: Schedule, calendar: Calendar) -> Schedule:
    """The same steps between the same days, by the calendar as it is now."""
    if known.begin_on is None or known.finish_on is None:
        return known
    laid = lay(known.tasks, known.begin_on, known.finish_on, calendar)
    return laid.model_copy(update={"laid_on": known.laid_on})
