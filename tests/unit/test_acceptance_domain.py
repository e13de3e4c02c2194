"""The end of a project: what each step needs, disputes, and what keeps it from its write-off."""

from datetime import date
from typing import Any

import pytest

from chassis.core.errors import Invalid, WrongState
from contracts.acceptance_rules import AcceptanceRules
from contracts.supervision import DisputeResolved, ProjectAccepted
from services.supervision.acceptance import domain as ending
from services.supervision.acceptance.checks import keeping
from services.supervision.finding.domain import still_open
from services.supervision.followup import domain as followups
from services.supervision.followup.domain import FollowUp
from services.supervision.inspection.domain.inspection import INSPECTION_TABLE, Verdict
from services.supervision.member.domain import MemberCopy
from services.supervision.survey.domain import Counted, result_of
from tests.unit.supervision_things import (
    BELOW,
    IN_OFFICE,
    SIGNED,
    TODAY,
    a_plan,
    a_project,
    a_report,
    an_inspection,
    cause,
)

RULES = AcceptanceRules()
LATER = date(2025, 6, 20)


@pytest.mark.parametrize(
    ("done", "given"),
    [(99, {}), (100, {"photos": ()}), (100, {"plan": a_plan(done=1)})],
)
def test_ready_when_anything_is_missing_then_refused(done: int, given: dict[str, Any]) -> None:
    with pytest.raises(WrongState, match="not-ready") as caught:
        ending.ready("p1", a_project("IMPLEMENTING", **given), done, cause())
    assert len(caught.value.details) == 1


@pytest.mark.parametrize(
    "members",
    [{}, {"m1": None}, {"m1": MemberCopy(active=False, sequence=2)}, IN_OFFICE | {"m2": None}],
)
def test_accept_when_not_all_are_deliberators_in_office_then_refused(members: Any) -> None:
    with pytest.raises(Invalid, match="no-deliberator"):
        ending.accept("p1", a_project("READY"), SIGNED, members, (), cause())


def test_accept_when_somebody_left_then_named_and_no_id_is_shown() -> None:
    left = {"a3f9": MemberCopy(name="周敏", active=False, sequence=2), "b7c1": None}
    with pytest.raises(Invalid) as caught:
        ending.accept("p1", a_project("READY"), SIGNED, left, (), cause())
    said = str(caught.value.details)
    assert "“周敏”不是在任议事员。" in said
    assert "a3f9" not in said
    assert "b7c1" not in said


def test_accept_when_things_are_open_then_all_of_them_are_told_at_once() -> None:
    project = a_project("READY", photos=(), plan=a_plan(done=1))
    held = still_open([an_inspection("FINDINGS"), an_inspection("CLOSED", "ACCEPTANCE")])
    with pytest.raises(WrongState, match="project-open") as caught:
        ending.accept("p1", project, SIGNED, IN_OFFICE, held, cause())
    assert len(caught.value.details) == 3
    early = SIGNED.model_copy(update={"accepted_on": date(2025, 4, 1)})
    with pytest.raises(Invalid, match="acceptance-date"):
        ending.accept("p1", a_project("READY"), early, IN_OFFICE, (), cause())


def test_accept_when_again_then_the_round_rises_and_its_suggesters_are_asked_anew() -> None:
    first = ending.accept("p1", a_project("READY"), SIGNED, IN_OFFICE, (), cause())
    assert first.state.acceptance is not None
    assert first.state.acceptance.round == 1
    again = first.state.model_copy(update={"status": "READY", "disputes": ("d1",)})
    second = ending.accept("p1", again, SIGNED, IN_OFFICE, (), cause())
    asked = second.events[-1]
    assert isinstance(asked, ProjectAccepted)
    assert (asked.round, asked.sources) == (2, ("s1",))
    assert second.state.disputes == ()


@pytest.mark.parametrize("status", INSPECTION_TABLE.statuses())
def test_write_off_when_an_inspection_is_open_then_it_is_named(status: str) -> None:
    rows = keeping(a_project("ACCEPTED"), still_open([an_inspection(status)]), RULES, LATER, "")
    assert bool(rows) is (status in ("PLANNED", "NOTIFIED", "FINDINGS", "RECTIFYING"))
    if rows:
        with pytest.raises(WrongState, match="project-open"):
            ending.write_off("p1", a_project("ACCEPTED"), rows, TODAY, "", cause())


def test_write_off_when_a_problem_was_seen_but_not_written_down_then_it_is_named() -> None:
    seen = an_inspection("CONDUCTED", report=a_report(Verdict.PROBLEM))
    assert keeping(a_project("ACCEPTED"), still_open([seen]), RULES, LATER, "")


def test_write_off_when_asking_disputed_or_not_surveyed_then_each_is_named() -> None:
    held = a_project("ACCEPTED", disputes=("d1",))
    always = AcceptanceRules(survey="ALWAYS")
    assert len(keeping(held, (), always, TODAY, "")) == 3
    assert len(keeping(held, (), always, TODAY, "建议人都已答复")) == 2
    assert len(keeping(held, (), always, LATER, "")) == 2
    assert keeping(a_project("ACCEPTED"), (), RULES, LATER, "") == []


def test_dispute_when_of_another_round_or_twice_then_holds_once_or_not() -> None:
    project = a_project("ACCEPTED")
    held = ending.hold(project, 1, "d1").state
    assert held.disputes == ("d1",)
    assert ending.hold(held, 1, "d1").state is held
    assert ending.hold(project, 2, "d1").state is project
    assert ending.hold(a_project("WRITTEN_OFF"), 1, "d1").state.disputes == ()
    assert ending.settle(held, "d1").state.disputes == ()
    assert ending.settle(held, "d9").state is held


def test_survey_when_of_another_round_or_over_the_line_then_no_works_are_ordered() -> None:
    project = a_project("ACCEPTED")
    good = BELOW.model_copy(update={"below": False})
    assert ending.take_survey("p1", project, good, TODAY, cause()).state.status == "ACCEPTED"
    old = BELOW.model_copy(update={"round": 2})
    assert ending.take_survey("p1", project, old, TODAY, cause()).state is project


def a_dispute(**given: Any) -> FollowUp:
    wanted: dict[str, Any] = {
        "words": "灯还是不亮",
        "status": "OPEN",
        "sequence": 1,
        "answer": "NOT",
    }
    return FollowUp(
        project="p1", cycle="2025", round=1, by_staff=False, at=cause().at,
        **wanted | given,
    )  # fmt: skip


def test_dispute_when_refused_then_only_once_and_only_with_public_words() -> None:
    with pytest.raises(WrongState, match="reason-not-public"):
        followups.refuse("d1", a_dispute(words=""), "已修好", TODAY)
    done = followups.refuse("d1", a_dispute(), "已修好", TODAY)
    assert [type(said) for said in done.events] == [DisputeResolved]
    with pytest.raises(WrongState, match="dispute-resolved"):
        followups.refuse("d1", done.state, "再说一次", TODAY)
    assert followups.put_right("d1", done.state, TODAY).state is done.state
    assert followups.put_right("d1", a_dispute(), TODAY).state.status == "RECTIFIED"


def test_words_when_older_than_the_answer_then_never_under_it_in_any_order() -> None:
    dispute = a_dispute(words="", sequence=4)
    assert followups.word(dispute, "很满意", 3).state.words == ""
    newer = followups.word(dispute, "灯还是不亮", 5).state
    assert newer.words == "灯还是不亮"
    assert followups.word(newer, "旧的话", 4).state is newer
    # The word on the newer answer came before that answer did.
    typed = a_dispute(words="", status="", answer="SOLVED", sequence=2)
    early = followups.word(typed, "灯还是不亮", 5).state
    assert followups.kept(early, dispute).state.words == "灯还是不亮"
    assert followups.kept(followups.word(typed, "很满意", 3).state, dispute).state.words == ""


def test_dispute_when_the_project_is_written_off_then_shown_as_late_and_holds_nothing() -> None:
    late = followups.came_late(a_dispute()).state
    assert late.status == followups.LATE
    with pytest.raises(WrongState, match="dispute-resolved"):
        followups.refuse("d1", late, "已修好", TODAY)
    assert followups.put_right("d1", late, TODAY).state is late


def test_survey_when_counted_then_too_few_or_a_wrong_sum_is_refused_and_the_line_is_exact() -> None:
    def counted(good: int, bad: int, returned: int = 20) -> Counted:
        return Counted(held_on=TODAY, issued=20, returned=returned, good=good, fair=0, bad=bad)

    assert not result_of(counted(7, 3), 1, RULES).below
    assert result_of(counted(13, 6), 1, RULES).below
    with pytest.raises(Invalid, match="survey-too-few"):
        result_of(counted(4, 0), 1, RULES)
    with pytest.raises(Invalid, match="survey-sum"):
        result_of(counted(7, 3, returned=9), 1, RULES)
