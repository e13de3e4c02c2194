"""Projects: every allowed move, every forbidden one, every guard, the light."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.core.decision import Change
from chassis.core.errors import Invalid, Problem, WrongState
from contracts.envelope import Event
from contracts.project_rules import WatchRules
from contracts.supervision import (
    ProjectAccepted,
    ProjectCreated,
    ProjectReclassed,
    ProjectStageChanged,
)
from services.supervision.changing import domain as changing
from services.supervision.inspection.domain.inspection import INSPECTION_TABLE
from services.supervision.project.domain import life
from services.supervision.project.domain import project as projects
from services.supervision.project.domain.correcting import correct
from services.supervision.project.domain.lights import light_of
from services.supervision.project.domain.project import (
    PROJECT_TABLE,
    Plan,
    ProjectStatus,
)
from services.supervision.trail.domain import MAX_HISTORY, Step, noted
from tests.unit.supervision_things import (
    ANNOUNCED,
    ECONOMY,
    ITEM,
    LIVELIHOOD,
    PROJECT_ACTS,
    RULES,
    TODAY,
    a_plan,
    a_project,
    an_inspection,
    cause,
)

SAYS: dict[str, list[type[Event]]] = {
    "achieve": [],
    "add_photos": [],
    "accept": [ProjectStageChanged, ProjectAccepted],
}
HEARD = {"survey_below"}
"""What an event brings, not a person: out of its turn it changes nothing."""


@pytest.mark.parametrize("status", PROJECT_TABLE.statuses())
@pytest.mark.parametrize("action", PROJECT_ACTS)
def test_project_when_moved_then_exactly_as_the_table_says(status: str, action: str) -> None:
    project = a_project(status)
    following = PROJECT_TABLE.moves.get((ProjectStatus(status), action))
    if following is None and action in HEARD:
        assert PROJECT_ACTS[action](project).state is project
        return
    if following is None:
        with pytest.raises(WrongState):
            PROJECT_ACTS[action](project)
        return
    change = PROJECT_ACTS[action](project)
    assert change.state.status == following
    assert action == "add_photos" or change.state.history[-1].status == following
    expected = SAYS.get(action, [ProjectStageChanged])
    assert [type(said) for said in change.events] == expected


def test_project_table_when_read_then_every_action_is_tried_here() -> None:
    named = {action for _, action in PROJECT_TABLE.moves}
    assert named - set(PROJECT_ACTS) == {"back_to_started", "back_to_implementing"}
    assert set(PROJECT_TABLE.zh) == set(PROJECT_TABLE.statuses()) == set(ProjectStatus)


# ---- class and group -----------------------------------------------------------------------


def test_begin_when_heard_again_then_nothing_changes() -> None:
    decide = projects.begin(ITEM, LIVELIHOOD, "X", "b1", "2025", ANNOUNCED, cause())
    first = decide(None)
    assert isinstance(first.events[0], ProjectCreated)
    assert (first.events[0].project_class, first.events[0].group) == ("LIVELIHOOD", "LG")
    assert decide(first.state) == Change(first.state)


def test_reclass_when_other_class_then_the_group_moves_and_it_is_logged() -> None:
    change = projects.reclass("p1", a_project(), ECONOMY, "以经营为主", cause())
    assert (change.state.project_class, change.state.group.id) == ("ECONOMY", "EG")
    assert change.events == [
        ProjectReclassed(project="p1", cycle="2025", project_class="ECONOMY", group="EG")
    ]
    assert change.state.history[-1].note == "民生类（民生组）→ 经济类（经济组）：以经营为主"


def test_reclass_when_same_class_then_refused() -> None:
    with pytest.raises(Invalid, match="same-class"):
        projects.reclass("p1", a_project(), LIVELIHOOD, "?", cause())


@pytest.mark.parametrize("status", ["WRITTEN_OFF", "TERMINATED"])
def test_facts_when_project_ended_then_neither_corrected_nor_reclassed(status: str) -> None:
    ended = a_project(status)
    with pytest.raises(WrongState, match="project-ended"):
        correct("p1", ended, {"place": "别处"}, "?", cause())
    with pytest.raises(WrongState, match="project-ended"):
        projects.reclass("p1", ended, ECONOMY, "?", cause())


def test_correct_when_nothing_differs_then_nothing_is_written() -> None:
    project = a_project()
    assert correct("p1", project, {"place": "牛婆塘"}, "x", cause()) == Change(project)
    changed = correct("p1", project, {"place": "新雨"}, "记错", cause()).state
    assert changed.history[-1].note == "地点：牛婆塘 → 新雨（记错）"


# ---- guards of a project -------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        a_plan(date(2025, 12, 2)),
        a_plan(date(2025, 4, 19)),
        a_plan(date(2025, 4, 20), finish=date(2025, 4, 20)),
    ],
)
def test_plan_when_impossible_then_refused_with_the_fields(wrong: Plan) -> None:
    with pytest.raises(Invalid, match="impossible-plan") as caught:
        life.plan("p1", a_project(), wrong, cause())
    assert caught.value.details


def test_plan_when_a_milestone_lies_before_the_project_then_told_so_and_not_called_late() -> None:
    early = a_plan(date(2025, 4, 19), date(2025, 7, 1))
    with pytest.raises(Invalid) as caught:
        life.plan("p1", a_project(), early, cause())
    (row,) = caught.value.details
    assert row["field"] == "milestones"
    assert row["zh"] == "第 1 个节点“节点0”的日期早于立项（2025-04-20）。"
    assert "晚" not in row["zh"]


def test_plan_when_a_milestone_lies_after_the_end_then_counted_as_people_count() -> None:
    late = a_plan(date(2025, 7, 1), date(2025, 12, 2))
    with pytest.raises(Invalid) as caught:
        life.plan("p1", a_project(), late, cause())
    (row,) = caught.value.details
    assert (row["field"], row["zh"]) == ("milestones", "第 2 个节点“节点1”的日期晚于完成期限。")


@pytest.mark.parametrize(
    ("today", "colour", "days"),
    [
        (date(2025, 4, 10), "green", 0),  # before the project was there at all
        (date(2025, 4, 20), "green", 0),
        (date(2025, 4, 25), "red", 5),  # half of the milestones behind, five days of a project
    ],
)
def test_light_when_a_milestone_lies_before_the_project_then_late_from_its_beginning(
    today: date, colour: str, days: int
) -> None:
    project = a_project("IMPLEMENTING", plan=a_plan(date(2025, 3, 1), date(2025, 9, 1)))
    found = light_of(project, today, WatchRules())
    assert found is not None
    assert (found.colour, found.days) == (colour, days)


def test_budget_when_outside_the_guide_then_told_and_never_refused() -> None:
    assert not life.outside_guide(RULES, 10_000)
    assert not life.outside_guide(RULES, 100_000)
    assert life.outside_guide(RULES, 9_999)
    assert life.outside_guide(RULES, 100_001)
    free = RULES.model_copy(update={"budget_from": 0, "budget_to": 0})
    assert not life.outside_guide(free, 10**9)


@pytest.mark.parametrize("status", INSPECTION_TABLE.statuses())
def test_start_when_start_inspection_not_notified_then_refused(status: str) -> None:
    project, held = a_project("PLANNED"), [an_inspection(status)]
    if status == "PLANNED":
        with pytest.raises(WrongState, match="start-inspection-missing"):
            life.start("p1", project, held, True, cause())
    else:
        assert life.start("p1", project, held, True, cause()).state.status == "STARTED"


def test_start_when_only_another_inspection_was_notified_then_refused() -> None:
    other = [an_inspection("NOTIFIED", "ACCEPTANCE")]
    with pytest.raises(WrongState, match="start-inspection-missing"):
        life.start("p1", a_project("PLANNED"), other, True, cause())
    # A street whose charter has no inspection at the start does not wait for one.
    assert life.start("p1", a_project("PLANNED"), [], False, cause()).state.status == "STARTED"


def test_achieve_when_wrong_then_refused() -> None:
    project = a_project("STARTED", plan=a_plan(done=1))
    for place, day, code in (
        (0, TODAY, "milestone-done"),
        (2, TODAY, "no-milestone"),
        (-1, TODAY, "no-milestone"),
        (1, date(2025, 6, 2), "in-the-future"),
    ):
        with pytest.raises(Problem, match=code):
            life.achieve(project, place, day, TODAY, cause())


@pytest.mark.parametrize("before", ["PLANNED", "STARTED", "IMPLEMENTING"])
@pytest.mark.parametrize("agreed", [True, False])
def test_change_when_decided_then_back_where_it_stood(before: str, agreed: bool) -> None:
    project = a_project(before, plan=a_plan(done=1))
    later = a_plan(finish=date(2026, 1, 31))
    asked = changing.request_change("p1", project, "雨季", later, cause()).state
    decided = changing.decide_change("p1", asked, agreed, "知悉", cause(), TODAY).state
    assert (decided.status, decided.change) == (before, None)
    assert decided.plan is not None
    assert (decided.plan.finish_on == date(2026, 1, 31)) is agreed
    assert decided.plan.milestones[0].done_on is not None
    (kept,) = decided.changes
    assert (kept.was, kept.asked.finish_on, kept.agreed) == (project.plan, later.finish_on, agreed)


def test_change_when_milestones_share_a_title_then_each_keeps_its_own_day() -> None:
    def twice(*done: date | None) -> Plan:
        plan = a_plan()
        steps = tuple(
            one.model_copy(update={"title": "例会", "done_on": day})
            for one, day in zip(plan.milestones, done, strict=True)
        )
        return plan.model_copy(update={"milestones": steps})

    held = date(2025, 5, 20)
    project = a_project("STARTED", plan=twice(held, None))
    asked = changing.request_change("p1", project, "雨季", twice(None, None), cause()).state.change
    assert asked is not None
    assert [one.done_on for one in asked.plan.milestones] == [held, None]


def test_change_when_on_notice_or_unread_then_declined_at_once_and_agreed_later() -> None:
    until = date(2025, 6, 9)
    asked = changing.request_change(
        "p1", a_project("STARTED"), "雨季", a_plan(), cause(), TODAY, until
    ).state
    with pytest.raises(WrongState, match="on-notice"):
        changing.decide_change("p1", asked, True, "好", cause(), until)
    with pytest.raises(WrongState, match="feedback-unread"):
        changing.decide_change("p1", asked, True, "好", cause(), date(2025, 6, 10), 1)
    assert changing.decide_change("p1", asked, False, "不", cause(), TODAY).state.change is None


# ---- light and trail -----------------------------------------------------------------------


TEN = tuple(date(2025, 5, day) for day in range(10, 20))


@pytest.mark.parametrize(
    ("plan", "status", "today", "colour"),
    [
        (None, "APPROVED", TODAY, None),
        (a_plan(), "TERMINATED", TODAY, None),
        (a_plan(), "PLANNED", TODAY, "green"),
        (a_plan(*TEN, done=10), "IMPLEMENTING", TODAY, "green"),
        (a_plan(*TEN, done=9), "IMPLEMENTING", date(2025, 6, 3), "yellow"),
        (a_plan(*TEN, done=9), "IMPLEMENTING", date(2025, 6, 4), "red"),
        (a_plan(*TEN, done=8), "IMPLEMENTING", date(2025, 5, 20), "red"),
        (a_plan(*TEN, done=10, finish=date(2025, 5, 30)), "IMPLEMENTING", TODAY, "yellow"),
        (a_plan(*TEN, done=10, finish=date(2025, 5, 30)), "READY", TODAY, "green"),
        (a_plan(*TEN), "ACCEPTED", TODAY, "blue"),
        (a_plan(*TEN), "WRITTEN_OFF", TODAY, "blue"),
    ],
)
def test_light_when_plan_meets_actual_then_this_colour(
    plan: Plan | None, status: str, today: date, colour: str | None
) -> None:
    found = light_of(a_project(status, plan=plan), today, WatchRules())
    assert (found.colour if found else None) == colour


def test_history_when_a_person_has_several_roles_then_the_office_is_noted() -> None:
    clerk = replace(cause(), roles=("CHAIR", "NPC_COMMITTEE"))
    assert noted((), clerk, "plan", "S")[0].role == "NPC_COMMITTEE"
    assert noted((), replace(cause(), roles=("CHAIR",)), "plan", "S")[0].role == "CHAIR"
    assert noted((), replace(cause(), roles=()), "plan", "S")[0].role == ""


def test_history_when_full_then_the_first_stays_and_the_oldest_goes() -> None:
    history: tuple[Step, ...] = ()
    for n in range(MAX_HISTORY + 5):
        history = noted(history, cause(), f"a{n}", "S")
    assert len(history) == MAX_HISTORY
    assert [history[0].action, history[1].action, history[-1].action] == ["a0", "a6", "a64"]
