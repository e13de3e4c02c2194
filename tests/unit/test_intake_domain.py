"""Suggestions: every move of the table and every other one refused; beginnings, answers, trail."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.core.errors import Invalid, WrongState
from chassis.core.phones import is_phone, tidy_phone
from contracts.intake import (
    CollectionClosed,
    Outcome,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionReturned,
    SuggestionSubmitted,
)
from services.intake.collection import domain as collection
from services.intake.collection.domain import COLLECTION, CollectionStatus, Figures
from services.intake.suggestion.domain import answers, correcting, suggestion
from services.intake.suggestion.domain.status import NAMES, SUGGESTION, Status
from services.intake.suggestion.domain.suggestion import Acceptance, Suggestion
from services.intake.suggestion.domain.verdicts import Verdict

AT = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
ALLOWED = {
    ("SUBMITTED", "accept"): "ACCEPTED",
    ("SUBMITTED", "return"): "RETURNED",
    ("SUBMITTED", "amend"): "SUBMITTED",
    ("MERGED", "unmerge"): "REOPENED",
    ("MERGED", "reopen"): "REOPENED",
    ("ASSIGNED", "hand_back"): "ACCEPTED",
    ("REOPENED", "assign"): "ASSIGNED",
    ("SUBMITTED", "take_back"): "RETURNED",
    ("ACCEPTED", "merge"): "MERGED",
    ("ACCEPTED", "triage"): "TRIAGED",
    ("TRIAGED", "reply"): "REPLIED",
    ("TRIAGED", "triage"): "TRIAGED",
    ("TRIAGED", "take_as_source"): "PROJECT_SOURCE",
    ("TRIAGED", "assign"): "ASSIGNED",
    ("TRIAGED", "forward_up"): "FORWARDED_UP",
    ("TRIAGED", "keep_for_reference"): "REFERENCE",
    ("TRIAGED", "rule_out_of_scope"): "OUT_OF_SCOPE",
    ("PROJECT_SOURCE", "triage"): "TRIAGED",
    ("ASSIGNED", "triage"): "TRIAGED",
    ("FORWARDED_UP", "triage"): "TRIAGED",
    ("REFERENCE", "triage"): "TRIAGED",
    ("OUT_OF_SCOPE", "triage"): "TRIAGED",
    ("HANDLING", "triage"): "TRIAGED",
    ("REPLIED", "triage"): "TRIAGED",
    ("CONFIRMED", "triage"): "TRIAGED",
    ("REOPENED", "triage"): "TRIAGED",
    ("ASSIGNED", "handle"): "HANDLING",
    ("REOPENED", "handle"): "HANDLING",
    ("HANDLING", "reply"): "REPLIED",
    ("PROJECT_SOURCE", "reply"): "REPLIED",
    ("FORWARDED_UP", "reply"): "REPLIED",
    ("REFERENCE", "reply"): "REPLIED",
    ("OUT_OF_SCOPE", "reply"): "REPLIED",
    ("REPLIED", "reply"): "REPLIED",
    ("CONFIRMED", "reply"): "REPLIED",
    ("REOPENED", "reply"): "REPLIED",
    ("ACCEPTED", "assign"): "ASSIGNED",
    ("REPLIED", "confirm"): "CONFIRMED",
    ("REPLIED", "reopen"): "REOPENED",
    ("CONFIRMED", "reopen"): "REOPENED",
}
ACTIONS = sorted({action for _, action in ALLOWED})


def a_suggestion(status: Status = Status.ACCEPTED, **given: object) -> Suggestion:
    made = Suggestion(
        cycle="2025",
        no="7",
        title="路灯不亮",
        content="楼道灯坏了半个月。",
        community="c1",
        category="FACILITIES",
        channel="ONLINE",
        collected_on="2025-03-01",
        entered_by="clerk",
    )
    return made.with_(status=status, **given)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("action", ACTIONS)
def test_each_move_is_allowed_or_refused_as_written_here(status: Status, action: str) -> None:
    wanted = ALLOWED.get((status.value, action))
    if wanted is None:
        with pytest.raises(WrongState, match=status.value):
            SUGGESTION.move(status, action)
    else:
        assert SUGGESTION.move(status, action) == wanted


def test_the_table_holds_nothing_else() -> None:
    assert {(str(a), b): str(c) for (a, b), c in SUGGESTION.moves.items()} == ALLOWED
    assert set(SUGGESTION.statuses()) == set(Status) == set(NAMES)


@pytest.mark.parametrize("status", list(CollectionStatus))
@pytest.mark.parametrize("action", ["close", "reopen"])
def test_a_collection_moves_between_open_and_closed_only(
    status: CollectionStatus, action: str
) -> None:
    allowed = {("OPEN", "close"): "CLOSED", ("CLOSED", "reopen"): "OPEN"}
    if (status.value, action) in allowed:
        assert COLLECTION.move(status, action) == allowed[status.value, action]
    else:
        with pytest.raises(WrongState):
            COLLECTION.move(status, action)


# ---- beginnings ------------------------------------------------------------------------------


def acceptance(**given: str) -> Acceptance:
    wanted: dict[str, Any] = {
        "cycle": "2025",
        "no": "W-1",
        "title": "修路灯",
        "category": "FACILITIES",
        "accepted_on": "2025-03-01",
        "due_on": "2025-03-31",
    }
    return Acceptance(**(wanted | given))


def test_handing_in_says_no_word_of_the_text() -> None:
    change = suggestion.submit(a_suggestion(Status.SUBMITTED, cycle=""), "s1", AT)
    assert [type(event) for event in change.events] == [SuggestionSubmitted]
    assert "楼道" not in change.events[0].model_dump_json()
    assert change.state.timeline[-1].status is Status.SUBMITTED


def test_entering_from_the_ledger_hands_in_and_accepts() -> None:
    change = suggestion.enter(a_suggestion(Status.SUBMITTED), "s1", AT, acceptance(no="7"))
    assert [type(event) for event in change.events] == [SuggestionSubmitted, SuggestionAccepted]
    assert change.state.status is Status.ACCEPTED
    assert change.state.due_on == "2025-03-31"


def test_accepting_publishes_only_the_moderated_words() -> None:
    change = suggestion.accept(a_suggestion(Status.SUBMITTED), "s1", AT, acceptance())
    assert change.state.title == "修路灯"
    assert change.state.public_text == ""
    assert change.state.content == "楼道灯坏了半个月。"


def test_giving_back_keeps_the_reason_and_says_the_code() -> None:
    given = suggestion.give_back(a_suggestion(Status.SUBMITTED), "s1", AT, "PERSONAL", "请到窗口办")
    assert given.events == [SuggestionReturned(suggestion="s1", reason_code="PERSONAL")]
    assert (given.state.status, given.state.outcome) == (Status.RETURNED, Outcome.RETURNED)
    with pytest.raises(WrongState):
        suggestion.give_back(a_suggestion(), "s1", AT, "PERSONAL", "x")


# ---- corrections -----------------------------------------------------------------------------


def test_a_correction_keeps_what_it_was_and_says_the_facts() -> None:
    change = correcting.correct(
        a_suggestion(), "s1", {"community": "c2", "title": "路灯不亮"}, "", "clerk", AT, "登记有误"
    )
    (row,) = change.state.corrections
    assert (row.field, row.before, row.after, row.reason) == ("community", "c1", "c2", "登记有误")
    assert [type(event) for event in change.events] == [SuggestionCorrected]


def test_a_private_correction_is_said_to_nobody_and_not_repeated_in_the_trail() -> None:
    change = correcting.correct(
        a_suggestion(), "s1", {"contact": "13812345678"}, "", "clerk", AT, "补充"
    )
    assert change.state.contact == "13812345678"
    assert change.events == []
    assert "138" not in change.state.corrections[0].model_dump_json()


def test_a_corrected_collector_takes_the_id_along() -> None:
    change = correcting.correct(
        a_suggestion(), "s1", {"collector_name": "曾小曼"}, "m9", "clerk", AT, "补登"
    )
    assert (change.state.collector, change.state.collector_name) == ("m9", "曾小曼")


def test_nothing_to_correct_is_refused_and_the_trail_is_bounded() -> None:
    with pytest.raises(Invalid):
        correcting.correct(a_suggestion(), "s1", {"community": "c1"}, "", "clerk", AT, "x")
    state = a_suggestion()
    for turn in range(suggestion.MOST_ENTRIES + 5):
        state = correcting.correct(state, "s1", {"title": f"第{turn}"}, "", "c", AT, "x").state
    assert len(state.corrections) == suggestion.MOST_ENTRIES


def test_forgetting_takes_the_author_out_and_leaves_the_rest() -> None:
    known = a_suggestion(author="张三", contact="13812345678", salt="before")
    state = suggestion.forget(known, "after").state
    assert (state.author, state.contact, state.salt) == ("", "", "after")
    assert state.content
    assert suggestion.forget(state, "again").state == state


# ---- answers ---------------------------------------------------------------------------------


def test_a_merged_one_keeps_its_text_and_has_its_answer() -> None:
    change = answers.merge(a_suggestion(), "s1", AT, "s2")
    assert change.events == [
        SuggestionMerged(suggestion="s1", cycle="2025", target="s2"),
        SuggestionAnswered(suggestion="s1", cycle="2025", outcome=Outcome.MERGED, reference="s2"),
    ]
    assert change.state.content == "楼道灯坏了半个月。"
    assert change.state.status is Status.MERGED


def test_what_others_were_merged_into_cannot_be_merged_itself() -> None:
    lead = answers.absorb(a_suggestion(), "s1").state
    with pytest.raises(WrongState):
        answers.merge(lead, "s2", AT, "s3")
    assert answers.merge(answers.release(lead, "s1").state, "s2", AT, "s3").events


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.RETURNED, Status.MERGED])
def test_nothing_is_merged_into_what_does_not_count(status: Status) -> None:
    with pytest.raises(WrongState):
        answers.absorb(a_suggestion(status), "s1")


def test_absorbing_is_done_once_and_bounded() -> None:
    lead = answers.absorb(a_suggestion(), "s1").state
    assert answers.absorb(lead, "s1").state is lead
    full = a_suggestion(absorbed=tuple(str(n) for n in range(suggestion.MOST_ABSORBED)))
    with pytest.raises(WrongState):
        answers.absorb(full, "one more")


@pytest.mark.parametrize("status", [Status.ASSIGNED, Status.HANDLING, Status.REOPENED])
def test_the_department_replies(status: Status) -> None:
    change = answers.reply(a_suggestion(status), "s1", AT, "已换新灯。")
    assert (change.state.status, change.state.outcome) == (Status.REPLIED, Outcome.SOLVED)
    assert change.state.reply == "已换新灯。"


@pytest.mark.parametrize(
    "status", sorted(set(Status) - {Status.ASSIGNED, Status.HANDLING, Status.REOPENED})
)
def test_a_department_replies_to_nothing_else(status: Status) -> None:
    with pytest.raises(WrongState):
        answers.reply(a_suggestion(status), "s1", AT, "x")


def test_confirming_and_reopening() -> None:
    told = a_suggestion(Status.REPLIED, outcome="SOLVED")
    assert answers.confirm(told, "s1", AT, Verdict.SOLVED).state.status is Status.CONFIRMED
    with pytest.raises(Invalid):
        answers.confirm(told, "s1", AT, Verdict.NOT)
    unsolved = answers.confirm(told, "s1", AT, Verdict.NOT, "还是不亮")
    assert (unsolved.state.status, unsolved.state.verdict) == (Status.REOPENED, "NOT")
    assert len(unsolved.events) == 1
    again = answers.reopen(told, "s1", AT, "还是不亮").state
    assert (again.status, again.outcome, again.reopened_because) == (
        Status.REOPENED,
        "",
        "还是不亮",
    )
    assert "还是不亮" not in "".join(entry.zh for entry in again.timeline)


def test_a_project_is_noted_once() -> None:
    once = answers.create_project(a_suggestion(), AT, "p1", "照明工程").state
    assert once.projects == ("p1",)
    assert answers.create_project(once, AT, "p1", "照明工程").state is once


# ---- collections and members -----------------------------------------------------------------


def test_a_collection_is_counted_only_while_closed_and_said_again_only_when_corrected() -> None:
    opened = collection.open_collection(None, "2025", "L1", 1).state
    figures = Figures(accepted=58, merged=4, collectors=53)
    assert collection.count_collection(figures, opened).state is opened
    closed = collection.close_collection(opened, "2025", "L1", 3).state
    counted = collection.count_collection(figures, closed)
    assert counted.events == [CollectionClosed(cycle="2025", accepted=58, merged=4, collectors=53)]
    assert collection.count_collection(figures, counted.state).events == ()
    more = Figures(accepted=59, merged=4, collectors=53)
    assert collection.count_collection(more, counted.state).events


def test_an_older_word_about_a_collection_is_ignored() -> None:
    closed = collection.close_collection(None, "2025", "L1", 5).state
    assert collection.open_collection(closed, "2025", "L1", 2).state is closed
    assert collection.close_collection(closed, "2025", "L1", 5).state is closed
    again = collection.open_collection(closed, "2025", "L1", 7).state
    assert again.status is CollectionStatus.OPEN
    with pytest.raises(WrongState):
        collection.check_open(closed)
    with pytest.raises(WrongState):
        collection.check_open(None)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 0000 1111",
        "０７３１-84220000",
        "84220000",
        "(0731)8422000",
        "+86 13812345678",
    ],
)
def test_phones(text: str) -> None:
    assert is_phone(tidy_phone(text))


@pytest.mark.parametrize("text", ["", "12812345678", "1381234567", "138123456789", "abc", "+86 1"])
def test_what_is_no_phone(text: str) -> None:
    assert not is_phone(tidy_phone(text))
