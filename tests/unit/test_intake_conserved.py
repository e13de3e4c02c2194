"""Whatever happens to suggestions in whatever order: none is lost, each stands in one part."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.core.decision import Change
from chassis.core.errors import Refused, WrongState
from contracts.intake import Outcome
from contracts.screening import Disposition, Level, SuggestionTriaged
from services.intake.answering import domain as letters
from services.intake.collection.balance import PARTS, part_of
from services.intake.collection.rates import rates_of, shown_to_all
from services.intake.collection.views import Summary
from services.intake.suggestion.domain import answers, between, fate, late, linked, own, suggestion
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import NEXT, Acceptance, Link, Suggestion
from services.intake.suggestion.domain.verdicts import Verdict

AT = datetime(2026, 11, 30, tzinfo=UTC)
TERMS = Acceptance(
    cycle="2026", no="1", title="修灯", category="", accepted_on="2026-11-01", due_on="2026-11-20"
)
WORDS = letters.Words("x", "B", 90)
Step = Callable[[Suggestion, int], Change[Suggestion]]


def triage(disposition: Disposition, *, held: bool = False) -> Step:
    told = SuggestionTriaged(
        suggestion="s", cycle="2026", level=Level.STREET, category="", disposition=disposition,
        unit="城管办",
    )  # fmt: skip
    return lambda s, n: fate.triage(s, "s", AT, told, n, held=held)


def decided(decision: str) -> Step:
    return lambda s, n: fate.link(
        s, "s", AT, Link(candidate="c", title="c", decision=decision, sequence=n)
    )


STEPS: Mapping[str, Step] = {
    "accept": lambda s, _: suggestion.accept(s, "s", AT, TERMS),
    "return": lambda s, _: suggestion.give_back(s, "s", AT, "UNFIT", "x"),
    "take_back": lambda s, _: own.take_back(s, "s", AT),
    "merge": lambda s, _: answers.merge(s, "s", AT, "lead"),
    "link": lambda s, _: linked.link(s, AT, "lead"),
    "part": lambda s, _: linked.part(s, "s", AT, "x"),
    "assign": lambda s, _: between.assign(s, AT, "城管办"),
    "hand back": lambda s, _: between.hand_back(s, AT, "x", None),
    "handle": lambda s, _: answers.handle(s, AT),
    "drafted": lambda s, _: letters.review(letters.draft(s, WORDS, "a", AT).state, "b"),
    "publish": lambda s, _: letters.publish_draft(s, "s", AT, 90, "r"),
    "reply": lambda s, _: answers.reply(s, "s", AT, "x"),
    "solved": lambda s, _: answers.confirm(s, "s", AT, Verdict.SOLVED),
    "not": lambda s, _: answers.confirm(s, "s", AT, Verdict.NOT, "x"),
    "reopen": lambda s, _: answers.reopen(s, "s", AT, "x"),
    "late": lambda s, _: late.fall_due(s, "s", "2026-12-25", 15),
    "aside": lambda s, n: fate.set_aside(s, "s", AT, n),
    "held aside": lambda s, n: fate.set_aside(s, "s", AT, n, held=True),
    "held triage": triage(Disposition.REFERENCE, held=True),
    **{f"triage {one}": triage(one) for one in Disposition},
    **{f"decided {one}": decided(one) for one in ("DECLINED", "SELECTED")},
}


def whole(state: Suggestion) -> tuple[object, ...]:
    """What two states have to share so that the same can happen to them."""
    drafted = state.draft.outcome if state.draft else None
    links = tuple(one.decision for one in state.links)
    aside = state.set_aside_sequence > state.triage_sequence
    return (state.status, state.outcome, state.decided, state.disposition, bool(state.unit),
            state.letter, drafted, state.same_as, links, aside)  # fmt: skip


def test_suggestion_when_anything_happens_in_any_order_then_it_stands_in_exactly_one_part() -> None:
    """Every state that can be reached at all, not a sample of them."""
    new = Suggestion(
        title="灯",
        content="x",
        community="c",
        channel="V",
        collected_on="2026-11-01",
        entered_by="a",
    )  # fmt: skip
    begun = suggestion.submit(new, "s", AT).state
    seen, ahead, n = {whole(begun): "submit"}, [begun], 0
    while ahead:
        state = ahead.pop()
        for name, step in STEPS.items():
            n += 1
            with suppress(Refused):
                after = step(state, n).state
                way = f"{seen[whole(state)]} → {name}"
                assert part_of(after.status, after.outcome), (way, after.status, after.outcome)
                assert after.answers or after.letter != "SENT", way
                if whole(after) not in seen:
                    seen[whole(after)] = way
                    ahead.append(after)
    at_once = {Status.FORWARDED_UP, Status.REFERENCE, Status.OUT_OF_SCOPE}
    assert {state[0] for state in seen} == set(Status) - at_once


def test_parts_when_compared_then_no_status_and_outcome_belong_to_two() -> None:
    pairs = [
        (status, str(outcome))
        for statuses, outcomes in PARTS.values()
        for status in statuses
        for outcome in outcomes
    ]
    assert len(pairs) == len(set(pairs))
    assert {status for status, _ in pairs} == set(Status)
    assert {outcome for _, outcome in pairs} == {"", *(one.value for one in Outcome)}
    odd: list[tuple[Any, str]] = [(Status.REPLIED, ""), (Status.HANDLING, "SOLVED")]
    assert [part_of(*one) for one in odd] == ["", ""]


def handled(status: Status, **given: object) -> Suggestion:
    new = Suggestion(
        title="灯", content="x", community="c", channel="V", collected_on="2026-11-01",
        entered_by="a", cycle=NEXT,
    )  # fmt: skip
    return new.with_(status=status, **given)


def drafted(state: Suggestion) -> Suggestion:
    return STEPS["drafted"](state, 0).state


def to_another_unit(state: Suggestion) -> Suggestion:
    told = SuggestionTriaged(
        suggestion="s", cycle="2026", level=Level.STREET, category="",
        disposition=Disposition.ASSIGNED, unit="物业办",
    )  # fmt: skip
    return fate.triage(state, "s", AT, told, 9).state


def test_draft_when_another_unit_gets_the_suggestion_then_it_is_not_published_as_its_answer() -> (
    None
):
    owed = between.assign(handled(Status.ACCEPTED), AT, "城管办").state
    back = between.hand_back(drafted(owed), AT, "不属于本单位", None).state
    alone = drafted(handled(Status.REOPENED))
    graded = handled(Status.ASSIGNED, cycle="2026", disposition="ASSIGNED", unit="城管办")
    for state in (
        between.assign(back, AT, "物业办").state,
        between.assign(alone, AT, "物业办").state,
        to_another_unit(drafted(graded)),
    ):
        assert (state.unit, state.letter, state.draft) == ("物业办", "", None)
        with pytest.raises(WrongState, match="no-such-draft"):
            letters.publish_draft(state, "s", AT, 0, "r")
    # The last answer that went out stays one where only a further draft is withdrawn.
    answered = letters.publish(graded, "s", AT, WORDS, "r").state
    assert to_another_unit(drafted(answered)).letter == "SENT"


@pytest.mark.parametrize("verdict", [Verdict.UNNEEDED, Verdict.SOLVED])
def test_verdict_when_a_further_answer_follows_then_its_author_speaks_again(
    verdict: Verdict,
) -> None:
    graded = handled(Status.ASSIGNED, disposition="ASSIGNED", unit="城管办")
    answered = letters.publish(graded, "s", AT, WORDS, "r").state
    spoken = answers.confirm(answered, "s", AT, verdict).state
    again = letters.publish(spoken, "s", AT, WORDS, "r").state
    assert (again.status, again.verdict, again.outcome) == (Status.REPLIED, "", "SOLVED")
    better = answers.answer(spoken, "s", AT, Outcome.SELECTED).state
    assert (better.status, better.verdict) == (Status.REPLIED, "")
    assert answers.confirm(again, "s", AT, Verdict.NOT, "x").state.verdict == "NOT"
    # Its author's own "again" is a word too; a clerk who parts a merge says nothing for anybody.
    assert answers.reopen(again, "s", AT, "x").state.verdict == "NOT"
    merged = handled(Status.MERGED, outcome="MERGED", reference="lead")
    assert linked.part(merged, "s", AT, "x").state.verdict == ""


def figures(by_verdict: dict[str, int], **by_status: int) -> Summary:
    return Summary(
        cycle="2026", total=40, open=0, answered=40, merged=0, overdue=0, oldest_open_days=0,
        reply_days=30, by_status=by_status, by_outcome={}, by_category={}, by_topic={},
        by_channel={}, by_community={}, by_verdict=by_verdict, collectors=0, members=0,
        conserved=True,
    )  # fmt: skip


def test_satisfaction_when_counted_then_of_what_authors_said_alone() -> None:
    # Seven are open again, two of them by their authors: five were merged and parted by a clerk.
    words = {"SOLVED": 6, "PARTLY": 2, "NOT": 2, "UNNEEDED": 3}
    said = figures(words, CONFIRMED=12, REOPENED=7)
    found = rates_of(said).satisfaction
    assert (found.part, found.whole) == (8, 10)
    assert shown_to_all(said).by_verdict == words
    # "No longer needed" does not make up for too few who judged.
    few = figures({"SOLVED": 7, "NOT": 2, "UNNEEDED": 30})
    assert shown_to_all(few).by_verdict == {}
