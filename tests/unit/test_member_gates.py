"""The gates of the selection: who recommends, which group, how many seats, what each body says."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.core.errors import Invalid, Refused, WrongState
from services.assembly.charter.domain import check_charter
from services.assembly.member.domain import seat
from services.assembly.member.domain.member import HISTORY, Member, MemberStatus
from services.assembly.member.domain.reviewing import Conclusion, conclude, still_asked
from services.assembly.member.domain.roster import recommend
from services.assembly.member.domain.seating import leave_seat, take_seat
from services.assembly.member.domain.selection import check_order, take_step
from services.assembly.member.papers import appointed_on
from tests.unit.assembly_things import AT, MEMBER, TODAY, charter_named, member, order, row

DONGTANG = charter_named("dongtang")
BODIES = tuple(check.id for check in DONGTANG.selection[2].checks)


@pytest.mark.parametrize("by", ["街外公司", "花城社区", "东塘街道", "湘衡律师", "社区"])
def test_recommendation_when_from_elsewhere_then_refused(by: str) -> None:
    with pytest.raises(Invalid) as refused:
        recommend(row(recommended_by=by), DONGTANG, AT, TODAY, "clerk")
    assert refused.value.code == "unknown-recommender"
    assert by in refused.value.zh


@pytest.mark.parametrize(
    ("by", "kept"),
    [
        ("东塘社区", "东塘社区"),
        ("东塘", "东塘社区"),
        ("湘衡律师事务所", "湘衡律师事务所"),
        ("东塘社区、湘衡律师事务所", "东塘社区、湘衡律师事务所"),
    ],
)
def test_recommendation_when_from_a_community_or_a_unit_of_the_street_then_taken(
    by: str, kept: str
) -> None:
    made = recommend(row(recommended_by=by), DONGTANG, AT, TODAY, "clerk")
    assert made.recommended_by == kept


def test_group_when_the_charter_names_its_groups_then_no_other_is_taken() -> None:
    with pytest.raises(Invalid) as refused:
        recommend(row(community_group="第十一小组"), DONGTANG, AT, TODAY, "clerk")
    assert refused.value.code == "unknown-group"
    made = recommend(row(community_group="东塘社区议事小组"), DONGTANG, AT, TODAY, "clerk")
    assert made.community_group == "东塘社区议事小组"


def test_group_names_when_fewer_than_the_groups_then_the_charter_is_refused() -> None:
    fewer = {"community_group_names": DONGTANG.community_group_names[:9]}
    with pytest.raises(Invalid) as refused:
        check_charter(DONGTANG.model_copy(update=fewer))
    assert "9" in str(refused.value.details)


def test_papers_when_two_are_in_one_slot_then_the_charter_is_refused() -> None:
    twice = {"documents": (*DONGTANG.documents, DONGTANG.documents[0])}
    with pytest.raises(Invalid) as refused:
        check_charter(DONGTANG.model_copy(update=twice))
    assert "总体方案" in str(refused.value.details)


def test_seat_when_taken_twice_then_once_and_the_last_is_nobody_elses() -> None:
    two = take_seat(take_seat(None, "a", 3, ["z"], []).state, "b", 3, ["z"], []).state
    assert two.members == ("z", "a", "b")
    assert take_seat(two, "b", 3, ["z"], []).state == two
    with pytest.raises(WrongState) as refused:
        take_seat(two, "c", 3, ["z"], [])
    assert refused.value.code == "seats-full"
    assert take_seat(two, "c", 3, [], ["z"]).state.members == ("a", "b", "c")
    assert leave_seat(two, "b").state.members == ("z", "a")


# ---- the joint review (E-14) -------------------------------------------------------------------


def said(body: str, result: str = "PASS", **changed: Any) -> Conclusion:
    given: dict[str, Any] = {"result": result, "letter_no": "1号", "on": TODAY, "at": AT}
    return Conclusion.model_validate(given | {"body": body, "actor": "clerk"} | changed)


def reviewed(*bodies: str, failed: str = "") -> Member:
    one = member(MemberStatus.UNDER_REVIEW)
    for body in bodies:
        result = "FAIL" if body == failed else "PASS"
        told = said(body, result, reason="不良信用记录" if result == "FAIL" else "")
        one = conclude(one, DONGTANG, "JOINT_REVIEW", told).state
    return one


def step_with(one: Member, **changed: Any) -> Member:
    plain = order("JOINT_REVIEW", DONGTANG, results={}, **changed)
    check_order(plain, DONGTANG, TODAY)
    return take_step(one, DONGTANG, plain, MEMBER).state


def test_review_when_a_body_has_not_answered_then_the_step_waits_for_it_by_name() -> None:
    one = reviewed(*BODIES[:4])
    waiting = still_asked(one, DONGTANG.selection[2])
    assert len(waiting) == 2
    with pytest.raises(WrongState) as refused:
        step_with(one)
    assert refused.value.code == "review-incomplete"
    assert all(body.zh in refused.value.zh for body in waiting)


def test_review_when_every_body_passes_then_the_step_keeps_what_each_said() -> None:
    one = step_with(reviewed(*BODIES))
    assert one.status is MemberStatus.REVIEWED
    assert set(one.history[-1].results.values()) == {"PASS"}
    assert one.conclusions == {}


def test_review_when_one_body_fails_somebody_then_they_fall_and_nobody_has_to_name_them() -> None:
    one = step_with(reviewed(*BODIES, failed="TAXATION"))
    assert (one.status, one.history[-1].reason) == (MemberStatus.REJECTED, "未通过：税务")


@pytest.mark.parametrize(
    ("one", "told", "code"),
    [
        (member(MemberStatus.UNDER_REVIEW), said("MOON"), "unknown-body"),
        (member(MemberStatus.NOMINATED), said("TAXATION"), "out-of-order"),
        (member(MemberStatus.UNDER_REVIEW), said("TAXATION", "FAIL"), "failure-unexplained"),
        (member(MemberStatus.UNDER_REVIEW), said("TAXATION", on="2099-01-01"), "future-date"),
    ],
)
def test_conclusion_when_it_cannot_be_taken_then_refused(
    one: Member, told: Conclusion, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        conclude(one, DONGTANG, "JOINT_REVIEW", told)
    assert refused.value.code == code


def test_conclusion_when_put_right_then_the_history_keeps_both() -> None:
    one = reviewed("TAXATION", failed="TAXATION")
    again = conclude(one, DONGTANG, "JOINT_REVIEW", said("TAXATION", reason="复核后通过")).state
    assert again.conclusions["TAXATION"].result == "PASS"
    rows = [row for row in again.history if row.step == "CONCLUSION"]
    assert [row.results for row in rows] == [{"TAXATION": "FAIL"}, {"TAXATION": "PASS"}]


# ---- the party committee (E-15) ----------------------------------------------------------------


def test_batch_when_the_party_committee_refuses_then_with_minutes_and_a_reason() -> None:
    refusal = order("COMMITTEE_APPROVAL", DONGTANG, refused=True)
    with pytest.raises(Invalid) as missing:
        check_order(refusal, DONGTANG, TODAY)
    assert missing.value.code == "failure-unexplained"
    told = refusal.model_copy(update={"reason": "结构不合理，退回重新推荐"})
    check_order(told, DONGTANG, TODAY)
    fallen = take_step(member(MemberStatus.REVIEWED), DONGTANG, told, MEMBER).state
    assert (fallen.status, fallen.history[-1].reason) == (
        MemberStatus.REJECTED,
        "结构不合理，退回重新推荐",
    )
    assert fallen.history[-1].meeting is not None


def test_refusal_when_the_step_takes_no_decision_then_it_is_none() -> None:
    with pytest.raises(Invalid) as refused:
        check_order(order("JOINT_REVIEW_CALL", DONGTANG, refused=True, reason="x"), DONGTANG, TODAY)
    assert refused.value.code == "refusal-unasked"


# ---- what one letter must not undo -------------------------------------------------------------


def test_pass_for_all_when_the_body_has_failed_somebody_then_that_stands() -> None:
    one = reviewed("TAXATION", failed="TAXATION")
    again = conclude(one, DONGTANG, "JOINT_REVIEW", said("TAXATION"), named=False).state
    assert again.conclusions["TAXATION"].result == "FAIL"
    assert again.history == one.history


def test_results_when_the_order_brings_them_then_they_may_not_contradict_a_noted_word() -> None:
    one = reviewed(*BODIES, failed="TAXATION")
    every = order("JOINT_REVIEW", DONGTANG)
    with pytest.raises(WrongState) as refused:
        take_step(one, DONGTANG, every, MEMBER)
    assert refused.value.code == "conclusion-contradicted"
    assert "税务" in refused.value.zh


def test_appointment_when_the_history_was_cut_then_its_day_is_kept() -> None:
    body: dict[str, Any] = {"notice_ends_on": "2025-01-10"}
    one = take_step(
        member(MemberStatus.ON_NOTICE, **body), DONGTANG, order("APPOINTMENT", DONGTANG), MEMBER
    ).state
    for _ in range(HISTORY + 5):
        one = seat.show_phone(one, "通知", AT + timedelta(days=40), "clerk").state
    assert appointed_on(one).isoformat() == TODAY
