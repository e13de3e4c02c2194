"""Fates: in whatever order the screening's words arrive, the answer is the same and the best."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.core.decision import Change
from contracts.intake import Outcome, SuggestionAnswered
from contracts.screening import Disposition, Level, SuggestionTriaged
from services.intake.suggestion.domain import answers, fate
from services.intake.suggestion.domain.fate import BEST_FIRST
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import MOST_LINKS, Link, Suggestion
from services.intake.suggestion.domain.verdicts import Verdict
from tests.unit.test_intake_domain import AT, a_suggestion

FINAL = ("SELECTED", "RESERVED", "DECLINED", "WITHDRAWN")


def triaged(disposition: Disposition, category: str = "TRAFFIC") -> SuggestionTriaged:
    return SuggestionTriaged(
        suggestion="s1",
        cycle="2025",
        level=Level.STREET,
        category=category,
        disposition=disposition,
        unit="公共管理办公室",
    )


def linked(candidate: str, decision: str = "", sequence: int = 1) -> Link:
    return Link(candidate=candidate, title=f"项目{candidate}", decision=decision, sequence=sequence)


def source(**given: Any) -> Suggestion:
    told = triaged(Disposition.PROJECT_SOURCE)
    return fate.triage(a_suggestion(**given), "s1", AT, told, 2).state


@pytest.mark.parametrize(
    ("disposition", "status", "outcome"),
    [
        (Disposition.PROJECT_SOURCE, Status.PROJECT_SOURCE, ""),
        (Disposition.ASSIGNED, Status.ASSIGNED, ""),
        (Disposition.FORWARDED_UP, Status.REPLIED, "FORWARDED_UP"),
        (Disposition.REFERENCE, Status.REPLIED, "REFERENCE"),
        (Disposition.OUT_OF_SCOPE, Status.REPLIED, "OUT_OF_SCOPE"),
    ],
)
def test_each_disposition_leads_to_its_status(
    disposition: Disposition, status: Status, outcome: str
) -> None:
    state = fate.triage(a_suggestion(), "s1", AT, triaged(disposition), 2).state
    assert (state.status, state.outcome) == (status, outcome)
    assert (state.level, state.category, state.unit) == ("STREET", "TRAFFIC", "公共管理办公室")


def test_the_newest_triage_counts_in_whatever_order_both_arrive() -> None:
    first, second = triaged(Disposition.REFERENCE), triaged(Disposition.PROJECT_SOURCE)
    there = fate.triage(a_suggestion(), "s1", AT, first, 2).state
    there = fate.triage(there, "s1", AT, second, 3).state
    back = fate.triage(a_suggestion(), "s1", AT, second, 3).state
    back = fate.triage(back, "s1", AT, first, 2).state
    assert (there.status, there.outcome) == (back.status, back.outcome)
    assert (back.status, back.outcome) == (Status.PROJECT_SOURCE, "")


def test_a_triage_that_only_changes_words_takes_no_answer_away() -> None:
    assigned = fate.triage(a_suggestion(), "s1", AT, triaged(Disposition.ASSIGNED), 2).state
    solved = answers.reply(assigned, "s1", AT, "办好了").state
    again = fate.triage(solved, "s1", AT, triaged(Disposition.ASSIGNED, "OTHER"), 5).state
    assert (again.status, again.outcome, again.category) == (Status.REPLIED, "SOLVED", "OTHER")


def test_the_same_triage_of_a_reopened_one_is_its_answer_anew() -> None:
    first = fate.triage(a_suggestion(), "s1", AT, triaged(Disposition.REFERENCE), 2).state
    again = answers.reopen(first, "s1", AT, "不满意").state
    told = fate.triage(again, "s1", AT, triaged(Disposition.REFERENCE), 5)
    assert (told.state.status, told.state.outcome) == (Status.REPLIED, "REFERENCE")
    assert [type(event) for event in told.events] == [SuggestionAnswered]


def test_a_merged_one_is_not_triaged() -> None:
    merged = answers.merge(a_suggestion(), "s1", AT, "s2").state
    assert fate.triage(merged, "s1", AT, triaged(Disposition.ASSIGNED), 2).state is merged
    told = fate.link(merged, "s1", AT, linked("a", "SELECTED")).state
    assert told.outcome == "MERGED"


def test_a_decision_that_arrives_before_the_triage_answers_with_it() -> None:
    early = fate.link(a_suggestion(), "s1", AT, linked("a", "SELECTED", 5))
    assert early.events == ()
    change = fate.triage(early.state, "s1", AT, triaged(Disposition.PROJECT_SOURCE), 2)
    assert [type(event) for event in change.events] == [SuggestionAnswered]
    assert (change.state.outcome, change.state.reference) == ("SELECTED", "a")


def test_set_aside_before_the_triage_is_not_lost() -> None:
    early = fate.set_aside(a_suggestion(), "s1", AT, 4).state
    assert early.outcome == ""
    state = fate.triage(early, "s1", AT, triaged(Disposition.PROJECT_SOURCE), 3).state
    assert (state.status, state.outcome) == (Status.REPLIED, "SET_ASIDE")


def test_set_aside_gives_way_to_a_project() -> None:
    aside = fate.set_aside(source(), "s1", AT, 4).state
    assert aside.outcome == "SET_ASIDE"
    taken = fate.link(aside, "s1", AT, linked("a")).state
    assert taken.outcome == "SET_ASIDE"
    declined = fate.link(taken, "s1", AT, linked("a", "DECLINED", 2)).state
    assert declined.outcome == "DECLINED"


def test_nothing_is_answered_while_a_project_is_undecided_unless_one_is_chosen() -> None:
    state = fate.link(source(), "s1", AT, linked("a")).state
    state = fate.link(state, "s1", AT, linked("b", "DECLINED")).state
    assert state.outcome == ""
    assert fate.link(state, "s1", AT, linked("c", "SELECTED")).state.outcome == "SELECTED"


def test_a_candidate_is_only_on_its_way() -> None:
    state = fate.link(source(), "s1", AT, linked("a", "CANDIDATE")).state
    assert (state.status, state.outcome) == (Status.PROJECT_SOURCE, "")


def test_confirmed_or_reopened_it_still_hears_of_something_better() -> None:
    declined = fate.link(source(), "s1", AT, linked("a", "DECLINED")).state
    for state in (
        answers.confirm(declined, "a", AT, Verdict.SOLVED).state,
        answers.reopen(declined, "a", AT, "x").state,
    ):
        chosen = fate.link(state, "s1", AT, linked("b", "SELECTED")).state
        assert (chosen.status, chosen.outcome) == (Status.REPLIED, "SELECTED")


def test_links_are_bounded() -> None:
    state = source(links=tuple(linked(str(n)) for n in range(MOST_LINKS)))
    with pytest.raises(Exception, match="projects at the most"):
        fate.link(state, "s1", AT, linked("one more"))


@given(st.lists(st.sampled_from(FINAL), min_size=1, max_size=6), st.data())
def test_every_order_of_words_ends_in_the_best_answer(
    decisions: list[str], data: st.DataObject
) -> None:
    words: list[tuple[str, Link | None]] = [("triage", None), ("aside", None)]
    for number, decision in enumerate(decisions):
        name = f"c{number}"
        words += [("link", linked(name)), ("link", linked(name, "CANDIDATE", 2))]
        words.append(("link", linked(name, decision, 3)))
    order = data.draw(st.permutations(words))
    told: list[Outcome] = []
    state = a_suggestion()
    # Everything may arrive twice.
    for kind, link in [word for word in order for _ in range(2)]:
        change = _heard(state, kind, link)
        told += [e.outcome for e in change.events if isinstance(e, SuggestionAnswered)]
        state = change.state
    assert state.outcome == _best(decisions)
    assert state.status is Status.REPLIED
    ranks = [BEST_FIRST.index(outcome) for outcome in told]
    assert ranks == sorted(set(ranks), reverse=True), "an answer only ever gets better"


def _heard(state: Suggestion, kind: str, link: Link | None) -> Change[Suggestion]:
    if kind == "triage":
        return fate.triage(state, "s1", AT, triaged(Disposition.PROJECT_SOURCE), 2)
    if kind == "aside":
        return fate.set_aside(state, "s1", AT, 3)
    assert link is not None
    return fate.link(state, "s1", AT, link)


def _best(decisions: Sequence[str]) -> str:
    if "SELECTED" in decisions:
        return "SELECTED"
    return "RESERVED" if "RESERVED" in decisions else "DECLINED"


@given(
    st.permutations([2, 3, 4]), st.lists(st.sampled_from(list(Disposition)), min_size=3, max_size=3)
)
def test_every_order_of_triages_ends_in_the_last_one(
    order: list[int], dispositions: list[Disposition]
) -> None:
    told = dict(zip((2, 3, 4), dispositions, strict=True))
    state = a_suggestion()
    for sequence in order:
        state = fate.triage(state, "s1", AT, triaged(told[sequence]), sequence).state
    wanted = fate.triage(a_suggestion(), "s1", AT, triaged(told[4]), 4).state
    assert (state.status, state.outcome) == (wanted.status, wanted.outcome)
