"""Counting back from the finish (倒排): latest and earliest starts, slack, the critical path.

Time is counted in working days from 0, the first working day of the span: a task of ``days`` that
starts on day s occupies s … s + days - 1, and ``end`` = s + days is the first day after it. The
caller turns days into dates. Pure integers; one pass forward, one back, over at most 50 tasks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.core.decision import State
from chassis.core.errors import Invalid

MAX_TASKS = 50
MAX_SPAN = 1_500
"""Working days that a timetable may be long, some six years."""


class Task(State):
    """A step: ``days`` working days long (at least 1), begun when all of ``after`` are finished.

    ``after`` names steps of the same timetable by their place from 0.
    """

    title: str
    days: int
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Slot:
    """When a step may be done. ``slack``: how many working days it may slip; negative: impossible.

    It starts at the earliest on ``earliest`` and at the latest on ``latest``. ``critical``: it is
    on a longest chain, so that the whole is late with it.
    """

    earliest: int
    latest: int
    days: int
    critical: bool

    @property
    def slack(self) -> int:
        """Working days between the earliest and the latest start."""
        return self.latest - self.earliest


@dataclass(frozen=True)
class Counted:
    """The slots in the order of the tasks, and the length of the longest chain in working days."""

    slots: tuple[Slot, ...]
    length: int


def count_back(tasks: Sequence[Task], span: int) -> Counted:
    """Count back from the end of ``span`` working days. Raises ``Invalid`` for a circle.

    Where the longest chain is longer than ``span`` the plan is impossible: latest starts then lie
    before day 0 and slack is negative on that chain.
    """
    order = _order(tasks)
    earliest = [0] * len(tasks)
    for place in order:
        earliest[place] = max([0, *(earliest[p] + tasks[p].days for p in tasks[place].after)])
    length = max((earliest[p] + tasks[p].days for p in order), default=0)
    latest = _latest(tasks, order, span)
    slots = (
        Slot(earliest[p], latest[p], task.days, latest[p] - earliest[p] == span - length)
        for p, task in enumerate(tasks)
    )
    return Counted(tuple(slots), length)


def _latest(tasks: Sequence[Task], order: Sequence[int], span: int) -> list[int]:
    """Latest starts: every step before all that follow it, the last ones before the end."""
    ends = [span] * len(tasks)
    for place in reversed(order):
        start = ends[place] - tasks[place].days
        for before in tasks[place].after:
            ends[before] = min(ends[before], start)
    return [end - task.days for end, task in zip(ends, tasks, strict=True)]


def _order(tasks: Sequence[Task]) -> list[int]:
    """The places so that each comes after those it waits for. Raises ``Invalid`` for a circle."""
    waits = {place: set(task.after) for place, task in enumerate(tasks)}
    order: list[int] = []
    while free := [place for place, after in waits.items() if not after]:
        order += free
        for place in free:
            del waits[place]
        for after in waits.values():
            after.difference_update(free)
    if waits:
        raise _circle(tasks, waits)
    return order


def _circle(tasks: Sequence[Task], waits: Mapping[int, set[int]]) -> Invalid:
    """Names the steps of one circle in their order. Every step that is left waits for another."""
    walked = [next(iter(waits))]
    while (following := min(waits[walked[-1]])) not in walked:
        walked.append(following)
    ring = [*reversed(walked[walked.index(following) :])]
    names = " → ".join(tasks[place].title for place in [*ring, ring[0]])
    return Invalid(
        "schedule-circle",
        f"步骤互相等待，排不出先后：{names}。",
        f"These steps wait for each other: {names}.",
        [{"field": "steps", "zh": names, "en": names}],
    )


def check_tasks(tasks: Sequence[Task]) -> None:
    """Raise ``Invalid`` where there are too many steps or one names what it cannot wait for."""
    if not 1 <= len(tasks) <= MAX_TASKS:
        raise Invalid(
            "steps-number", f"请列 1 至 {MAX_TASKS} 个步骤。", f"Give 1 to {MAX_TASKS} steps."
        )
    wrong = [
        {"field": "steps", "zh": f"第 {n} 步“{t.title}”的前序步骤不对。", "en": f"Step {n}."}
        for n, t in enumerate(tasks, start=1)
        if any(not 0 <= p < len(tasks) or p == n - 1 for p in t.after)
    ]
    if wrong:
        raise Invalid(
            "steps-after", "前序步骤填错了。", "A step waits for one there is not.", wrong
        )
    if count_back(tasks, 0).length > MAX_SPAN:
        raise too_long()


def too_long() -> Invalid:
    """The answer to a timetable beyond ``MAX_SPAN``."""
    return Invalid(
        "schedule-too-long",
        f"工期太长，最多 {MAX_SPAN} 个工作日。",
        f"The timetable is too long: at most {MAX_SPAN} working days.",
    )
