"""Meetings of every period: what a period is, which were missed, what was agreed on."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.errors import Refused
from contracts.charter import Cadence
from services.assembly.cadence.domain import (
    ACTIONS,
    LOOKED_BACK,
    Agreed,
    Meeting,
    Views,
    agree,
    finish,
    first_day,
    hold,
    last_day,
    missed,
    period_of,
)

MONTHLY = Cadence(id="CONSULTATION", zh="联席会商", en="Consultation", months=1)
YEARLY = Cadence(id="ASSESSMENT", zh="综合考核", en="Assessment", months=12, assesses=True)
TODAY = date(2026, 11, 30)
LENGTHS = st.sampled_from([1, 3, 6, 12])
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def meeting(**changed: Any) -> Meeting:
    given: dict[str, Any] = {
        "cadence": "CONSULTATION", "period": "2026-11", "held_on": date(2026, 11, 5),
        "place": "三楼会议室", "host": "李主任", "present": ("甲",), "topic": "老年食堂",
        "points": ("选址已定",), "by": "clerk",
    }  # fmt: skip
    return Meeting.model_validate(given | changed)


def agreed(**changed: Any) -> Agreed:
    given = {"what": "办理消防验收", "unit": "公共安全办公室", "due_on": date(2026, 11, 20)}
    return Agreed.model_validate(given | changed)


@given(LENGTHS, DAYS)
def test_period_when_any_day_is_asked_then_it_lies_between_the_periods_ends(
    months: int, on: date
) -> None:
    period = period_of(months, on)
    assert first_day(months, on) <= on <= last_day(months, period)
    assert period_of(months, first_day(months, on)) == period
    assert period_of(months, last_day(months, period)) == period
    assert period_of(months, last_day(months, period) + timedelta(days=1)) != period


@pytest.mark.parametrize(
    ("months", "held", "found"),
    [
        (1, {"2026-08", "2026-10"}, ["2026-07", "2026-09"]),
        (1, {"2026-07", "2026-08", "2026-09", "2026-10"}, []),
        (3, set(), ["2026-Q3"]),
        (6, set(), []),
        (12, set(), []),
    ],
)
def test_missed_when_periods_are_over_without_a_meeting_then_named(
    months: int, held: set[str], found: list[str]
) -> None:
    assert missed(months, date(2026, 6, 15), TODAY, held) == found


@given(LENGTHS, DAYS, DAYS)
def test_missed_when_nothing_was_ever_held_then_bounded_and_all_over(
    months: int, since: date, today: date
) -> None:
    found = missed(months, since, today, ())
    assert len(found) <= LOOKED_BACK
    assert found == sorted(set(found))
    assert all(last_day(months, period) < today for period in found)


def test_meeting_when_held_then_it_is_said_without_names() -> None:
    change = hold(MONTHLY, meeting(), "m1", TODAY)
    said = change.events[0].model_dump()
    assert said == {"meeting": "m1", "cadence": "CONSULTATION", "period": "2026-11",
                    "held_on": "2026-11-05"}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "changed", "code"),
    [
        (MONTHLY, {"held_on": date(2026, 12, 1)}, "meeting-in-future"),
        (YEARLY, {}, "views-missing"),
    ],
)
def test_meeting_when_it_cannot_be_noted_then_refused(
    rule: Cadence, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        hold(rule, meeting(**changed), "m1", TODAY)
    assert refused.value.code == code


def test_assessment_when_both_views_are_told_then_taken() -> None:
    views = Views(committee=92, committee_source="两委测评", residents=88, residents_source="问卷")
    assert hold(YEARLY, meeting(views=views), "m1", TODAY).state.views == views


def test_points_when_agreed_and_done_then_pending_follows() -> None:
    one = agree(meeting(), agreed()).state
    two = agree(one, agreed(what="第二件")).state
    assert (two.pending, len(two.agreed)) == (True, 2)
    half = finish(two, 1, "已完成", TODAY).state
    assert (half.pending, half.agreed[0].done_on, half.agreed[1].done_on) == (True, TODAY, None)
    assert finish(half, 2, "已完成", TODAY).state.pending is False


@pytest.mark.parametrize(("place", "code"), [(0, "no-such-point"), (3, "no-such-point"),
                                             (1, "point-done")])  # fmt: skip
def test_point_when_it_cannot_be_done_then_refused(place: int, code: str) -> None:
    one = finish(agree(meeting(), agreed()).state, 1, "已完成", TODAY).state
    with pytest.raises(Refused) as refused:
        finish(one, place, "再办", TODAY)
    assert refused.value.code == code


def test_point_when_due_before_the_meeting_or_one_too_many_then_refused() -> None:
    with pytest.raises(Refused) as refused:
        agree(meeting(), agreed(due_on=date(2026, 11, 4)))
    assert refused.value.code == "due-before-meeting"
    full = meeting(agreed=(agreed(),) * ACTIONS)
    with pytest.raises(Refused) as refused:
        agree(full, agreed())
    assert refused.value.code == "many-agreed"
