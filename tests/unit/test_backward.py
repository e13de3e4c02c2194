"""倒排 (W-20): counting back over working days, by properties and against every order there is."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.core.errors import Invalid
from chassis.rooms.calendar import Calendar
from chassis.rooms.calendar_file import SHIPPED, read_years
from services.supervision.schedule.domain.backward import Task, check_tasks, count_back
from services.supervision.schedule.domain.gantt import picture
from services.supervision.schedule.domain.schedule import again, lay

CALENDAR = Calendar(read_years(SHIPPED))


@st.composite
def plans(draw: st.DrawFn, most: int = 12) -> list[Task]:
    """Steps in any order whose waiting makes no circle: each waits only for lower ranks."""
    number = draw(st.integers(1, most))
    ranks = draw(st.permutations(range(number)))
    tasks = []
    for place in range(number):
        lower = [other for other in range(number) if ranks[other] < ranks[place]]
        after = draw(st.lists(st.sampled_from(lower), unique=True, max_size=3)) if lower else []
        days = draw(st.integers(1, 30))
        tasks.append(Task(title=f"步骤{place}", days=days, after=tuple(after)))
    return tasks


def chain(tasks: Sequence[Task], place: int) -> int:
    """The longest chain that ends with this step, found by trying all of them."""
    return tasks[place].days + max((chain(tasks, one) for one in tasks[place].after), default=0)


@settings(max_examples=60, deadline=None)
@given(plans(), st.integers(0, 60))
def test_count_when_the_span_is_long_enough_then_slack_and_order_hold(
    tasks: list[Task], spare: int
) -> None:
    length = max(chain(tasks, place) for place in range(len(tasks)))
    counted = count_back(tasks, length + spare)
    assert counted.length == length
    for task, slot in zip(tasks, counted.slots, strict=True):
        assert slot.slack >= spare >= 0
        assert slot.critical == (slot.slack == spare)
        assert slot.latest + slot.days <= length + spare
        for before in task.after:
            earlier = counted.slots[before]
            assert earlier.earliest + earlier.days <= slot.earliest
            assert earlier.latest + earlier.days <= slot.latest
    critical = [place for place, slot in enumerate(counted.slots) if slot.critical]
    assert max(chain(tasks, place) for place in critical) == length


@settings(max_examples=40, deadline=None)
@given(plans(most=5), st.integers(1, 40))
def test_count_when_every_order_is_tried_then_none_is_shorter(
    tasks: list[Task], short: int
) -> None:
    """Brute force: in each order of the steps, each begins as soon as it may."""
    best = min(
        (end for order in permutations(range(len(tasks))) if (end := _end(tasks, order))),
    )
    counted = count_back(tasks, best - short)
    assert counted.length == best
    assert min(slot.slack for slot in counted.slots) == -short  # impossible, and by how much


def _end(tasks: Sequence[Task], order: Sequence[int]) -> int:
    ends: dict[int, int] = {}
    for place in order:
        if any(before not in ends for before in tasks[place].after):
            return 0
        begin = max((ends[before] for before in tasks[place].after), default=0)
        ends[place] = begin + tasks[place].days
    return max(ends.values())


def test_circle_when_steps_wait_for_each_other_then_named_in_their_order() -> None:
    tasks = [
        Task(title="踏勘", days=2),
        Task(title="设计", days=2, after=(0, 3)),
        Task(title="采购", days=2, after=(1,)),
        Task(title="施工", days=2, after=(2,)),
    ]
    with pytest.raises(Invalid) as found:
        check_tasks(tasks)
    assert "采购 → 施工 → 设计 → 采购" in found.value.zh
    assert found.value.code == "schedule-circle"


@pytest.mark.parametrize(
    ("tasks", "code"),
    [
        ([], "steps-number"),
        ([Task(title="施工", days=1)] * 51, "steps-number"),
        ([Task(title="施工", days=1, after=(0,))], "steps-after"),
        ([Task(title="施工", days=1, after=(4,))], "steps-after"),
        ([Task(title=f"{n}", days=250, after=(n - 1,) * (n > 0)) for n in range(8)], None),
    ],
)
def test_steps_when_they_cannot_be_then_refused(tasks: list[Task], code: str | None) -> None:
    with pytest.raises(Invalid) as found:
        check_tasks(tasks)
    assert found.value.code == (code or "schedule-too-long")


STEPS = [
    Task(title="踏勘", days=5),
    Task(title="公示", days=2, after=(0,)),
    Task(title="采购", days=10, after=(0,)),
    Task(title="施工", days=10, after=(1, 2)),
]


def test_dates_when_counted_over_a_holiday_then_only_working_days_count() -> None:
    laid = lay(STEPS, date(2025, 9, 22), date(2025, 11, 7), CALENDAR)
    last = laid.placed[3]
    # 1 to 8 October are off; 28 September and 11 October are worked.
    assert (last.starts_on, last.ends_on) == (date(2025, 10, 27), date(2025, 11, 7))
    assert [one.critical for one in laid.placed] == [True, False, True, True]
    assert laid.placed[1].slack == laid.placed[2].slack + 8
    assert laid.possible_on == date(2025, 10, 30)
    assert not laid.impossible


def test_plan_when_it_cannot_be_kept_then_flagged_with_the_shortest_day() -> None:
    laid = lay(STEPS, date(2025, 9, 22), date(2025, 10, 10), CALENDAR)
    assert laid.impossible
    assert laid.possible_on == date(2025, 10, 30)
    assert laid.placed[0].slack < 0
    kept = lay(STEPS, date(2025, 9, 22), laid.possible_on, CALENDAR)
    assert not kept.impossible
    assert min(one.slack for one in kept.placed) == 0


def test_calendar_when_it_changes_then_the_dates_stay_until_somebody_counts_again() -> None:
    laid = lay(STEPS, date(2025, 9, 22), date(2025, 11, 7), CALENDAR)
    assert again(laid, CALENDAR) == laid
    other = again(laid, Calendar({}))  # as it would be without the notice of that year
    assert other != laid
    assert other.tasks == laid.tasks


def test_picture_when_drawn_then_bars_lie_inside_and_what_was_done_has_its_mark() -> None:
    laid = lay(STEPS, date(2025, 9, 22), date(2025, 11, 7), CALENDAR)
    drawn = picture(laid, {"踏勘": date(2025, 9, 26)}, date(2025, 10, 9))
    assert [bar.critical for bar in drawn.bars] == [True, False, True, True]
    assert [bar.done_x is not None for bar in drawn.bars] == [True, False, False, False]
    ends = [bar.x + bar.width + bar.slack_width for bar in drawn.bars]
    assert max(ends) <= drawn.width
    assert min(bar.x for bar in drawn.bars) > 0
    assert drawn.bars[1].slack_width > 0
    assert drawn.today_x is not None
