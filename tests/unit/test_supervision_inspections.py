"""Inspections: every allowed move, every forbidden one, every guard (E-33 … E-35)."""

from datetime import date

import pytest

from chassis.core.decision import Change
from chassis.core.errors import Invalid, WrongState
from contracts.charter import InspectionStage
from contracts.supervision import (
    InspectionConducted,
    InspectionPlanned,
)
from services.supervision.inspection.domain import inspecting
from services.supervision.inspection.domain.inspection import (
    INSPECTION_TABLE,
    Aspect,
    Finding,
    Status,
    Verdict,
    has_open_findings,
    overdue,
)
from tests.unit.supervision_things import (
    INSPECTION_ACTS,
    TODAY,
    a_project,
    a_report,
    an_inspection,
    cause,
    looked,
)


@pytest.mark.parametrize("status", INSPECTION_TABLE.statuses())
@pytest.mark.parametrize("action", INSPECTION_ACTS)
def test_inspection_when_moved_then_exactly_as_the_table_says(status: str, action: str) -> None:
    inspection = an_inspection(status)
    following = INSPECTION_TABLE.moves.get((Status(status), action))
    if following is None:
        with pytest.raises(WrongState):
            INSPECTION_ACTS[action](inspection)
        return
    assert INSPECTION_ACTS[action](inspection).state.status == following


def test_inspection_table_when_read_then_every_action_is_tried_here() -> None:
    assert {action for _, action in INSPECTION_TABLE.moves} == set(INSPECTION_ACTS)
    assert set(INSPECTION_TABLE.zh) == set(INSPECTION_TABLE.statuses()) == set(Status)


def test_plan_for_when_created_then_counted_from_the_announcement() -> None:
    stage = InspectionStage(id="START", zh="启动督查", en="Start", after_days=30)
    change = inspecting.plan_for("p1", a_project(), stage, cause())(None)
    assert change.state.planned_on == date(2025, 5, 20)
    assert isinstance(change.events[0], InspectionPlanned)
    assert inspecting.plan_for("p1", a_project(), stage, cause())(change.state).events == ()


def test_correct_when_the_day_moves_then_said_again_and_kept() -> None:
    change = INSPECTION_ACTS["correct"](an_inspection())
    assert change.state.planned_on == date(2025, 6, 9)
    assert change.state.history[-1].note == "2025-05-20 → 2025-06-09：下雨"
    assert [type(said) for said in change.events] == [InspectionPlanned]
    people = inspecting.correct(an_inspection(), None, ["王"], "定人", cause())
    assert (people.state.inspectors, list(people.events)) == (("王",), [])
    same = an_inspection()
    assert inspecting.correct(same, same.planned_on, None, "?", cause()) == Change(same)
    with pytest.raises(Invalid, match="before-announcement"):
        inspecting.correct(same, date(2025, 4, 20), None, "?", cause())


@pytest.mark.parametrize("on", [date(2025, 4, 19), date(2025, 6, 2)])
def test_conduct_when_day_is_impossible_then_refused(on: date) -> None:
    with pytest.raises(Invalid, match="conducted-on"):
        inspecting.conduct("i1", an_inspection("NOTIFIED"), a_report(on=on), TODAY, cause())


def test_conduct_when_done_then_said_without_its_findings() -> None:
    change = INSPECTION_ACTS["conduct"](an_inspection("NOTIFIED"))
    assert change.events == [
        InspectionConducted(inspection="i1", project="p1", cycle="2025", stage="START")
    ]


def test_close_when_a_problem_is_open_then_refused() -> None:
    seen = an_inspection("CONDUCTED", report=a_report(Verdict.PROBLEM))
    assert has_open_findings(seen)
    with pytest.raises(WrongState, match="findings-open"):
        inspecting.close(seen, cause())


def test_recheck_when_by_one_who_inspected_then_refused() -> None:
    rectifying = an_inspection("RECTIFYING")
    with pytest.raises(Invalid, match="same-person"):
        inspecting.recheck(rectifying, looked("王"), None, TODAY, cause())
    deputy = cause("dep-1", "DEPUTY")
    conducted = inspecting.conduct("i1", an_inspection("NOTIFIED"), a_report(), TODAY, deputy)
    again = rectifying.model_copy(update={"history": conducted.state.history})
    with pytest.raises(Invalid, match="same-person"):
        inspecting.recheck(again, looked("别名"), None, TODAY, deputy)
    other = cause("dep-2", "DEPUTY")
    assert inspecting.recheck(again, looked("孙"), None, TODAY, other).state.status == "RECHECKED"


def test_recheck_when_not_passed_then_a_later_day_is_needed() -> None:
    rectifying = an_inspection("RECTIFYING", due_on=TODAY)
    with pytest.raises(Invalid, match="due-on"):
        inspecting.recheck(rectifying, looked("孙", passed=False), None, TODAY, cause())
    failed = INSPECTION_ACTS["fail_recheck"](rectifying).state
    assert (failed.due_on, len(failed.rechecks)) == (date(2025, 7, 1), 1)


def test_rectify_when_due_today_then_refused() -> None:
    with pytest.raises(Invalid, match="due-on"):
        inspecting.rectify(an_inspection("FINDINGS"), TODAY, TODAY, cause())


def test_findings_when_too_many_then_refused() -> None:
    many = [Finding(aspect=Aspect.OTHER, text="x")] * 31
    with pytest.raises(Invalid, match="too-many-findings"):
        inspecting.find(an_inspection("CONDUCTED"), many, cause())


def test_overdue_when_day_passed_then_only_while_open() -> None:
    assert overdue(an_inspection("PLANNED"), TODAY)
    assert not overdue(an_inspection("PLANNED"), date(2025, 5, 20))
    assert not overdue(an_inspection("CLOSED"), TODAY)
    assert overdue(an_inspection("RECTIFYING", due_on=date(2025, 5, 31)), TODAY)
    assert not overdue(an_inspection("RECTIFYING", due_on=TODAY), TODAY)
