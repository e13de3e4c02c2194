"""A member's life: the whole table, the gates, the steps, and what happens beside them."""

from typing import Any

import pytest

from chassis.core.errors import Invalid, NotFound, TooMany, WrongState
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from services.assembly.member.domain import seat
from services.assembly.member.domain.member import (
    ACTION_TO,
    HISTORY,
    OBJECTIONS,
    TABLE,
    Member,
    MemberStatus,
    NoticeDates,
    Objection,
    Tally,
)
from services.assembly.member.domain.roster import recommend, twice
from services.assembly.member.domain.selection import check_order, take_step
from services.assembly.member.sheets import COLUMNS
from tests.unit.assembly_things import AT, MEMBER, TODAY, charter_named, member, order, row

DONGTANG = charter_named("dongtang")
WUJIALING = charter_named("wujialing")
CHAIN = (
    "DRAFTING", "NOMINATED", "UNDER_REVIEW", "REVIEWED", "APPROVED", "COMMUNITY_PASSED",
    "ON_NOTICE", "APPOINTED", "ACTIVE",
)  # fmt: skip
FORWARD = {
    "DRAFTING": {"NOMINATED"},
    "NOMINATED": {"UNDER_REVIEW", "REVIEWED"},
    "UNDER_REVIEW": {"REVIEWED"},
    "REVIEWED": {"APPROVED", "COMMUNITY_PASSED"},
    "APPROVED": {"COMMUNITY_PASSED", "ON_NOTICE"},
    "COMMUNITY_PASSED": {"APPROVED", "ON_NOTICE"},
    "ON_NOTICE": {"APPOINTED", "ACTIVE"},
    "APPOINTED": {"ACTIVE"},
}


def _allowed() -> dict[tuple[str, str], str]:
    moves = {
        (before, ACTION_TO[MemberStatus(after)]): after
        for before, afters in FORWARD.items()
        for after in afters
    }
    moves |= {(status, "reject"): "REJECTED" for status in CHAIN[:7]}
    moves |= {(status, "withdraw"): "WITHDRAWN" for status in CHAIN[:8]}
    moves |= {("ACTIVE", "suspend"): "SUSPENDED", ("SUSPENDED", "resume"): "ACTIVE"}
    return moves | {("ACTIVE", "end"): "ENDED", ("SUSPENDED", "end"): "ENDED"}


EVERY_MOVE = [
    (status.value, action)
    for status in MemberStatus
    for action in (*ACTION_TO.values(), "reject", "withdraw", "suspend", "resume", "end")
]


@pytest.mark.parametrize(("status", "action"), EVERY_MOVE)
def test_table_when_a_move_is_tried_then_only_the_named_ones_are_made(
    status: str, action: str
) -> None:
    wanted = _allowed().get((status, action))
    if wanted is None:
        with pytest.raises(WrongState):
            TABLE.move(status, action)
    else:
        assert TABLE.move(status, action) == wanted


def test_table_when_compared_then_it_holds_nothing_else() -> None:
    assert dict(TABLE.moves) == _allowed()
    assert TABLE.start == "DRAFTING"
    assert set(TABLE.statuses()) == {status.value for status in MemberStatus}


# ---- the list ------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["political", "willing", "trusted", "party", "law", "keen"])
def test_row_when_a_quality_or_declaration_is_not_confirmed_then_refused(field: str) -> None:
    label = next(column.zh for column in COLUMNS if column.name == field)
    with pytest.raises(Invalid) as refused:
        recommend(row(**{field: False}), DONGTANG, AT, TODAY, "clerk")
    assert label in refused.value.zh


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"recommended_by": ""}, "no-recommendation"),
        ({"community": "花城社区"}, "unknown-community"),
        ({"category": "外星人"}, "unknown-category"),
        ({"phone": "12345"}, "bad-phone"),
        ({"phone": "1380000454x"}, "bad-phone"),
        ({"community_group": ""}, "no-group"),
    ],
)
def test_row_when_something_is_wrong_then_it_is_refused_with_its_reason(
    changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        recommend(row(**changed), DONGTANG, AT, TODAY, "clerk")
    assert refused.value.code == code
    assert "1380000454x" not in str(refused.value.zh)


def test_row_when_well_then_the_import_takes_the_charters_first_step() -> None:
    there = recommend(row(), DONGTANG, AT, TODAY, "clerk")
    assert (there.status, there.community) == (MemberStatus.NOMINATED, "430111005009")
    assert there.history[0].step == "NOMINATION"
    here = recommend(row(community="花城"), WUJIALING, AT, TODAY, "clerk")
    assert (here.status, here.community) == (MemberStatus.DRAFTING, "430105006010")


@pytest.mark.parametrize("phone", ["13800004540", "138 0000 4540", "0731-84223344"])
def test_row_when_the_phone_is_one_then_it_is_kept(phone: str) -> None:
    kept = recommend(row(phone=phone), DONGTANG, AT, TODAY, "clerk").phone
    assert kept == phone.replace(" ", "")


def test_list_when_a_person_stands_in_it_twice_then_the_later_row_is_named() -> None:
    rows = [row(row=2), row(row=3, name="乙"), row(row=4), row(row=5, phone="13900002222")]
    assert twice(rows) == {4: 2}


# ---- the steps -----------------------------------------------------------------------------


def _walk(name: str) -> tuple[list[str], Member, list[Any]]:
    charter = charter_named(name)
    community = charter.communities[0].zh
    walker = recommend(row(community=community), charter, AT, TODAY, "clerk")
    seen: list[str] = [walker.status.value]
    said: list[Any] = []
    for step in charter.selection[1:]:
        given = order(step.step, charter)
        check_order(given, charter, TODAY)
        change = take_step(walker, charter, given, MEMBER)
        walker = change.state
        seen.append(walker.status.value)
        said += change.events
    return seen, walker, said


def test_steps_when_dongtang_takes_them_then_in_dongtangs_order() -> None:
    seen, walker, said = _walk("dongtang")
    assert seen == list(CHAIN[1:])
    assert [type(event) for event in said] == [MemberAppointed]
    assert said[0].member == MEMBER
    assert walker.phone not in said[0].model_dump_json()
    assert walker.notice == "n1"


def test_steps_when_wujialing_takes_them_then_in_its_own_order() -> None:
    seen, walker, _said = _walk("wujialing")
    assert seen == ["DRAFTING", "NOMINATED", "REVIEWED", "APPROVED", "ON_NOTICE", "ACTIVE"]
    assert [done.step for done in walker.history] == [s.step for s in WUJIALING.selection]


@pytest.mark.parametrize("status", list(MemberStatus))
@pytest.mark.parametrize("place", range(1, len(DONGTANG.selection)))
def test_step_when_it_is_not_the_next_one_then_refused(status: MemberStatus, place: int) -> None:
    step = DONGTANG.selection[place]
    given = order(step.step, DONGTANG)
    somebody = member(status, notice_ends_on="2025-01-14")
    if status.value == DONGTANG.selection[place - 1].to:
        assert take_step(somebody, DONGTANG, given, MEMBER).state.status == step.to
    else:
        with pytest.raises(WrongState, match="out-of-order"):
            take_step(somebody, DONGTANG, given, MEMBER)


def test_step_when_one_check_fails_then_the_candidate_falls_with_a_private_reason() -> None:
    checks = {c.id: "PASS" for c in DONGTANG.selection[2].checks} | {"TAXATION": "FAIL"}
    given = order("JOINT_REVIEW", DONGTANG, results=checks)
    change = take_step(member(MemberStatus.UNDER_REVIEW), DONGTANG, given, MEMBER)
    assert change.state.status is MemberStatus.REJECTED
    assert change.state.history[-1].reason == "未通过：税务"
    assert not change.events


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("JOINT_REVIEW", {"results": {"TAXATION": "PASS"}}, "checks-missing"),
        ("JOINT_REVIEW", {"results": {"MOON": "PASS"}}, "unknown-check"),
        ("COMMITTEE_APPROVAL", {"meeting": None}, "meeting-missing"),
        ("RESIDENTS_MEETING", {"tally": None}, "tally-missing"),
        ("PUBLIC_NOTICE", {"notice": None}, "notice-missing"),
        ("APPOINTMENT", {"notice": NoticeDates(published_on="2025-01-01", ends_on="2025-01-09",
                                               channel="x")}, "notice-unasked"),
        ("PUBLIC_NOTICE", {"notice": NoticeDates(published_on="2025-01-07", ends_on="2025-01-13",
                                                 channel="x")}, "notice-too-short"),
        ("PUBLIC_NOTICE", {"notice": NoticeDates(published_on="2025-01-21", ends_on="2025-01-29",
                                                 channel="x")}, "future-date"),
        ("APPOINTMENT", {"on": "2025-01-21"}, "future-date"),
        ("RESIDENTS_MEETING", {"tally": Tally(expected=10, present=9, votes_for=6, against=3,
                                              abstain=1)}, "tally-wrong"),
        ("RESIDENTS_MEETING", {"tally": Tally(expected=8, present=9, votes_for=6, against=0,
                                              abstain=0)}, "tally-wrong"),
    ],
)  # fmt: skip
def test_order_when_something_is_missing_or_wrong_then_refused(
    name: str, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_order(order(name, DONGTANG, **changed), DONGTANG, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(("votes_for", "status"), [(5, "COMMUNITY_PASSED"), (4, "REJECTED")])
def test_residents_meeting_when_not_more_than_half_of_those_present_then_not_passed(
    votes_for: int, status: str
) -> None:
    tally = Tally(expected=10, present=8, votes_for=votes_for, against=0, abstain=0)
    given = order("RESIDENTS_MEETING", DONGTANG, tally=tally, reason="居民意见")
    change = take_step(member(MemberStatus.APPROVED), DONGTANG, given, MEMBER)
    assert change.state.status.value == status


def test_appointment_when_the_notice_still_hangs_then_refused_until_it_is_over() -> None:
    given = order("APPOINTMENT", DONGTANG)
    hanging = member(MemberStatus.ON_NOTICE, notice_ends_on=TODAY)
    with pytest.raises(WrongState, match="notice-running"):
        take_step(hanging, DONGTANG, given, MEMBER)
    # 2025-01-20 16:30 UTC is the 21st in Changsha.
    tomorrow = given.model_copy(update={"at": AT.replace(hour=16, minute=30)})
    assert take_step(hanging, DONGTANG, tomorrow, MEMBER).state.status is MemberStatus.APPOINTED


def test_appointment_when_an_objection_is_open_then_refused_until_it_is_closed() -> None:
    on_notice = member(MemberStatus.ON_NOTICE, notice_ends_on="2025-01-14")
    objected = seat.object_to(on_notice, Objection(id="o", text="不同意", at=AT)).state
    given = order("APPOINTMENT", DONGTANG)
    with pytest.raises(WrongState, match="objection-open"):
        take_step(objected, DONGTANG, given, MEMBER)
    settled = seat.close_objection(objected, "", False, "经核实不成立", AT, "clerk").state
    assert take_step(settled, DONGTANG, given, MEMBER).state.status is MemberStatus.APPOINTED


# ---- beside the steps ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [s for s in MemberStatus if s is not MemberStatus.ON_NOTICE])
def test_objection_when_nobody_is_on_notice_then_refused(status: MemberStatus) -> None:
    with pytest.raises(WrongState):
        seat.object_to(member(status), Objection(id="o", text="x", at=AT))


def test_objection_when_upheld_then_the_candidate_falls() -> None:
    objected = member(MemberStatus.ON_NOTICE, objections=(Objection(id="o", text="x", at=AT),))
    change = seat.close_objection(objected, "o", True, "属实", AT, "clerk")
    assert change.state.status is MemberStatus.REJECTED
    with pytest.raises(NotFound):
        seat.close_objection(change.state, "o", True, "属实", AT, "clerk")


def test_objection_when_very_many_come_then_the_document_stays_small() -> None:
    full = tuple(Objection(id=str(n), text="x", at=AT) for n in range(OBJECTIONS))
    with pytest.raises(TooMany):
        seat.object_to(
            member(MemberStatus.ON_NOTICE, objections=full), Objection(id="o", text="x", at=AT)
        )


def test_term_when_it_ends_then_the_seat_is_said_to_be_vacant() -> None:
    ended = seat.move_seat(member(MemberStatus.ACTIVE), "end", "迁出", AT, "clerk", MEMBER)
    assert ended.state.status is MemberStatus.ENDED
    assert ended.events == [MemberEnded(member=MEMBER)]
    paused = seat.move_seat(member(MemberStatus.ACTIVE), "suspend", "病假", AT, "clerk", MEMBER)
    assert paused.events == [MemberSuspended(member=MEMBER)]


def test_correction_when_made_then_the_trail_keeps_what_it_was_with_the_phone_masked() -> None:
    fields = {"grid": "第2网格", "phone": "13812345678"}
    change = seat.correct(member(MemberStatus.ACTIVE), fields, "登记有误", AT, "clerk", MEMBER)
    trail = change.state.history[-1].changes
    assert trail["grid"] == ("", "第2网格")
    assert trail["phone"] == ("139****1111", "138****5678")
    assert [type(event) for event in change.events] == [MemberAppointed]


@pytest.mark.parametrize(
    ("status", "fields"),
    [(MemberStatus.ACTIVE, {"phone": "13812345678"}), (MemberStatus.NOMINATED, {"grid": "1"})],
)
def test_correction_when_nothing_public_of_a_seated_member_changes_then_nothing_is_said(
    status: MemberStatus, fields: dict[str, str]
) -> None:
    assert seat.correct(member(status), fields, "更正", AT, "clerk", MEMBER).events == []


def test_correction_when_nothing_differs_then_nothing_is_written() -> None:
    same = member(MemberStatus.ACTIVE)
    fields = {"category": same.category}
    assert seat.correct(same, fields, "无", AT, "clerk", MEMBER).state is same


def test_history_when_it_grows_then_only_the_newest_rows_stay() -> None:
    somebody = member(MemberStatus.ACTIVE)
    for n in range(HISTORY + 5):
        fields = {"grid": str(n)}
        somebody = seat.correct(somebody, fields, "更正", AT, "clerk", MEMBER).state
    assert len(somebody.history) == HISTORY
    assert somebody.history[-1].changes["grid"][1] == str(HISTORY + 4)
